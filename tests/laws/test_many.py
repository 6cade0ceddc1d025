"""The laws at full size: a thousand tasks for the oracle, a hundred thousand random texts. Minutes, so marked slow."""

from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.catalog import CATALOG, Row
from turnwise.envs.core import TurnEnv
from turnwise.laws import LAWS, check_env_laws
from turnwise.verifiers import Oracle, load_scoring

pytestmark = pytest.mark.slow

# Options under which best play surely reaches the maximum.
GUARANTEED = [
    ("turnwise/TicTacToe-v0", {"opponent": "random"}),
    ("turnwise/TicTacToe-v0", {"opponent": "optimal"}),
    ("turnwise/Sudoku-v0", {"size": 4}),
    ("turnwise/Sudoku-v0", {"level": "hard"}),
    ("turnwise/Minesweeper-v0", {"guess_free": True}),
    ("turnwise/Sokoban-v0", {"level": "hard"}),
]


@pytest.mark.parametrize(("env_id", "options"), GUARANTEED, ids=str)
def test_the_oracle_reaches_the_maximum_on_a_thousand_tasks(env_id: str, options: dict[str, Any]) -> None:
    env = gym.make(env_id, **options)
    base = env.unwrapped
    assert isinstance(base, TurnEnv)
    scoring = load_scoring(base.scoring)
    assert isinstance(scoring.oracle, Oracle)
    assert scoring.guarantee is not None
    for index in range(1000):
        _, info = env.reset(seed=index, options={"index": index})
        guaranteed, total, over = scoring.guarantee(base.episode.state), 0.0, False
        assert guaranteed is not None, f"task {index} guarantees nothing"
        while not over:
            best = scoring.oracle.actions(base.episode.state)
            assert best.exact
            _, reward, terminated, truncated, info = env.step(base.game.format(best.actions[0]))
            total += float(reward)
            over = terminated or truncated
        assert info["success"], f"task {index} was not solved"
        assert total >= guaranteed - 1e-9, f"task {index}: {total} is below {guaranteed}"


@pytest.mark.parametrize("row", CATALOG, ids=[row.id for row in CATALOG])
def test_a_hundred_thousand_random_texts_do_no_harm(row: Row) -> None:
    laws = [law for law in LAWS if law.name == "garbage"]
    assert laws
    garbage = 1_000 if row.dear else 100_000  # a turn of a dear one may run a container
    check_env_laws(row.id, laws=laws, garbage=garbage).raise_if_broken()
