"""How good a turn in a household was, by the exact number of commands to the goal before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..envs.core.game import Rejected, Transition
from ..envs.household.belief import informed_closeness
from ..envs.household.cause import Cause, cause, explain
from ..envs.household.explorer import explore
from ..envs.household.friendly import meant
from ..envs.household.goal import conditions
from ..envs.household.home import LANDMARKS, Home, home
from ..envs.household.menu import menu
from ..envs.household.solver import LOST, culprit, distance, known_distance, optimal_texts
from ..envs.household.state import Command, State, Task
from ..envs.household.steps import read_command, start
from .scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from .verdict import Label, OracleSet, Verdict

__all__ = [
    "SCORING",
    "AlfworldReward",
    "HouseholdInformed",
    "HouseholdOracle",
    "HouseholdOutcome",
    "cause_of",
    "closeness",
    "expert",
    "guarantee",
]

_ZERO = {
    "optimal": 0.0,
    "regret": 0.0,
    "progress": 0.0,
    "deducible": 0.0,
    "rejected": 0.0,
    "deadlock": 0.0,
    "distance": -1.0,
    "conditions": 0.0,
    "landmarks": 0.0,
}


def guarantee(state: State) -> float | None:
    """The return on the unit scale of a shortest solution, which `max_turns` must leave room for."""
    return -1.0 if distance(home(state.task.definition), state) == LOST else 1.5


def expert(state: State) -> str:
    """What the explorer would write (see `envs.household.explorer`), in every state that is not over."""
    return explore(home(state.task.definition), state)


@lru_cache(maxsize=1024)
def _whole(definition: str) -> int:
    """The distance at the start of a game."""
    its_home = home(definition)
    return distance(its_home, start(its_home, Task(definition)))


def closeness(state: State) -> float:
    """The potential: max(0, 1 - d / 2d0) for d commands left of the game's d0; 1 won, 0 out of reach. Privileged."""
    left = distance(home(state.task.definition), state)
    return _closeness(left, _whole(state.task.definition))


def _closeness(left: int, whole: int) -> float:
    if left == 0:
        return 1.0
    return max(0.0, 1.0 - left / (2 * whole)) if left < LOST else 0.0


def cause_of(t: Transition[Any, Any]) -> Cause:
    """Why the command of a turn did nothing, `NONE` where it was carried out."""
    if t.events:
        return Cause.NONE
    its_home = home(t.before.task.definition)
    command = t.action
    if isinstance(command, Rejected):
        command = meant(its_home, command.text, t.before)
    return cause(its_home, t.before, command)


