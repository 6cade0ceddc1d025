"""Verdicts on moves of Sokoban: the optimal set, fatal moves, lost levels, and the limits of the budget."""

import math
import pickle
from itertools import pairwise

import pytest

from turnwise.envs.core.errors import AgentError, UsageError
from turnwise.envs.core.game import Rejected, Transition
from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sokoban import Direction, Sokoban, SokobanEnv, State, Task
from turnwise.envs.puzzles.sokoban.board import board
from turnwise.verifiers import Label, Verdict
from turnwise.verifiers.puzzles.sokoban import SCORING, SokobanOracle, SokobanOutcome, SokobanVpr, guarantee

GAME = Sokoban()
RNG = Stream(0, "test")
ORACLE = SokobanOracle()

ROOM = Task("#######\n#     #\n#@ $ .#\n#     #\n#######")
"""Three moves right of a straight line: right, right, right. The box is lost at any wall but the right one."""

LOST = Task("#######\n#$    #\n#@   .#\n#     #\n#######")
"""A level whose box stands in a corner from the start."""

WIDE = Task(
    "#############\n#           #\n# $ $ $ $   #\n#    @      #\n#   $  $ $  #\n# ........  #\n#       $   #\n"
    "#           #\n#############"
)
"""Too large for a table."""


def transition(task: Task, *texts: str, end: str | None = None) -> Transition[State, Direction]:
    """The transition of the last text after the others."""
    state = GAME.start(task)
    for turn, text in enumerate(texts):
        before = state
        try:
            action = GAME.parse(text, state)
            state, events = GAME.apply(state, action, RNG)
        except AgentError as error:
            last = Transition(before, Rejected(text, str(error), "illegal"), before, (), turn)
        else:
            ended = "terminated" if GAME.is_over(state) else end
            last = Transition(before, action, state, events, turn, end=ended)  # type: ignore[arg-type]
    return last


@pytest.mark.parametrize(
    ("task", "texts", "label", "score", "vpr"),
    [
        (ROOM, ("right",), Label.OPTIMAL, 1.0, 2.0),
        (ROOM, ("right", "right"), Label.OPTIMAL, 1.0, 2.0),
        (ROOM, ("right", "right", "right"), Label.SOLVED, 1.0, 2.0),
        (ROOM, ("up",), Label.NEUTRAL, 0.0, 0.0),
        (ROOM, ("up", "down"), Label.OPTIMAL, 1.0, 2.0),
        (ROOM, ("left",), Label.REJECTED, -1.0, -2.0),
        (ROOM, ("north",), Label.REJECTED, -1.0, -2.0),
        (ROOM, ("",), Label.REJECTED, -1.0, -2.0),
        (ROOM, ("up right down left",), Label.REJECTED, -1.0, -2.0),
        (ROOM, ("down", "right", "right", "up"), Label.FATAL, -1.0, -2.0),
        (ROOM, ("down", "right", "right", "up", "down"), Label.NEUTRAL, 0.0, 0.0),
        (LOST, ("right",), Label.NEUTRAL, 0.0, 0.0),
        (LOST, ("left",), Label.REJECTED, -1.0, -2.0),
    ],
    ids=[
        "on a shortest solution",
        "a push on it",
        "the solving push",
        "a detour",
        "back from a detour, the shortest way from there",
        "a wall bump",
        "no direction",
        "an empty text",
        "every direction at once",
        "pushing the box to a wall",
        "on in a lost level",
        "a level lost from the start",
        "a wall bump in a lost level",
    ],
)
def test_verdicts(task: Task, texts: tuple[str, ...], label: Label, score: float, vpr: float) -> None:
    t = transition(task, *texts)
    verdict = ORACLE(t)
    assert (verdict.label, verdict.score) == (label, score)
    assert not verdict.degraded
    assert SokobanVpr()(t).score == vpr


