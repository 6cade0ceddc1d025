"""Verdicts on moves of Minesweeper: what is certain, what is least risky, what luck does not change."""

import pickle
from itertools import product

import gymnasium as gym
import pytest

from turnwise.envs.core import AgentError, Malformed, Rejected, Stream, Transition
from turnwise.envs.core.game import End
from turnwise.envs.puzzles.minesweeper import Minesweeper, MinesweeperTasks, Move, State, Task, Verb
from turnwise.envs.puzzles.minesweeper.solver import posterior, view_of
from turnwise.verifiers import Label, Verdict
from turnwise.verifiers.puzzles.minesweeper import (
    SCORING,
    MinesweeperOracle,
    MinesweeperOutcome,
    MinesweeperVpr,
    guarantee,
)

RNG = Stream(0, "test")
ORACLE = MinesweeperOracle()


def task_of(picture: str, start: tuple[int, int], torus: bool = False) -> Task:
    """A task from a picture with `*` for mines."""
    rows = picture.split()
    mines = sum(1 << i for i, cell in enumerate("".join(rows)) if cell == "*")
    return Task(len(rows), len(rows[0]), mines, start[0] * len(rows[0]) + start[1], torus)


MIXED = task_of(".*..* ..... ..... ....* ..**.", (2, 2))
"""Three boards fit. Safe: 1 3 and 3 5. Mines: 5 3 and 5 4. Risk 1/3: 1 1, 1 5 (a mine), 2 5 and more; 2/3: 1 2, 4 5."""
GUESS = task_of("*..*. ..... ..... *...* ..*..", (2, 2))
"""Ten boards fit, nothing is certain. Risk 1/10: 1 1 (a mine), 1 5, 2 1, 2 5; 4/10: 1 2 and more; 7/10: 4 1, 4 5."""
SAFE_BY_ONE = task_of("***.. ....* ..... ..... .*...", (2, 2))
"""The 2 at 2 3 has its mines at 1 2 and 1 3, so 1 4 is safe."""


def judge(
    task: Task, *texts: str, verifier: object = ORACLE, end: End | None = None, flagged: int = 0, revealed: int = 0
) -> Verdict:
    """The verdict on the last text, after the others."""
    return verifier(transition(task, *texts, end=end, flagged=flagged, revealed=revealed))  # type: ignore[operator]


def transition(
    task: Task, *texts: str, end: End | None = None, flagged: int = 0, revealed: int = 0
) -> Transition[State, Move]:
    game = Minesweeper(task.rows, task.columns)
    state = game.start(task)
    after = State(task, state.revealed | revealed, flagged)
    for text in texts:
        state = after
        action: Move | Rejected
        try:
            action = game.parse(text, state)
            after, events = game.apply(state, action, RNG)
        except AgentError as error:
            kind = "malformed" if isinstance(error, Malformed) else "illegal"
            action, after, events = Rejected(text, str(error), kind), state, ()
    return Transition(state, action, after, events, 0, 0, end or ("terminated" if game.is_over(after) else None))


def bit(row: int, column: int) -> int:
    return 1 << (row - 1) * 5 + column - 1


def test_the_boards_of_the_tables_are_as_described() -> None:
    game = Minesweeper(5, 5)
    mixed, guess = (posterior(view_of(game.start(task))) for task in (MIXED, GUESS))
    assert (mixed.total, mixed.safe, mixed.mines) == (3, bit(1, 3) | bit(3, 5), bit(5, 3) | bit(5, 4))
    assert (guess.total, guess.safe, guess.mines) == (10, 0, 0)
    assert guess.least == (bit(1, 1) | bit(1, 5) | bit(2, 1) | bit(2, 5), 1)


