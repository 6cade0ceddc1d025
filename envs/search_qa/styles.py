"""How actions are written and results are framed: the styles that trainers and models are used to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..core.errors import Malformed
from ..core.parsing import MAX_ACTION_CHARACTERS
from .calls import VERBS

__all__ = ["STYLES", "Style", "StyleName"]

StyleName = Literal["plain", "tags", "react", "json"]


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write.

    Args:
        read: the one call, as (verb, argument), in what an agent wrote; raises `Malformed`.
        write: the text of a call.
        heading: the line of a document, with {n} and {title}.
        before, after: what stands around a result.
        advice: what the agent is told about writing, besides the examples.
    """

    read: Callable[[str], tuple[str, str]]
    write: Callable[[str, str], str]
    heading: str
    before: str = ""
    after: str = ""
    advice: str = ""

    def call(self, text: str) -> tuple[str, str]:
        """The one call in a text.

        Raises:
            Malformed: there is none, or there are several.
        """
        if len(text) > MAX_ACTION_CHARACTERS:
            raise Malformed(f"Expected an action of at most {MAX_ACTION_CHARACTERS} characters, got {len(text)}.")
        return self.read(text)

    def frame(self, result: str) -> str:
        """A result as it is shown."""
        return f"{self.before}{result}{self.after}"


