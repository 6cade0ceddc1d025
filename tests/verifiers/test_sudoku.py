"""Verdicts on Sudoku moves: the paper's table, ours, and every way to cheat."""

import pickle
from itertools import pairwise

import pytest

from turnwise.envs.core.episode import Limits, Origin, advance, begin
from turnwise.envs.core.game import Transition
from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sudoku import Action, Clear, Place, State, Sudoku, SudokuTasks, Task
from turnwise.envs.puzzles.sudoku.geometry import geometry
from turnwise.envs.puzzles.sudoku.solver import deductions, solutions
from turnwise.verifiers import Label, Verdict, Verifier
from turnwise.verifiers.puzzles.sudoku import (
    SCORING,
    SudokuOracle,
    SudokuOutcome,
    SudokuVpr,
    distance,
    guarantee,
    wrong_cells,
)

ORACLE, VPR, OUTCOME = SudokuOracle(), SudokuVpr(), SudokuOutcome()
COMPONENTS = {"optimal", "regret", "progress", "deducible", "mrv", "correct", "rejected", "deadlock"}

# . . | . 1      solution 3 4 2 1
# . . | . 3               2 1 4 3
# 1 2 | . .               1 2 3 4
# 4 . | . .               4 3 1 2
FORCED = Task(4, (0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 0, 0, 4, 0, 0, 0), (3, 4, 2, 1, 2, 1, 4, 3, 1, 2, 3, 4, 4, 3, 1, 2))


def puzzle(text: str) -> Task:
    givens = tuple(int(c) for c in text.replace(".", "0"))
    size = {16: 4, 36: 6, 81: 9}[len(givens)]
    (solution,) = solutions(givens, geometry(size))
    return Task(size, givens, solution)


# no naked or hidden single at the start; the fewest candidates are 3
STUCK = puzzle("1.......2.9.4...5...6...7...5.9.3.......7.......85..4.7.....6...3...9.8...2.....1")


def turn(task: Task, before: str, text: str, *, limit: int | None = None) -> Transition[State, Action]:
    """The transition of `text`, after the actions of `before` (separated by semicolons)."""
    game = Sudoku(task.size)
    episode = begin(game, task, 0, Origin("test", "", 0))
    for earlier in filter(None, before.split(";")):
        episode = advance(game, episode, earlier, Limits())
        assert not episode.turns[-1].transition.rejected, episode.turns[-1].transition.action
    return advance(game, episode, text, Limits(limit)).turns[-1].transition


def right(task: Task, cell: int) -> str:
    return f"place {cell // task.size + 1} {cell % task.size + 1} {task.solution[cell]}"


def at(move: Place, size: int) -> int:
    return (move.row - 1) * size + move.column - 1


def wrong(task: Task, cell: int) -> str:
    """The placement of the least wrong digit that conflicts with no given."""
    state = Sudoku(task.size).start(task)
    grid = task.geometry
    row, column = cell // task.size + 1, cell % task.size + 1
    digits = [d for d in range(1, task.size + 1) if state.marks >> grid.mark(cell, d) & 1 and d != task.solution[cell]]
    return f"place {row} {column} {digits[0]}"


def all_but(task: Task, cells: int) -> str:
    """Right placements of all blanks but the last few."""
    blanks = [cell for cell, given in enumerate(task.givens) if not given]
    return ";".join(right(task, cell) for cell in blanks[: len(blanks) - cells])


def stuck_cells() -> tuple[int, int]:
    """In STUCK a cell with the fewest candidates, and one with more."""
    state = turn(STUCK, "", "x").before
    assert deductions(state.board, STUCK.geometry) == ()
    counts = {cell: marks.bit_count() for cell, marks in enumerate(STUCK.geometry.by_cell(state.marks)) if marks}
    assert min(counts.values()) == 3
    return min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)


NARROW, WIDE = stuck_cells()