TABLE = {
    "a certainly safe reveal": (MIXED, ("reveal 1 3",), Label.OPTIMAL, 1.0),
    "a certainly safe reveal, proved by one number": (SAFE_BY_ONE, ("reveal 1 4",), Label.OPTIMAL, 1.0),
    "a reveal with risk 1/3 where there was a safe one": (MIXED, ("reveal 2 5",), Label.SETBACK, -1 / 3),
    "the same risk, and it was a mine": (MIXED, ("reveal 1 5",), Label.SETBACK, -1 / 3),
    "a certain mine": (MIXED, ("reveal 5 3",), Label.FATAL, -1.0),
    "a least risky reveal where nothing is safe": (GUESS, ("reveal 1 5",), Label.OPTIMAL, 0.5),
    "a least risky reveal that hits a mine": (GUESS, ("reveal 1 1",), Label.OPTIMAL, 0.5),
    "a riskier reveal that goes well": (GUESS, ("reveal 1 2",), Label.SETBACK, -0.3),
    "the riskiest reveal": (GUESS, ("reveal 4 1",), Label.SETBACK, -0.6),
    "the flag of a certain mine": (MIXED, ("flag 5 3",), Label.PROGRESS, 0.5),
    "the flag of a cell that happens to be a mine": (GUESS, ("flag 1 1",), Label.SETBACK, -0.5),
    "the flag of a certainly safe cell": (MIXED, ("flag 1 3",), Label.SETBACK, -0.5),
    "an unflag of a certain mine": (MIXED, ("flag 5 3", "unflag 5 3"), Label.SETBACK, -0.5),
    "an unflag of an uncertain cell": (GUESS, ("flag 1 1", "unflag 1 1"), Label.PROGRESS, 0.25),
    "cheat: flag a second time": (MIXED, ("flag 5 3", "flag 5 3"), Label.REJECTED, -1.0),
    "cheat: reveal again what is safe": (MIXED, ("reveal 1 3", "reveal 1 3"), Label.REJECTED, -1.0),
    "cheat: list every cell": (MIXED, ("[reveal 1 1] [reveal 1 3] [reveal 3 5]",), Label.REJECTED, -1.0),
    "cheat: off the board": (MIXED, ("reveal 9 9",), Label.REJECTED, -1.0),
    "cheat: say nothing": (MIXED, ("",), Label.REJECTED, -1.0),
    "cheat: name the verdict": (MIXED, ("optimal, score 1.0",), Label.REJECTED, -1.0),
}


@pytest.mark.parametrize(("task", "texts", "label", "score"), TABLE.values(), ids=TABLE.keys())
def test_verdicts(task: Task, texts: tuple[str, ...], label: Label, score: float) -> None:
    verdict = judge(task, *texts)
    assert verdict.label is label
    assert verdict.score == pytest.approx(score)
    assert not verdict.degraded
    expected = 0.0 if label is Label.REJECTED else max(0.0, -score)
    assert verdict.components["regret"] == pytest.approx(expected)
    assert verdict.components.keys() == judge(MIXED, "").components.keys()
    assert all(type(value) is float for value in verdict.components.values())


@pytest.mark.parametrize(
    ("task", "text", "expected"),
    [
        (MIXED, "reveal 1 3", {"optimal": 1, "deducible": 1, "risk": 0, "min_risk": 0, "deadlock": 0, "rejected": 0}),
        (MIXED, "reveal 5 3", {"optimal": 0, "deducible": 1, "risk": 1, "min_risk": 0, "deadlock": 1, "regret": 1}),
        (
            MIXED,
            "reveal 1 5",
            {"optimal": 0, "deducible": 0, "risk": 1 / 3, "min_risk": 0, "deadlock": 1, "regret": 1 / 3},
        ),
        (GUESS, "reveal 1 1", {"optimal": 1, "deducible": 0, "risk": 0.1, "min_risk": 0.1, "deadlock": 1, "regret": 0}),
        (
            GUESS,
            "reveal 1 2",
            {"optimal": 0, "deducible": 0, "risk": 0.4, "min_risk": 0.1, "deadlock": 0, "regret": 0.3},
        ),
        (MIXED, "flag 5 3", {"optimal": 0, "deducible": 1, "risk": 0, "min_risk": 0, "regret": 0, "progress": 0}),
        (
            MIXED,
            "hello",
            {"optimal": 0, "deducible": 0, "rejected": 1, "regret": 0, "risk": 0, "min_risk": 0, "progress": 0},
        ),
    ],
)
def test_components(task: Task, text: str, expected: dict[str, float]) -> None:
    components = judge(task, text).components
    assert {name: components[name] for name in expected} == pytest.approx(expected)


def test_a_certain_last_reveal_solves() -> None:
    nearly = SAFE_BY_ONE.board.full & ~SAFE_BY_ONE.mines & ~bit(1, 4)
    verdict = judge(SAFE_BY_ONE, "reveal 1 4", revealed=nearly)
    assert (verdict.label, verdict.score) == (Label.SOLVED, 1.0)
    assert verdict.potential is not None
    assert verdict.potential[1] == 1.0


def test_a_last_reveal_that_only_luck_made_safe_is_no_solution() -> None:
    coin = task_of("*.... ..... **... ..... .....", (4, 4))  # 1 1 or 2 1: no number tells them apart
    verdict = judge(coin, "reveal 2 1", revealed=coin.board.full & ~coin.mines & ~bit(2, 1))
    assert (verdict.label, verdict.score, verdict.components["risk"]) == (Label.OPTIMAL, 0.5, 0.5)


def test_luck_changes_the_outcome_but_not_the_decision() -> None:
    safe, hit = judge(GUESS, "reveal 1 5"), judge(GUESS, "reveal 1 1")
    assert (safe.score, safe.label, safe.reason[20:]) == (hit.score, hit.label, hit.reason[20:])
    assert (safe.recoverable, hit.recoverable) == (True, False)
    assert hit.potential == (0.0, 0.0)