def test_a_solvable_level_told_by_its_numbers() -> None:
    verdict = ORACLE(transition(ROOM, "right"))
    assert verdict.reason == "Moving right keeps to a shortest solution: 2 of 3 moves left."
    assert verdict.potential == (0.5, pytest.approx(2 / 3))
    assert verdict.components == {
        "optimal": 1.0,
        "regret": 0.0,
        "progress": pytest.approx(1 / 6),
        "deducible": 1.0,
        "rejected": 0.0,
        "deadlock": 0.0,
        "distance": 2.0,
    }
    assert verdict.oracle is not None
    assert (verdict.oracle.actions, verdict.oracle.distance) == ((Direction.RIGHT,), 3)


def test_a_detour_costs_the_moves_it_wastes() -> None:
    verdict = ORACLE(transition(ROOM, "up"))
    assert verdict.reason == "Moving up leaves 4 moves where a shortest solution would leave 2."
    assert verdict.components["regret"] == pytest.approx(2 / 3)
    assert verdict.components["distance"] == 4
    assert verdict.recoverable


def test_a_fatal_push_names_the_box() -> None:
    verdict = ORACLE(transition(ROOM, "down", "right", "right", "up"))
    place = "the box at row 2, column 4 is on a square from which no goal can be reached"
    assert verdict.reason == f"Pushing the box up is fatal: {place}."
    assert (verdict.components["regret"], verdict.components["deadlock"]) == (1.0, 1.0)
    assert (verdict.potential, verdict.recoverable) == ((pytest.approx(1 / 3), 0.0), False)
    assert "box at" not in verdict.feedback


@pytest.mark.parametrize(
    ("picture", "texts", "culprit"),
    [
        ("#######\n#  $@.#\n#     #\n#######", ("left", "left"), "row 2, column 2 is in a corner"),
        (
            "#######\n# $ ..#\n#  $  #\n#  @  #\n#######",
            ("up",),
            "row 2, column 3 is frozen: no box of its group can ever be pushed again",
        ),
    ],
    ids=["a corner", "two boxes along a wall"],
)
def test_what_makes_a_push_fatal_is_said(picture: str, texts: tuple[str, ...], culprit: str) -> None:
    verdict = ORACLE(transition(Task(picture), *texts))
    assert verdict.label is Label.FATAL
    assert verdict.reason == f"Pushing the box {texts[-1]} is fatal: the box at {culprit}."


def test_random_play_loses_a_level_at_most_once() -> None:
    env = SokobanEnv()
    found = 0
    for index in range(12):
        env.reset(seed=index, options={"index": index})
        rng = Stream(index, "play")
        while env.episode.end is None and len(env.episode.turns) < 40:
            env.step(rng.choice(["up", "down", "left", "right"]))
        verdicts = [ORACLE(turn.transition) for turn in env.episode.turns]
        found += any(v.label is Label.FATAL for v in verdicts)
        assert sum(v.label is Label.FATAL for v in verdicts) <= 1, "a level is lost once"
    assert found > 3


def test_a_lost_level_has_no_best_move_and_says_so() -> None:
    verdict = ORACLE(transition(LOST, "right"))
    assert verdict.reason == "The level could no longer be solved before this move."
    assert (verdict.potential, verdict.recoverable, verdict.components["deadlock"]) == ((0.0, 0.0), False, 1.0)
    assert verdict.oracle is not None
    assert (verdict.oracle.actions, verdict.oracle.exact, verdict.oracle.distance) == ((), True, None)
    assert guarantee(GAME.start(LOST)) == -1.0


def test_all_first_moves_of_all_shortest_solutions_are_in_the_set() -> None:
    open_room = GAME.start(Task("#######\n#@    #\n#     #\n#  $  #\n#  .  #\n#######"))
    oracle = ORACLE.actions(open_room)
    assert oracle.actions == (Direction.DOWN, Direction.RIGHT)
    assert not oracle.informative, "both legal moves are best"
    assert oracle.distance == 4


