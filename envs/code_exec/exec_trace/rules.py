"""A trace quiz: one question a turn, in order; the answer is kept and the next question comes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Final

from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from ..fuel import trusted
from ..values import canonical, is_plain, read_literal
from . import text
from .state import Answer, Answered, Kind, Question, State, Task

__all__ = ["ExecTrace"]

_STEPS: Final = 5_000
_MOST: Final = 40
"""Answers that are listed for a question."""


@dataclass(frozen=True)
class ExecTrace(Game[Task, State, Answer]):
    """Questions about a recorded run. Nothing is run but made-up programs on proposed arguments, with a step limit."""

    types: ClassVar[tuple[type, ...]] = (Task, Question, Kind, State, Answer, Answered)

    @property
    def rules(self) -> str:
        """See `text.RULES`."""
        return text.RULES

    def start(self, task: Task) -> State:
        """Before the first question."""
        return State(task)

    def legal(self, state: State) -> Sequence[Answer]:
        """Usual answers, made from what is shown alone: all line numbers, both truth values, all types, the constants.

        Any literal may be answered; where a value is asked for, the right one may not be among these.
        """
        number = len(state.given)
        return (
            ()
            if number == len(state.task.questions)
            else _usual(state.task.source, state.task.function, state.task.arguments, state.task.questions[number].kind)
        )

    def apply(self, state: State, action: Answer, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The next question. Proposed arguments are tried out, and what comes back is kept as a fact."""
        number = len(state.given)
        returned = ""
        if state.task.questions[number].kind is Kind.INPUT:
            returned = self.tried(state.task, action)
        answered = Answered(number, action.text, returned)
        return State(state.task, (*state.given, answered)), (answered,)

    def tried(self, task: Task, action: Answer) -> str:
        """What a made-up program returns for proposed arguments."""
        outcome = trusted(task.source, task.function)(read_literal(action.text), _STEPS)
        if outcome.error:
            return f"!{outcome.error}"
        return canonical(outcome.value) if is_plain(outcome.value) else "!not plain"

    def is_over(self, state: State) -> bool:
        """Whether every question was answered."""
        return len(state.given) == len(state.task.questions)

    def parse(self, text_: str, state: State) -> Answer:
        """See `text.parse`."""
        questions = state.task.questions
        return text.parse(text_, questions[min(len(state.given), len(questions) - 1)])

    def format(self, action: Answer) -> str:
        """The answer itself."""
        return action.text

    def describe(self, state: State, last: Transition[State, Answer] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """See `text.key`."""
        return text.key(state)

    def secrets(self, state: State) -> tuple[str, ...]:
        """Right answers that are too long to be there by chance, and are not shown anyway."""
        shown = text.numbered(state.task) + "".join(text.prompt(q, state.task) for q in state.task.questions)
        return tuple(q.answer for q in state.task.questions if len(q.answer) > 11 and q.answer not in shown)


@lru_cache(maxsize=1024)
def _usual(source: str, function: str, arguments: str, kind: Kind) -> tuple[Answer, ...]:
    if kind is Kind.TYPE:
        return tuple(map(Answer, text.TYPES))
    if kind is Kind.COVERAGE:
        return Answer("True"), Answer("False")
    if kind is Kind.NEXT:
        return tuple(map(Answer, _shown(source, function)[0]))
    given = read_literal(arguments)
    if kind is Kind.INPUT:
        return (Answer(canonical(given)), *_nearby(given))
    usual = map(canonical, (*given, 0, 1, 2, 3, 4, 5, -1, [], "", True, False, None))
    return tuple(map(Answer, list(dict.fromkeys([*_shown(source, function)[1], *usual]))[:_MOST]))


@lru_cache(maxsize=256)
def _shown(source: str, function: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the lines of the function and -1, the constants of the program), as texts."""
    lines, constants = set(), []
    for top in ast.parse(source).body:
        for node in ast.walk(top):
            if isinstance(node, ast.Constant) and is_plain(node.value):
                constants.append(canonical(node.value))
            elif isinstance(node, ast.stmt) and node is not top and getattr(top, "name", "") == function:
                lines.add(node.lineno)
    return (*map(str, sorted(lines)), "-1"), tuple(dict.fromkeys(constants))


def _nearby(given: tuple[object, ...]) -> list[Answer]:
    """The given arguments with one number changed by one."""
    near = []
    for place, value in enumerate(given):
        if type(value) is int:
            for other in (value + 1, max(0, value - 1)):
                text_ = canonical((*given[:place], other, *given[place + 1 :]))
                near += [Answer(text_)] if other != value else []
    return near