def test_the_potential_chains_and_is_the_share_of_safe_cells() -> None:
    task = MinesweeperTasks(guess_free=True).task("train", 3)
    game, state, reached = Minesweeper(), Minesweeper().start(task), 0.0
    while not game.is_over(state):
        move = ORACLE.actions(state).actions[0]
        after, events = game.apply(state, move, RNG)
        verdict = ORACLE(Transition(state, move, after, events, 0, 0, "terminated" if game.is_over(after) else None))
        assert verdict.potential is not None
        assert verdict.potential[0] == reached
        assert verdict.components["progress"] == verdict.potential[1] - reached > 0
        state, reached = after, verdict.potential[1]
    assert reached == 1.0


def test_no_cycle_of_flags_and_unflags_pays() -> None:
    for task, verifier in product((MIXED, GUESS), (ORACLE, MinesweeperVpr())):
        for row, column in product(range(1, 6), repeat=2):
            texts = [f"flag {row} {column}", f"unflag {row} {column}"]
            verdicts = [judge(task, *texts[:length], verifier=verifier) for length in (1, 2)]
            assert sum(verdict.score or 0.0 for verdict in verdicts) <= 0


def test_the_set_holds_the_safe_reveals_or_the_least_risky_ones() -> None:
    game = Minesweeper(5, 5)
    found = ORACLE.actions(game.start(MIXED))
    assert [move.text for move in found.actions] == ["reveal 1 3", "reveal 3 5"]
    assert found.exact
    assert found.value is not None
    assert found.value[Move(Verb.REVEAL, 0, 0)] == pytest.approx(2 / 3)
    least = ORACLE.actions(game.start(GUESS))
    assert [move.text for move in least.actions] == ["reveal 1 1", "reveal 1 5", "reveal 2 1", "reveal 2 5"]


def test_a_flag_on_the_only_safe_cell_makes_its_unflag_the_best_move() -> None:
    game = Minesweeper(5, 5)
    state = State(MIXED, game.start(MIXED).revealed, bit(1, 3) | bit(3, 5))
    assert [move.text for move in ORACLE.actions(state).actions] == ["unflag 1 3", "unflag 3 5"]
    assert judge(MIXED, "unflag 1 3", flagged=state.flagged).components["optimal"] == 1.0
    assert judge(MIXED, "unflag 5 3", flagged=state.flagged | bit(5, 3)).components["optimal"] == 0.0
    one_left = State(MIXED, state.revealed, bit(1, 3))
    assert [move.text for move in ORACLE.actions(one_left).actions] == ["reveal 3 5"]
    assert judge(MIXED, "unflag 1 3", flagged=one_left.flagged).components["optimal"] == 0.0


def test_verdict_and_set_agree_on_every_move() -> None:
    for index in range(30):
        task = MinesweeperTasks(rows=5, columns=5, mines=5).task("train", index)
        game = Minesweeper(5, 5)
        state = game.start(task)
        for step in range(4):
            if game.is_over(state):
                break
            found = ORACLE.actions(state)
            assert found.value is not None
            for move in game.legal(state):
                after, events = game.apply(state, move, RNG)
                verdict = ORACLE(Transition(state, move, after, events, 0, 0, None))
                assert verdict.components["optimal"] == float(move in found.actions)
                if move.verb is Verb.REVEAL:
                    assert 1 - verdict.components["risk"] == pytest.approx(found.value[move])
            state, _ = game.apply(state, found.actions[step % len(found.actions)], RNG)


def test_the_set_of_a_finished_game_is_empty() -> None:
    assert ORACLE.actions(transition(MIXED, "reveal 5 3").after).actions == ()
    assert ORACLE.actions(State(MIXED, MIXED.board.full & ~MIXED.mines)).actions == ()


@pytest.mark.parametrize(
    ("task", "text", "reason"),
    [
        (
            MIXED,
            "reveal 1 3",
            "Row 1, column 3 is certainly safe: no board that fits what is visible has a mine there.",
        ),
        (
            SAFE_BY_ONE,
            "reveal 1 4",
            "Row 1, column 4 is certainly safe: the 2 at row 2, column 3 has all its mines in other cells.",
        ),
        (MIXED, "reveal 2 5", "Row 2, column 5 had risk 1/3; the least risk was 0 (row 1, column 3)."),
        (GUESS, "reveal 1 2", "Row 1, column 2 had risk 2/5; the least risk was 1/10 (row 1, column 1)."),
        (GUESS, "reveal 1 5", "Row 1, column 5 had risk 1/10, and no cell had less."),
        (MIXED, "flag 5 3", "Row 5, column 3 is a mine in every board that fits what is visible."),
        (GUESS, "flag 1 1", "Row 1, column 1 is not a mine in every board that fits what is visible."),
    ],
)
def test_reasons_hold_the_numbers(task: Task, text: str, reason: str) -> None:
    assert judge(task, text).reason == reason