_PLAIN = re.compile(r"(search|find|note|answer)\s*:(.*)|(open)\s*:?\s*([\d ,:part]*)|(more)\s*\.?", re.IGNORECASE)
_ACTION_TAG = re.compile(r"<(/?)(action)>", re.IGNORECASE)
_VERB_TAG = re.compile(rf"<(/?)({'|'.join(VERBS)})>", re.IGNORECASE)
_TOOL_TAG = re.compile(r"<(/?)(tool_call)>", re.IGNORECASE)
_THINK_TAG = re.compile(r"<(/?)(think)>", re.IGNORECASE)
_REACT_LINE = re.compile(r"^[ \t]*action(?: \d{1,3})?[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_REACT_CALL = re.compile(r"(search|more|open|find|note|finish)\s*\[(.*)\]", re.IGNORECASE)


def _blocks(text: str, tag: re.Pattern[str]) -> list[tuple[str, str]]:
    """(name, content) of each block between tags, in one pass: a thousand unclosed tags cost no more than one."""
    blocks, name, start = list[tuple[str, str]](), "", -1
    for found in tag.finditer(text):
        if not found[1] and start < 0:
            name, start = found[2].lower(), found.end()
        elif found[1] and start >= 0 and found[2].lower() == name:
            blocks.append((name, text[start : found.start()]))
            start = -1
    return blocks


def _without_thoughts(text: str) -> str:
    if "<think>" not in text.lower():
        return text
    for _, thought in _blocks(text, _THINK_TAG):
        text = text.replace(thought, "", 1)
    return text


def _one(blocks: list[tuple[str, str]]) -> tuple[str, str]:
    """The only block; the same one twice is one.

    Raises:
        Malformed: none, or different ones: listing every answer must be no way to find the right one.
    """
    different = {(name, " ".join(content.split())): None for name, content in blocks}
    if len(different) != 1:
        raise Malformed(f"Expected exactly one action, got {len(different) or 'none'}.")
    return next(iter(different))


def _read_plain(text: str) -> tuple[str, str]:
    blocks = _blocks(text, _ACTION_TAG) if "<" in text else []
    line = (_one(blocks)[1] if blocks else text).strip()
    if not line:
        raise Malformed("Expected an action, got an empty text.")
    if "\n" in line or "\r" in line:
        raise Malformed("Expected one action in one line.")
    found = _PLAIN.fullmatch(line)
    if found is None:
        raise Malformed('Expected "search: WORDS", "more", "open: N", "find: N WORDS", "note: TEXT" or "answer: TEXT".')
    verb = found[1] or found[3] or found[5]
    return verb.lower(), found[2] or found[4] or ""


def _write_plain(verb: str, argument: str) -> str:
    return f"{verb}: {argument}" if argument else verb


def _read_tags(text: str) -> tuple[str, str]:
    blocks = _blocks(_without_thoughts(text), _VERB_TAG)
    if not blocks:
        raise Malformed("Expected one block such as <search>WORDS</search> or <answer>TEXT</answer>, got none.")
    return _one(blocks)


def _write_tags(verb: str, argument: str) -> str:
    return f"<{verb}>{argument}</{verb}>"


def _read_react(text: str) -> tuple[str, str]:
    lines = [("", found[1]) for found in _REACT_LINE.finditer(text)]
    line = (_one(lines)[1] if lines else text).strip()
    found = _REACT_CALL.fullmatch(line)
    if found is None:
        raise Malformed("Expected one line such as Action: Search[WORDS] or Action: Finish[TEXT].")
    verb = found[1].lower()
    return "answer" if verb == "finish" else verb, found[2]


def _write_react(verb: str, argument: str) -> str:
    return f"Action: {'Finish' if verb == 'answer' else verb.capitalize()}[{argument}]"


def _read_json(text: str) -> tuple[str, str]:
    blocks = _blocks(_without_thoughts(text), _TOOL_TAG) if "<" in text else []
    body = _one(blocks)[1] if blocks else text
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed(f"Expected one JSON object such as {_write_json('search', 'WORDS')}.") from None
    name, given = (call.get("name"), call.get("arguments", {})) if isinstance(call, dict) else (None, None)
    if name not in VERBS or not isinstance(given, dict):
        raise Malformed(f'Expected "name" to be one of {", ".join(VERBS)} and "arguments" to be an object.')
    return str(name), _argument(str(name), given)


def _argument(verb: str, given: Mapping[str, object]) -> str:
    if verb == "search":
        queries = given.get("queries", given.get("query"))
        queries = [queries] if isinstance(queries, str) else queries
        if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
            raise Malformed('"search" takes "queries", a list of texts.')
        return " | ".join(query.replace("|", " ") for query in queries)
    if verb == "more":
        return ""
    if verb in ("open", "find"):
        parts = [given.get("document"), *([given.get("words")] if verb == "find" else [given.get("part", 1)])]
        if type(parts[0]) is not int or type(parts[1]) is not (str if verb == "find" else int):
            raise Malformed('"open" takes "document" and "part", both numbers; "find" takes "document" and "words".')
        return f"{parts[0]} {'part ' if verb == 'open' else ''}{parts[1]}"
    text = given.get("text")
    if not isinstance(text, str):
        raise Malformed(f'"{verb}" takes "text".')
    return text


def _write_json(verb: str, argument: str) -> str:
    arguments: dict[str, object] = {}
    if verb == "search":
        arguments["queries"] = argument.split(" | ")
    elif verb == "open":
        document, _, part = argument.partition(" part ")
        arguments = {"document": int(document), "part": int(part or 1)}
    elif verb == "find":
        document, _, words = argument.partition(" ")
        arguments = {"document": int(document), "words": words}
    elif verb != "more":
        arguments["text"] = argument
    return json.dumps({"name": verb, "arguments": arguments}, ensure_ascii=False)


STYLES: dict[StyleName, Style] = {
    "plain": Style(_read_plain, _write_plain, "[{n}] {title}\n", advice="One action a turn, in one line:"),
    "tags": Style(
        _read_tags,
        _write_tags,
        'Doc {n}(Title: "{title}") ',
        "<information>",
        "</information>",
        "Think between <think> and </think> as long as you like, then write exactly one action:",
    ),
    "react": Style(
        _read_react,
        _write_react,
        "[{n}] {title}\n",
        "Observation: ",
        "",
        "Write a line that begins with Thought: if you like, then exactly one line with an action:",
    ),
    "json": Style(
        _read_json,
        _write_json,
        "[{n}] {title}\n",
        "<tool_response>\n",
        "\n</tool_response>",
        "Call exactly one tool a turn, as a JSON object, between <tool_call> and </tool_call> if there is other text:",
    ),
}
"""`plain` for people and any model, `tags` as Search-R1 and its kin write, `react` as ReAct does, `json` for tools."""