@dataclass(frozen=True, slots=True)
class HouseholdOracle:
    """All commands that begin a shortest way to the goal. It sees everything: where a thing is that was never shown.

    Score (ours): 1 for a command in the set; 0 for another one after which the goal can still be reached; -1 for one
    after which it can't, and for one that does nothing ("Nothing happens."); 0 for any that is carried out once the
    goal is out of reach.
    Components: `optimal`; `regret` the commands wasted, as a share of the shortest solution, at most 1, which a fatal
    command costs (0 for one that does nothing: that is `rejected`); `progress` change of the potential; `deducible` 1
    if it is optimal and what was shown to the agent says so too; `rejected` 1 if nothing happened; `deadlock` 1 if the
    goal can't be reached any more; `distance` the commands left after it, -1 if out of reach; `conditions` the share
    of goal conditions met after it; `landmarks` the share of the task's landmarks reached by it, each once.
    Potential: see `closeness`.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Command]:
        """The commands that begin a shortest way; empty when won or out of reach."""
        its_home = home(state.task.definition)
        texts = menu(its_home, state)
        best = optimal_texts(its_home, state, texts)
        left = distance(its_home, state)
        return OracleSet(
            tuple([read_command(its_home, text) for text in best]),
            informative=len(best) < len(texts),
            budget_used=len(texts),
            distance=left if left < LOST else None,
        )

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after = t.before, t.after
        its_home, whole = home(before.task.definition), _whole(before.task.definition)
        held = distance(its_home, before)
        left = held if after is before else distance(its_home, after)
        parts = _ZERO.copy()
        met, of = conditions(its_home, after)
        parts["conditions"] = met / of
        if left < LOST:
            parts["distance"] = float(left)
        else:
            parts["deadlock"] = 1.0
        phi = (_closeness(held, whole), _closeness(left, whole))
        if not t.events:
            parts["rejected"] = 1.0
            why = cause_of(t)
            told = t.action.reason if isinstance(t.action, Rejected) else f"{explain(why)}."
            reason = f"Nothing happened ({why.value}): {told}"
            return Verdict(-1.0, Label.REJECTED, reason, parts, phi, left < LOST, feedback=reason)
        parts["progress"] = phi[1] - phi[0]
        new = after.shown.landmarks ^ before.shown.landmarks
        if new:
            parts["landmarks"] = new.bit_count() / len(LANDMARKS[its_home.goal.kind])
        if held < LOST:
            if left == held - 1:
                parts["optimal"] = 1.0
                parts["deducible"] = float(_deducible(its_home, before, after))
            else:
                parts["regret"] = min(1.0, (1 + left - held) / whole)
        score, label, reason, feedback = _judge(its_home, t, held, left)
        return Verdict(score, label, reason, parts, phi, left < LOST, feedback=feedback)


def _deducible(its_home: Home, before: State, after: State) -> bool:
    """Whether a command that is optimal is so too in the home as far as the agent knew it."""
    listed = before.shown.contents
    known = known_distance(its_home, before, listed)
    return known < LOST and known_distance(its_home, after, listed) == known - 1


def _judge(its_home: Home, t: Transition[Any, Any], held: int, left: int) -> tuple[float, Label, str, str]:
    """Score, label, reason and what the agent may be told, for a command that was carried out."""
    deed = f"'{t.action.text}'"
    if left == 0:
        return 1.0, Label.SOLVED, f"{deed} meets the goal.", "The goal is met."
    if held == LOST:
        reason = "The goal could no longer be reached before this command."
        return 0.0, Label.NEUTRAL, reason, reason
    if left == held - 1:
        reason = f"{deed} is optimal: {held} commands were left, {left} are now."
        return 1.0, Label.OPTIMAL, reason, "A shortest way to the goal begins with this command."
    if left == LOST:
        reason = f"{deed} is fatal: {culprit(its_home, t.after) or 'the goal can no longer be reached'}."
        return -1.0, Label.FATAL, reason, "The goal can no longer be reached."
    reason = f"{deed} leaves {left} commands where a shortest way would leave {held - 1}."
    return 0.0, Label.NEUTRAL, reason, "No shortest way to the goal begins with this command."


@dataclass(frozen=True, slots=True)
class HouseholdInformed:
    """How much nearer a command brought the goal for one who knows only what was shown (see `envs.household.belief`).

    Unlike the oracle it does not reward going straight to a thing that was never seen, and it does reward finding it.
    Score (ours): the change of the expected closeness. Components: `progress` the same; `information` the part of it
    that comes from what was learned, the rest comes from what was done. Potential: the expected closeness.
    """

    bounds = (-1.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        its_home, listed = home(t.before.task.definition), t.before.shown.contents
        before = informed_closeness(its_home, t.before, listed)
        after = informed_closeness(its_home, t.after, t.after.shown.contents)
        new = t.after.shown.contents != listed and not t.after.won
        learned = after - informed_closeness(its_home, t.after, listed) if new else 0.0
        gain = after - before
        label = Label.PROGRESS if gain > 0 else Label.SETBACK if gain < 0 else Label.NEUTRAL
        reason = (
            f"The expected closeness went from {before:.3f} to {after:.3f}, {learned:+.3f} of it by what was learned."
        )
        return Verdict(gain, label, reason, {"progress": gain, "information": learned}, (before, after))


@dataclass(frozen=True, slots=True)
class AlfworldReward:
    """ALFWorld's own reward (as in released code): 1 on the turn that meets the goal, else 0."""

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if t.after.won:
            return Verdict(1.0, Label.SOLVED, "The goal is met.")
        return Verdict(0.0, Label.NEUTRAL, "The goal is not met.")


@dataclass(frozen=True, slots=True)
class HouseholdOutcome(OutcomeVerifier):
    """1 if the goal was met, -1 if the turns ran out. Success: met."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.after.won:
            return 1.0, True, "The goal was met."
        met, of = conditions(home(t.after.task.definition), t.after)
        return -1.0, False, f"The turns ran out with {met} of {of} goal conditions met."


_ORACLE = HouseholdOracle()
_INFORMED = HouseholdInformed()

SCORING = Scoring(
    terms={
        "outcome": Term(HouseholdOutcome(), Kind.OUTCOME, description="1 won, -1 not"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "change of the closeness to the goal"),
        "regret": Term(_ORACLE, Kind.PROCESS, "regret", 0.0, 1.0, "the share of a shortest solution that was wasted"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the command did nothing"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the command begins a shortest way to the goal"),
        "deducible": Term(_ORACLE, Kind.PROCESS, "deducible", 0.0, 1.0, "optimal, and what was shown says so too"),
        "deadlock": Term(_ORACLE, Kind.PROCESS, "deadlock", 0.0, 1.0, "the goal can no longer be reached"),
        "landmarks": Term(_ORACLE, Kind.PROCESS, "landmarks", 0.0, 1.0, "share of the landmarks reached, each once"),
        "conditions": Term(_ORACLE, Kind.PROCESS, "conditions", 0.0, 1.0, "share of the goal conditions that are met"),
        "informed": Term(_INFORMED, Kind.PROCESS, "progress", -1.0, 1.0, "change of the expected closeness"),
        "information": Term(_INFORMED, Kind.PROCESS, "information", -1.0, 1.0, "that of it by what was learned"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the oracle's score of the command"),
        "alfworld": Term(AlfworldReward(), Kind.OUTCOME, low=0.0, description="ALFWorld's own: 1 on winning, else 0"),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "informed": {"outcome": 1.0, "informed": 1.0, "rejected": PerTurn(-1.0)},
        "alfworld": {"alfworld": 1.0, "outcome": 0.0},  # info["success"] is the outcome's, so it must be judged
    },
    oracle=_ORACLE,
    guarantee=guarantee,
    expert=expert,
)
