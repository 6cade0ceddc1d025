"""How a trace quiz is shown, and how answers are read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ...core.errors import Malformed
from ...core.game import Transition
from ..values import canonical, read_literal
from .state import Answer, Kind, Question, State, Task

__all__ = ["RULES", "TYPES", "describe", "key", "numbered", "parse", "prompt"]

RULES: Final = (
    "You follow a Python program in your mind. Each turn asks one question about one call; answer with a Python "
    "literal alone, for example 3, True, 'ab' or [1, 2], or with <action>[1, 2]</action> at the end of your reasoning. "
    "Types count: 1, 1.0 and True are different answers. A line runs when its statement begins; the head of a loop "
    "runs before the first round and again after each round."
)

TYPES: Final = ("int", "float", "bool", "str", "bytes", "list", "tuple", "set", "dict", "NoneType")

_TAG: Final = re.compile(r"<(/?)action>", re.IGNORECASE)
_LONGEST: Final = 20_000


def describe(state: State, last: Transition[State, Answer] | None) -> str:
    """The program before the first question; then each question, and nothing about the answers."""
    number = len(state.given)
    if number == len(state.task.questions):
        return "That was the last question."
    asked = f"Question {number + 1} of {len(state.task.questions)}: {prompt(state.task.questions[number], state.task)}"
    return f"{numbered(state.task)}\n\n{asked}" if last is None else asked


def numbered(task: Task) -> str:
    """The program with numbered lines, and the call."""
    return _numbered(task.source, task.function, task.arguments)


@lru_cache(maxsize=256)
def _numbered(source: str, function: str, arguments: str) -> str:
    """By its texts, whose hashes Python keeps, and not by the task, whose hash is worked out anew each time."""
    lines = source.rstrip("\n").split("\n")
    width = len(str(len(lines)))
    code = "\n".join(f"{number:>{width}} | {line}".rstrip() for number, line in enumerate(lines, 1))
    # a call as Python writes it: the canonical text of the tuple without its last comma
    return f"{code}\n\nThe call: {function}({arguments[1:-1].removesuffix(',')})"


def prompt(question: Question, task: Task) -> str:
    """What is asked."""
    line, name = question.line, question.name
    moment = f"line {line} ran for the {_ordinal(question.time)} time"
    match question.kind:
        case Kind.COVERAGE:
            return f"does line {line} run at all? Answer True or False."
        case Kind.NEXT:
            return f"which line runs right after {moment}? Answer its number, or -1 if the call ends there."
        case Kind.VALUE:
            return f"what is the value of {name} right after {moment}?"
        case Kind.TYPE:
            return f"what is the type of {name} right after {moment}? Answer its name, such as int."
        case Kind.OUTPUT:
            return "what does the call return?"
        case Kind.INPUT:
            return (
                f"for which arguments does {task.function} return {question.wanted}? Answer a tuple of arguments; any "
                "that do are right."
            )


def parse(text: str, question: Question) -> Answer:
    """The answer in a reply: inside `<action>...</action>` where there is such a block, else all of it.

    Raises:
        Malformed: no literal, or none that could answer the question.
    """
    written = _written(text)
    if question.kind is Kind.TYPE:
        return _type_name(written)
    value = read_literal(written)
    if question.kind is Kind.NEXT and type(value) is not int:
        raise Malformed("Expected a line number such as 4, or -1.")
    if question.kind is Kind.COVERAGE and type(value) is not bool:
        raise Malformed("Expected True or False.")
    if question.kind is Kind.INPUT:
        _check_arguments(value)
    return Answer(canonical(value))


def key(state: State) -> str:
    """The program, the call and the question."""
    number = len(state.given)
    asked = prompt(state.task.questions[number], state.task) if number < len(state.task.questions) else ""
    return f"{numbered(state.task)}\n{number + 1}: {asked}"


def _written(text: str) -> str:
    if len(text) > _LONGEST:
        raise Malformed(f"Expected an answer of at most {_LONGEST} characters, got {len(text)}.")
    if "<" in text:
        blocks, start = set(), -1
        for tag in _TAG.finditer(text):
            if not tag[1]:
                start = tag.end() if start < 0 else start
            elif start >= 0:
                blocks.add(text[start : tag.start()].strip())
                start = -1
        if len(blocks) > 1:
            raise Malformed(f"Expected exactly one answer, got {len(blocks)} different ones.")
        text = blocks.pop() if blocks else text
    text = text.strip()
    if not text:
        raise Malformed("Expected a literal, got an empty text.")
    return text


def _type_name(written: str) -> Answer:
    name = written.removeprefix("<class '").removesuffix("'>").strip("'\"")
    if name == "None":
        name = "NoneType"
    if name not in TYPES:
        raise Malformed(f"Expected the name of a type: {', '.join(TYPES)}.")
    return Answer(name)


def _check_arguments(value: object, depth: int = 0) -> None:
    """Arguments must stay small, since the function runs on them."""
    if depth == 0 and type(value) is not tuple:
        raise Malformed("Expected the arguments as a tuple, such as (3, [1, 2]).")
    if isinstance(value, int) and abs(value) > 1_000_000:
        raise Malformed("Expected arguments with numbers up to 1000000.")
    if isinstance(value, str | bytes | list | tuple | set | dict):
        if len(value) > 100:
            raise Malformed("Expected arguments of at most 100 items or characters each.")
        if isinstance(value, dict):
            value = (*value.keys(), *value.values())
        if not isinstance(value, str | bytes):
            for part in value:
                _check_arguments(part, depth + 1)


def _ordinal(number: int) -> str:
    if 10 < number % 100 < 14:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
