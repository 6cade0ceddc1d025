"""Chromium's accessibility tree as text, in BrowserGym's form: `[12] link 'Features'`."""

from __future__ import annotations

from typing import Any

__all__ = ["flat_tree"]

_SILENT = frozenset({"none", "generic", "InlineTextBox", "LineBreak", "LayoutTable", "paragraph"})
_STATES = ("checked", "focused", "disabled", "required", "expanded", "selected")


async def flat_tree(session: Any) -> str:
    """One line a node that says something, indented by depth, with the ids of elements that can be used.

    Args:
        session: a CDP session of the page.
    """
    tree = await session.send("Accessibility.getFullAXTree")
    document = await session.send("DOM.getDocument", {"depth": -1})
    return _flat(tree["nodes"], _ids(document["root"]))


def _ids(root: dict[str, Any]) -> dict[int, str]:
    """BackendNodeId -> element id."""
    found, waiting = {}, [root]
    while waiting:
        node = waiting.pop()
        attributes = node.get("attributes", ())
        for name, value in zip(attributes[::2], attributes[1::2], strict=False):
            if name == "data-id":
                found[node["backendNodeId"]] = value
        waiting += node.get("children", ())
    return found


def _flat(nodes: list[dict[str, Any]], ids: dict[int, str]) -> str:
    by_id = {node["nodeId"]: node for node in nodes}
    lines: list[str] = []
    waiting = [(nodes[0]["nodeId"], 0, "")] if nodes else []
    while waiting:
        number, depth, parent_name = waiting.pop()
        node = by_id.get(number)
        if node is None:
            continue
        line, name = _line(node, ids, parent_name)
        if line:
            lines.append("  " * depth + line)
        for child in reversed(node.get("childIds", ())):
            waiting.append((child, depth + 1 if line else depth, name))
    return "\n".join(lines)


def _line(node: dict[str, Any], ids: dict[int, str], parent_name: str) -> tuple[str, str]:
    """The node's line, empty where it says nothing, and the name that its children need not say again."""
    role = node.get("role", {}).get("value", "")
    name = " ".join(str(node.get("name", {}).get("value", "")).split())
    element = ids.get(node.get("backendDOMNodeId", -1), "")
    if node.get("ignored") or (role in _SILENT and not element):
        return "", parent_name
    if role == "StaticText":
        return ("", parent_name) if name in parent_name else (f"StaticText {name!r}", name)
    parts = [f"[{element}]"] if element else []
    parts.append(f"{role} {name!r}")
    value = node.get("value", {}).get("value", "")
    if value != "":
        parts.append(f"value={value!r}")
    for state in node.get("properties", ()):
        if state["name"] in _STATES and (told := state["value"].get("value")) not in (None, False, ""):
            parts.append(f"{state['name']}={told}")
    return ", ".join([" ".join(parts[: 2 if element else 1]), *parts[2 if element else 1 :]]), name or parent_name