ROWS = [
    # name, task, earlier turns, text, label, score, regret, components that are 1
    ("naked single", FORCED, "", "place 2 1 2", Label.OPTIMAL, 1.0, 0.0, "optimal deducible correct"),
    ("hidden single", FORCED, "", "place 1 1 3", Label.OPTIMAL, 1.0, 0.0, "optimal deducible correct"),
    ("last digit", FORCED, all_but(FORCED, 1), right(FORCED, 15), Label.SOLVED, 1.0, 0.0, "optimal deducible correct"),
    ("right but not forced yet", FORCED, "", "place 1 2 4", Label.PROGRESS, 0.25, 0.0, "correct"),
    ("wrong digit", FORCED, "", "place 1 1 2", Label.SETBACK, -0.5, 1.0, ""),
    (
        "fewest candidates, nothing forced",
        STUCK,
        "",
        right(STUCK, NARROW),
        Label.OPTIMAL,
        0.5,
        0.0,
        "optimal mrv correct",
    ),
    ("more candidates, nothing forced", STUCK, "", right(STUCK, WIDE), Label.PROGRESS, 0.25, 0.0, "correct"),
    ("wrong in the cell with fewest", STUCK, "", wrong(STUCK, NARROW), Label.SETBACK, -0.5, 1.0, "mrv"),
    ("wrong digit cleared", FORCED, "place 1 1 2", "clear 1 1", Label.PROGRESS, 0.25, 0.0, "optimal correct"),
    ("right digit cleared", FORCED, "place 1 1 3", "clear 1 1", Label.SETBACK, -1.0, 1.0, ""),
    (
        "forced beside a wrong digit",
        FORCED,
        "place 1 1 2",
        "place 3 4 4",
        Label.OPTIMAL,
        1.0,
        0.0,
        "optimal deducible correct",
    ),
    (
        "fewest candidates beside a wrong digit",
        STUCK,
        wrong(STUCK, WIDE),
        right(STUCK, NARROW),
        Label.PROGRESS,
        0.25,
        0.0,
        "mrv correct",
    ),
    ("given cell", FORCED, "", "place 1 4 2", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("filled cell", FORCED, "place 1 1 3", "place 1 1 3", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("visible conflict", FORCED, "", "place 1 1 1", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("right digit against a wrong one", FORCED, "place 1 1 2", "place 2 1 2", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("given cleared", FORCED, "", "clear 1 4", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("blank cleared", FORCED, "", "clear 1 1", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("every answer at once", FORCED, "", "[place 1 1 2] [place 1 1 3]", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("nothing", FORCED, "", "", Label.REJECTED, -1.0, 0.0, "rejected"),
    ("garbage", FORCED, "", "\x00 9" * 500, Label.REJECTED, -1.0, 0.0, "rejected"),
]


@pytest.mark.parametrize(
    ("task", "before", "text", "label", "score", "regret", "ones"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_the_table(task: Task, before: str, text: str, label: Label, score: float, regret: float, ones: str) -> None:
    t = turn(task, before, text)
    verdict = ORACLE(t)
    assert (verdict.label, verdict.score) == (label, score)
    parts = dict(verdict.components)
    assert parts.keys() == COMPONENTS
    assert parts["regret"] == regret
    assert parts.pop("progress") == verdict.potential[1] - verdict.potential[0]  # type: ignore[index]
    parts.pop("regret")
    assert {name for name, value in parts.items() if value} == set(ones.split())
    assert verdict.recoverable
    assert parts["optimal"] == float(t.action in ORACLE.actions(t.before).actions)


def test_the_prompt_parroted_back_is_rejected() -> None:
    game = Sudoku(9)
    opening = begin(game, STUCK, 0, Origin("test", "", 0)).opening
    assert ORACLE(turn(STUCK, "", opening)).label is Label.REJECTED


VPR_ROWS = [
    ("naked single", FORCED, "", "place 2 1 2", None, 2.0),
    ("hidden single, though others have one candidate", FORCED, "", "place 1 1 3", None, 0.5),
    ("last digit", FORCED, all_but(FORCED, 1), right(FORCED, 15), None, 2.0),
    ("last digit on the last turn", FORCED, all_but(FORCED, 1), right(FORCED, 15), 11, 2.0),
    ("last turn without the last digit", FORCED, all_but(FORCED, 2), right(FORCED, 14), 10, -2.0),
    ("rejected on the last turn", FORCED, "", "nonsense", 1, -2.0),
    ("wrong on the last turn", FORCED, "", "place 1 1 2", 1, -2.0),
    ("fewest candidates", STUCK, "", right(STUCK, NARROW), None, 1.0),
    ("more candidates", STUCK, "", right(STUCK, WIDE), None, 0.5),
    ("wrong digit", FORCED, "", "place 1 1 2", None, -1.0),
    ("wrong in the cell with fewest", STUCK, "", wrong(STUCK, NARROW), None, -1.0),
    ("given cell", FORCED, "", "place 1 4 2", None, -2.0),
    ("out of range", FORCED, "", "place 1 5 2", None, -2.0),
    ("visible conflict (theirs: -1)", FORCED, "", "place 1 1 1", None, -2.0),
    ("garbage", FORCED, "", "??", None, -2.0),
    ("wrong digit cleared", FORCED, "place 1 1 2", "clear 1 1", None, 0.0),
    ("right digit cleared", FORCED, "place 1 1 3", "clear 1 1", None, -2.0),
    # R1C1 = 2 leaves R2C1 without any candidate, so that a single one is not the fewest
    ("one candidate where another cell has none", FORCED, "place 1 1 2", "place 3 4 4", None, 0.5),
]


@pytest.mark.parametrize(
    ("task", "before", "text", "limit", "score"), [row[1:] for row in VPR_ROWS], ids=[row[0] for row in VPR_ROWS]
)
def test_the_papers_table(task: Task, before: str, text: str, limit: int | None, score: float) -> None:
    assert VPR(turn(task, before, text, limit=limit)).score == score


def test_the_outcome() -> None:
    assert OUTCOME(turn(FORCED, "", "place 1 1 3")).score is None
    solved = OUTCOME(turn(FORCED, all_but(FORCED, 1), right(FORCED, 15)))
    assert (solved.score, solved.components["success"]) == (1.0, 1.0)
    failed = OUTCOME(turn(FORCED, "place 1 1 2", "place 3 4 4", limit=2))
    assert (failed.score, failed.components["success"]) == (-1.0, 0.0)
    assert failed.reason == "The Sudoku was not solved: 9 blanks and 1 wrong digit left."


@pytest.mark.parametrize(
    ("task", "before", "text", "reason"),
    [
        (FORCED, "", "place 2 1 2", "R2C1 = 2 follows: no other digit fits in the cell."),
        (FORCED, "", "place 2 2 1", "R2C2 = 1 follows: it is the only cell of box 1 that can hold 1."),
        (FORCED, "", "place 1 2 4", "R1C2 = 4 is right but did not follow: 8 digits of other cells did."),
        (FORCED, "", "place 1 1 2", "R1C1 = 2 contradicts the unique solution; clear it."),
        (FORCED, "place 1 1 2", "clear 1 1", "R1C1 = 2 was wrong and is cleared; 0 wrong digits left."),
        (FORCED, "place 1 1 3", "clear 1 1", "R1C1 = 3 was right and must be placed again."),
    ],
)
def test_reasons(task: Task, before: str, text: str, reason: str) -> None:
    assert ORACLE(turn(task, before, text)).reason == reason


@pytest.mark.parametrize("cell", [NARROW, WIDE])
def test_feedback_does_not_tell_whether_a_guess_was_right(cell: int) -> None:
    verdicts = [ORACLE(turn(STUCK, "", guess)) for guess in (right(STUCK, cell), wrong(STUCK, cell))]
    assert verdicts[0].score != verdicts[1].score
    assert verdicts[0].feedback == verdicts[1].feedback


def test_feedback_does_not_tell_whether_a_cleared_digit_was_right() -> None:
    verdicts = [ORACLE(turn(FORCED, f"place 1 1 {digit}", "clear 1 1")) for digit in (2, 3)]
    assert verdicts[0].feedback == verdicts[1].feedback


def test_the_set_on_a_board_with_a_wrong_digit() -> None:
    state = turn(FORCED, "place 1 1 2", "x").before
    found = ORACLE.actions(state)
    assert found.actions[0] == Clear(1, 1)
    assert Place(3, 4, 4) in found.actions
    assert Place(2, 1, 2) not in found.actions  # right, but it conflicts until R1C1 is cleared
    assert found.distance == 12
    assert found.exact


def test_the_set_is_uninformative_where_every_move_is_in_it() -> None:
    one_left = turn(FORCED, all_but(FORCED, 1), "x").before
    assert ORACLE.actions(one_left).informative  # a right digit could also be cleared
    full = turn(FORCED, all_but(FORCED, 1), right(FORCED, 15)).after
    assert ORACLE.actions(full).actions == ()
    assert ORACLE.actions(full).distance == 0
    task = Task(4, (*FORCED.solution[:15], 0), FORCED.solution)
    assert not ORACLE.actions(Sudoku(4).start(task)).informative


def random_transitions(size: int, split: str, turns: int = 60) -> list[Transition[State, Action]]:
    game = Sudoku(size)
    episode = begin(game, SudokuTasks(size, "hard").task(split, 3), 0, Origin("test", "", 0))
    rng = Stream(11, size, split)
    while episode.end is None and len(episode.turns) < turns:
        legal = list(game.legal(episode.state))
        good = ORACLE.actions(episode.state).actions
        action = rng.choice(legal if rng.random() < 0.6 else list(good))
        text = game.format(action) if rng.random() < 0.9 else "pass"
        episode = advance(game, episode, text, Limits())
    return [entry.transition for entry in episode.turns]


@pytest.mark.parametrize("size", [4, 6, 9])
@pytest.mark.parametrize("split", ["train", "hard", "structure"])
def test_random_play_obeys_the_definitions(size: int, split: str) -> None:
    played = random_transitions(size, split)
    verdicts = [ORACLE(t) for t in played]
    for one, other in pairwise(verdicts):
        assert one.potential is not None
        assert other.potential is not None
        assert one.potential[1] == other.potential[0]
    assert verdicts[0].potential is not None
    assert verdicts[0].potential[0] == 0.5
    game = Sudoku(size)
    for t, verdict in zip(played, verdicts, strict=True):
        before, after = t.before, t.after
        found = ORACLE.actions(before)
        left = before.board.count(0) + 2 * len(wrong_cells(before))
        assert left == distance(before) == found.distance
        lost = 0.0 if t.rejected else (distance(after) - left + 1) / 2
        assert verdict.components["regret"] == lost
        assert verdict.potential == (
            1 - left / (2 * before.task.givens.count(0)),
            1 - distance(after) / (2 * before.task.givens.count(0)),
        )
        assert verdict.components["optimal"] == float(t.action in found.actions)
        assert found.actions
        legal = set(game.legal(before))
        assert legal.issuperset(found.actions)
        assert found.informative == (len(found.actions) < len(legal))
        for action in found.actions:  # each is on a shortest way
            assert distance(game.apply(before, action, Stream(0))[0]) == left - 1
        if t.action in found.actions and found.value is not None:
            assert found.value[t.action] == verdict.score  # type: ignore[index]


@pytest.mark.parametrize("size", [4, 6, 9])
def test_following_the_oracle_solves_in_the_distance_it_tells(size: int) -> None:
    game = Sudoku(size)
    state = game.start(SudokuTasks(size, "hard").task("hard", 0))
    for cell in [cell for cell, digit in enumerate(state.board) if not digit]:  # begin with some wrong digits
        options = [move for move in game.legal(state) if isinstance(move, Place) and at(move, size) == cell]
        bad = [move for move in options if move.digit != state.task.solution[cell]]
        if bad and len(wrong_cells(state)) < 3:
            state, _ = game.apply(state, bad[0], Stream(0))
    assert wrong_cells(state)
    turns = ORACLE.actions(state).distance
    assert turns is not None
    for _ in range(turns):
        assert not game.is_over(state)
        state, _ = game.apply(state, ORACLE.actions(state).actions[0], Stream(0))
    assert game.is_over(state)


PLACEMENTS = [
    *[(FORCED, right(FORCED, cell)) for cell in (0, 1, 4)],
    *[(FORCED, wrong(FORCED, cell)) for cell in (0, 1)],
    *[(STUCK, guess(STUCK, cell)) for cell in (NARROW, WIDE) for guess in (right, wrong)],
]


@pytest.mark.parametrize("verifier", [ORACLE, VPR], ids=["oracle", "vpr"])
@pytest.mark.parametrize(("task", "place"), PLACEMENTS, ids=[place for _, place in PLACEMENTS])
def test_placing_and_clearing_in_turns_never_pays(verifier: Verifier, task: Task, place: str) -> None:
    clear = " ".join(["clear", *place.split()[1:3]])
    scores = [verifier(turn(task, "", place)).score, verifier(turn(task, place, clear)).score]
    assert sum(score for score in scores if score is not None) <= 0.0


@pytest.mark.parametrize("scale", ["unit", "vpr"])
def test_best_play_earns_what_the_scales_promise(scale: str) -> None:
    game = Sudoku(4)
    episode = begin(game, FORCED, 0, Origin("test", "", 0))
    while episode.end is None:
        episode = advance(game, episode, game.format(ORACLE.actions(episode.state).actions[0]), Limits(32))
    weights = SCORING.weights(scale, None, 32)
    total = 0.0
    for entry in episode.turns:
        for name, weight in weights.items():
            term = SCORING.terms[name]
            verdict: Verdict = term.verifier(entry.transition)
            value = verdict.components[term.component] if term.component else verdict.score
            total += weight * (value or 0.0)
    assert total == pytest.approx(guarantee(episode.state)) if scale == "unit" else total > 10


def test_verdicts_and_verifiers_pickle() -> None:
    verdict = ORACLE(turn(FORCED, "", "place 1 1 3"))
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert pickle.loads(pickle.dumps(SCORING.terms)) == SCORING.terms
