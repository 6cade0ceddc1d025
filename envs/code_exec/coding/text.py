"""How a programming task is shown, and how commands are written: as text or as tool calls."""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import Any, Final

from ...core.errors import Malformed
from ...core.game import Transition
from ..sandbox import Ended, Ran, SandboxFailed
from .state import SOLUTION, Check, Command, HandedIn, Printed, State, Verb

__all__ = ["RULES", "TOOLS", "describe", "format_command", "key", "numbered", "parse", "syntax_error"]

RULES: Final = (
    f"You write a Python program in a workspace of your own. The file {SOLUTION} is what counts. One command a turn:\n"
    f"write PATH and the whole file on the next lines; edit PATH FIRST-LAST and the lines that replace them; run and a "
    "program to try, on the next lines (it can import solution); test to see the public tests; submit to hand in, "
    "once. Handing in runs hidden tests too, on your solution file alone.\n"
    f"For example:\nwrite {SOLUTION}\ndef double(number):\n    return 2 * number\n"
    'Tool calls work as well: {"name": "test", "arguments": {}}. After reasoning, put the command into '
    "<action>...</action>."
)


def _tool(name: str, description: str, **parameters: tuple[str, str]) -> dict[str, Any]:
    fields = {field: {"type": kind, "description": text} for field, (kind, text) in parameters.items()}
    schema = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


_PATH: Final = ("string", "file in the workspace, such as solution.py")
TOOLS: Final = (
    _tool("write", "Write a whole file.", path=_PATH, content=("string", "the file's text")),
    _tool(
        "edit",
        "Replace lines of a file.",
        path=_PATH,
        first=("integer", "first line to replace, 1 for the first"),
        last=("integer", "last line to replace"),
        content=("string", "the lines that replace them"),
    ),
    _tool("run", "Run a Python program in the workspace.", code=("string", "the program")),
    _tool("test", "Show the results of the public tests."),
    _tool("submit", "Hand in the solution, once."),
)
"""The commands as OpenAI's tool schemas."""

MAX_CHARACTERS: Final = 20_000
_TAG: Final = re.compile(r"<(/?)action>", re.IGNORECASE)
_FENCE: Final = re.compile(r"```[a-zA-Z]*\n(.*?)\n?```\s*", re.DOTALL)
_RANGE: Final = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_FORM: Final = (
    'Expected "write PATH" with the file below, "edit PATH FIRST-LAST" with lines below, "run" with a program below, '
    '"test" or "submit".'
)


def parse(text: str) -> Command:
    """The command in a reply.

    Raises:
        Malformed: none, several, or one that is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise Malformed(f"Expected a command of at most {MAX_CHARACTERS} characters, got {len(text)}.")
    if any("\ud800" <= char <= "\udfff" for char in text) or "\0" in text:
        raise Malformed("Expected a text without zero bytes and surrogates.")
    text = _block(text).strip()
    if text.startswith("{"):
        return _of_tool_call(text)
    head, _, body = text.partition("\n")
    verb, *rest = head.split()[:4] or [""]
    body = _content(body)
    match verb.lower(), rest:
        case "write", [path]:
            return Command(Verb.WRITE, _path(path), text=body)
        case "edit", [path, lines] if span := _RANGE.fullmatch(lines):
            return Command(Verb.EDIT, _path(path), int(span[1]), int(span[2]), body)
        case "run", [] if body:
            return Command(Verb.RUN, text=body)
        case ("test" | "submit") as name, [] if not body:
            return Command(Verb(name))
    raise Malformed(_FORM)


def format_command(command: Command) -> str:
    """The text of a command; `parse` reads it back."""
    match command.verb:
        case Verb.WRITE:
            head = f"write {command.path}"
        case Verb.EDIT:
            head = f"edit {command.path} {command.first}-{command.last}"
        case _:
            head = command.verb.value
    return f"{head}\n{command.text}" if command.text else head


def describe(state: State, last: Transition[State, Command] | None) -> str:
    """The task at the start; then what the last command did."""
    if last is None:
        kind = "It has a fault: repair it." if state.task.repair else "It is still to be written."
        return (
            f"{state.task.prompt}\n\n{_tests(state)}\n\n{SOLUTION} is there already. {kind}\n{numbered(state.source)}"
        )
    for event in last.events:
        if isinstance(event, SandboxFailed):
            return f"The sandbox failed, and nothing was changed: {event.reason} Try again."
        if isinstance(event, HandedIn):
            passed = sum(check.passed for check in event.checks)
            return f"Handed in. {passed} of {len(event.checks)} tests passed, hidden ones among them."
        if isinstance(event, Printed):
            return _printed(event.ran)
    if last.rejected:
        return f"{SOLUTION} has {_count(len(_lines(state.source)), 'line')}."
    if last.action.verb is Verb.TEST:  # type: ignore[union-attr] # a rejected one was handled
        return _results(state)
    return _written(state, last.action)  # type: ignore[arg-type]


def key(state: State) -> str:
    """The task and the files as they are now."""
    files = "\n".join(f"{file.path} {file.blob.digest if file.blob else file.kind}" for file in state.workspace.files)
    return f"{state.task.prompt}\n{files}\n{'handed in' if state.over else ''}"


def numbered(source: str) -> str:
    """A program with numbered lines."""
    lines = _lines(source)
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}} | {line}".rstrip() for number, line in enumerate(lines, 1))


def syntax_error(source: str) -> str:
    """Where and why a program does not parse on this side, empty where it does. Nothing is run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, MemoryError, RecursionError) as error:
        return f"it is too deep or holds what no program holds ({type(error).__name__})"
    return ""