@pytest.mark.parametrize("verifier", [ORACLE, SokobanVpr()], ids=["oracle", "vpr"])
@pytest.mark.parametrize("split", ["train", "hard", "structure"])
def test_random_play_stays_in_range_and_chains_its_potentials(verifier: SokobanOracle, split: str) -> None:
    env = SokobanEnv(split=split, max_turns=40)
    for index in range(4):
        env.reset(seed=index, options={"index": index})
        rng = Stream(index, "play")
        while env.episode.end is None:
            env.step(rng.choice(["up", "down", "left", "right", "nowhere"]))
        verdicts = [verifier(turn.transition) for turn in env.episode.turns]
        low, high = verifier.bounds
        assert all(v.score is not None and low <= v.score <= high for v in verdicts)
        assert all(math.isfinite(x) and type(x) is float for v in verdicts for x in v.components.values())
        assert len({tuple(v.components) for v in verdicts}) == 1
        assert pickle.loads(pickle.dumps(verdicts)) == verdicts
        pairs = [v.potential for v in verdicts if v.potential]
        assert all(a[1] == b[0] for a, b in pairwise(pairs))


def test_the_oracles_own_play_is_optimal_throughout_and_solves() -> None:
    env = SokobanEnv(level="hard")
    for index in range(5):
        env.reset(seed=0, options={"index": index})
        distance = ORACLE.actions(env.episode.state).distance
        while env.episode.end is None:
            env.step(ORACLE.actions(env.episode.state).actions[-1].value)
        verdicts = [ORACLE(turn.transition) for turn in env.episode.turns]
        assert len(verdicts) == distance
        assert {v.score for v in verdicts} == {1.0}
        assert verdicts[-1].label is Label.SOLVED
        assert sum(v.components["progress"] for v in verdicts) == pytest.approx(0.5)
        assert SokobanOutcome()(env.episode.turns[-1].transition).score == 1.0
        assert guarantee(env.episode.turns[0].transition.before) == 1.5


def test_out_of_budget_gives_no_score_rather_than_a_wrong_one() -> None:
    oracle = SokobanOracle(budget=50)
    verdict = oracle(transition(WIDE, "left"))
    assert (verdict.score, verdict.label, verdict.degraded) == (None, Label.PENDING, True)
    assert verdict.potential is None
    assert (verdict.components["deducible"], verdict.components["distance"]) == (0.0, -1.0)
    assert verdict.oracle is not None
    assert (verdict.oracle.exact, verdict.oracle.informative) == (False, False)
    assert verdict.oracle.budget_used >= 50 // 4
    assert SokobanVpr(budget=50)(transition(WIDE, "left")).score is None
    assert oracle(transition(WIDE, "nowhere")).score == -1.0


def test_a_budget_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="budget must be at least 1, got 0"):
        SokobanOracle(budget=0)


def outcome(t: Transition[State, Direction]) -> Verdict:
    return SokobanOutcome()(t)


def test_the_outcome_is_judged_at_the_end_only() -> None:
    assert outcome(transition(ROOM, "right")).score is None
    solved = outcome(transition(ROOM, "right", "right", "right"))
    assert (solved.score, solved.label, solved.components) == (1.0, Label.SOLVED, {"success": 1.0})
    late = outcome(transition(ROOM, "right", end="truncated"))
    assert (late.score, late.label, late.components) == (-1.0, Label.FAILED, {"success": 0.0})
    assert late.reason == "The turns ran out with 1 of 1 boxes off the goals."


def test_vpr_charges_the_turn_limit_unless_that_turn_solved() -> None:
    assert SokobanVpr()(transition(ROOM, "right", end="truncated")).score == -2.0
    assert SokobanVpr()(transition(ROOM, "right", "right", "right", end="truncated")).score == 2.0


def test_the_scoring_is_whole() -> None:
    assert set(SCORING.scales) == {"unit", "vpr"}
    assert SCORING.oracle == ORACLE
    assert board(ROOM.picture).boxes