def test_feedback_names_no_cell_and_no_number() -> None:
    for task, texts, label, _ in TABLE.values():
        if label is not Label.REJECTED:
            assert not any(character.isdigit() for character in judge(task, *texts).feedback)


def test_over_the_budget_the_verdict_says_so() -> None:
    tight = MinesweeperOracle(budget=1)
    verdict = judge(GUESS, "reveal 1 2", verifier=tight)
    assert verdict.degraded
    assert "estimate" in verdict.reason
    assert not tight.actions(Minesweeper(5, 5).start(GUESS)).exact
    assert not judge(SAFE_BY_ONE, "reveal 1 4", verifier=tight).degraded


@pytest.mark.parametrize(
    ("task", "texts", "score"),
    [
        (MIXED, ("reveal 1 3",), 2.0),
        (SAFE_BY_ONE, ("reveal 1 4",), 2.0),
        (MIXED, ("flag 5 3",), 1.0),
        (GUESS, ("reveal 1 5",), 1.0),
        (GUESS, ("reveal 1 1",), 1.0),
        (GUESS, ("reveal 1 2",), 0.0),
        (MIXED, ("reveal 1 1",), 0.0),
        (MIXED, ("reveal 5 3",), 0.0),
        (GUESS, ("flag 1 1",), -1.0),
        (MIXED, ("flag 1 3",), -1.0),
        (GUESS, ("flag 1 1", "unflag 1 1"), 0.0),
        (MIXED, ("flag 5 3", "unflag 5 3"), -1.0),
        (MIXED, ("reveal 1 3", "reveal 1 3"), -2.0),
        (MIXED, ("reveal",), -2.0),
    ],
)
def test_the_vpr_table(task: Task, texts: tuple[str, ...], score: float) -> None:
    assert judge(task, *texts, verifier=MinesweeperVpr()).score == score


def test_vpr_charges_the_turn_limit_unless_the_turn_wins() -> None:
    assert judge(MIXED, "reveal 1 3", verifier=MinesweeperVpr(), end="truncated").score == -2.0
    assert judge(MIXED, "reveal 1 3", verifier=MinesweeperVpr(), end="terminated").score == 2.0


@pytest.mark.parametrize(
    ("texts", "end", "score"),
    [
        (("reveal 5 3",), None, -1.0),
        (("reveal 1 3",), "truncated", -1.0),
        (("reveal 1 3",), None, None),
    ],
)
def test_outcomes(texts: tuple[str, ...], end: End | None, score: float | None) -> None:
    assert judge(MIXED, *texts, verifier=MinesweeperOutcome(), end=end).score == score


def test_clearing_the_board_is_the_outcome_one() -> None:
    verdict = judge(SAFE_BY_ONE, "reveal 1 4", verifier=MinesweeperOutcome(), revealed=0)
    assert verdict.score is None
    nearly = SAFE_BY_ONE.board.full & ~SAFE_BY_ONE.mines & ~bit(1, 4)
    verdict = judge(SAFE_BY_ONE, "reveal 1 4", verifier=MinesweeperOutcome(), revealed=nearly)
    assert (verdict.score, verdict.label, verdict.components["success"]) == (1.0, Label.SOLVED, 1.0)


def test_the_oracle_reaches_the_maximum_on_boards_that_need_no_guess() -> None:
    env = gym.make("turnwise/Minesweeper-v0", guess_free=True)
    for index in range(25):
        env.reset(seed=0, options={"index": index, "split": ("train", "test", "hard", "structure")[index % 4]})
        state = env.unwrapped.episode.state  # type: ignore[attr-defined]
        total, done = 0.0, False
        while not done:
            move = ORACLE.actions(env.unwrapped.episode.state).actions[-1]  # type: ignore[attr-defined]
            _, reward, terminated, truncated, info = env.step(move.text)
            total += float(reward)
            done = terminated or truncated
        assert info["success"]
        assert total == guarantee(state) == 1.0


def test_there_is_no_guarantee_where_a_guess_may_be_needed() -> None:
    assert guarantee(Minesweeper(5, 5).start(GUESS)) is None


def test_verifiers_pickle_and_scoring_names_them() -> None:
    for verifier in (ORACLE, MinesweeperVpr(), MinesweeperOutcome()):
        assert pickle.loads(pickle.dumps(verifier)) == verifier
    assert SCORING.oracle == ORACLE
    assert SCORING.weights("unit", None, 81) == {"outcome": 1.0, "regret": -1 / 81, "rejected": -1 / 81}