def _block(text: str) -> str:
    """What stands in the one `<action>` block, or all of it."""
    blocks, start = set(), -1
    for tag in _TAG.finditer(text):
        if not tag[1]:
            start = tag.end() if start < 0 else start
        elif start >= 0:
            blocks.add(text[start : tag.start()].strip("\n"))
            start = -1
    if len(blocks) > 1:
        raise Malformed(f"Expected exactly one command, got {len(blocks)} different ones.")
    return blocks.pop() if blocks else text


def _content(body: str) -> str:
    """A body without its fence, with one newline at the end unless it is empty."""
    fenced = _FENCE.fullmatch(body.strip("\n"))
    text = fenced[1] if fenced else body
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n" if lines else ""


def _path(path: str) -> str:
    parts = path.removeprefix("./").split("/")
    if (
        len(path) > 100
        or any(part in ("", ".", "..") for part in parts)
        or not path.isprintable()
        or not path.isascii()
    ):
        raise Malformed("Expected the path of a file in the workspace, such as solution.py.")
    return "/".join(parts)


def _of_tool_call(text: str) -> Command:
    try:
        call = json.loads(text)
        name, given = call["name"], call.get("arguments", {})
        given = json.loads(given) if isinstance(given, str) else given
        body = _content(given.get("content", given.get("code", "")))
        match name:
            case "write":
                return Command(Verb.WRITE, _path(given["path"]), text=body)
            case "edit":
                first, last = given["first"], given["last"]
                if type(first) is not int or type(last) is not int or not 0 <= first <= 99999 or not 0 <= last <= 99999:
                    raise Malformed("Expected whole numbers as the first and last line of an edit.")
                return Command(Verb.EDIT, _path(given["path"]), first, last, body)
            case "run" if body:
                return Command(Verb.RUN, text=body)
            case "test" | "submit":
                return Command(Verb(name))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise Malformed('Expected a tool call such as {"name": "run", "arguments": {"code": "print(1)"}}. ' + _FORM)


def _tests(state: State) -> str:
    task = state.task
    hidden = task.tests - len(task.public)
    listed = "\n".join(f"  {number}. {test}" for number, test in enumerate(task.public, 1))
    return f"Public tests ({hidden} more are hidden):\n{listed}" if listed else f"There are {hidden} hidden tests."


def _results(state: State) -> str:
    task = state.task
    if not task.public:
        return "There are no public tests."
    lines = [f"{state.passing} of {len(task.public)} public tests pass."]
    for number, (test, check) in enumerate(zip(task.public, state.checks, strict=False), 1):
        if not check.passed:
            lines.append(f"  {number}. {test}\n     {_why(check)}")
    return "\n".join(lines)


def _why(check: Check) -> str:
    return f"{check.outcome}: {check.detail}" if check.detail else check.outcome


def _printed(ran: Ran) -> str:
    how = "" if ran.ok else f"\nIt ended with status {ran.code}."
    if ran.ended is not Ended.EXITED:
        how = f"\nIt was stopped: {ran.ended.value}."
    shown = "\n".join(part for part in (_cut(ran.stdout), _cut(ran.stderr)) if part)
    return (shown or "Nothing was printed.") + how


def _cut(text: str, most: int = 1500) -> str:
    text = text.rstrip("\n")
    return text if len(text) <= most else f"{text[: most // 2]}\n[...]\n{text[-most // 2 :]}"


def _written(state: State, command: Command) -> str:
    content = state.workspace.read(command.path) or b""
    text = content.decode(errors="replace")
    done = f"{command.path} now has {_count(len(_lines(text)), 'line')}."
    if command.path.endswith(".py") and (problem := syntax_error(text)):
        done += f" It does not parse: {problem}."
    return f"{done}\n{numbered(text)}" if command.verb is Verb.EDIT else done


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text.strip() else []


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
