"""The built-in players, on the real tic-tac-toe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import gymnasium as gym
import pytest

from turnwise.agents import AGENTS, FALLBACK, Lineup, Seat, canonical_name, needs_expert, needs_oracle
from turnwise.agents import greedy as greedy_module
from turnwise.envs.core import Rejected, TurnEnv, UsageError
from turnwise.rollout import run_episode
from turnwise.verifiers import Kind, OracleSet, Term, Verdict, load_scoring
from turnwise.verifiers.verdict import Label
from turnwise.wrappers import Scorer, scorer_of

TTT = "turnwise/TicTacToe-v0"


def make_seat(agent: str = "random", *, index: int = 0, seed: int = 0, **options: Any) -> Seat:
    env = gym.make(TTT, **options)
    base = env.unwrapped
    assert isinstance(base, TurnEnv)
    oracle = load_scoring(base.scoring).oracle
    base.reset(seed=1, options={"split": "test", "index": index})
    return Seat(base, scorer_of(env), oracle, TTT, agent, "test", index, seed)


def act(seat: Seat, turn: int = 0, info: Mapping[str, Any] | None = None) -> str:
    observation, real = seat.env.observe()
    with Lineup() as lineup:
        return lineup.make(seat).act(observation, real if info is None else info, [("", "")] * turn)  # type: ignore[list-item]


def test_random_takes_every_legal_action_and_only_those() -> None:
    seat = make_seat()
    legal = seat.env.observe()[1]["legal"]
    counts = Counter(act(replace(seat, seed=seed)) for seed in range(400))
    assert set(counts) == set(legal)
    assert min(counts.values()) > 400 / len(legal) / 3


def test_random_depends_on_nothing_but_its_address() -> None:
    seat = make_seat()
    assert [act(seat, turn) for turn in range(9)] == [act(make_seat(), turn) for turn in range(9)]
    draws = [seat.stream(0).word(), seat.stream(1).word()]
    draws += [
        replace(seat, **change).stream(0).word()
        for change in ({"seed": 1}, {"index": 1}, {"agent": "x"}, {"split": "hard"})
    ]
    assert len(set(draws)) == len(draws)


@pytest.mark.parametrize("agent", ["random", "greedy"])
def test_a_player_with_nothing_listed_says_a_fallback_word(agent: str) -> None:
    assert act(make_seat(agent), info={"legal": ()}) == FALLBACK


def test_noop_says_nothing() -> None:
    assert act(make_seat("noop")) == ""


@pytest.mark.parametrize("agent", ["oracle", "greedy", "noisy-oracle:0"])
@pytest.mark.parametrize("index", range(6))
def test_informed_players_take_a_best_action_and_commit_nothing(agent: str, index: int) -> None:
    seat = make_seat(agent, index=index)
    before = seat.env.episode
    text = act(seat)
    assert seat.env.episode is before
    assert seat.oracle is not None
    best = seat.oracle.actions(before.state).actions
    assert text in [seat.env.game.format(action) for action in best]


def test_the_noise_of_noisy_oracle_is_a_probability() -> None:
    texts = [act(make_seat("noisy-oracle:0.5", seed=seed)) for seed in range(60)]
    first = act(make_seat("oracle"))
    # half of the turns are random, and some of those hit the oracle's action
    assert 30 / 60 * 0.6 < texts.count(first) / 60 < 0.9
    assert len(set(texts)) > 2


@dataclass(frozen=True, slots=True)
class Likes:
    """Likes one cell: a verifier of one's own."""

    cell: int

    def __call__(self, t: Any, /) -> Verdict:
        liked = not isinstance(t.action, Rejected) and t.action.cell == self.cell
        return Verdict(1.0 if liked else 0.0, Label.OPTIMAL if liked else Label.NEUTRAL, "Taste.")


@pytest.mark.parametrize(
    "kind", [Kind.PROCESS, Kind.OUTCOME], ids=["by a process term", "by the whole reward where there is none"]
)
def test_greedy_follows_the_reward_that_is_paid(kind: Kind) -> None:
    seat = make_seat("greedy")
    legal = seat.env.observe()[1]["legal"]
    cell = int(legal[-1].split()[1]) - 1
    scorer = Scorer({"taste": Term(Likes(cell), kind)}, {"taste": 2.0})
    assert act(replace(seat, scorer=scorer)) == legal[-1]


def test_greedy_tries_a_bounded_number_of_actions_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = make_seat("greedy")
    legal = seat.env.observe()[1]["legal"]
    monkeypatch.setattr(greedy_module, "CANDIDATES", 1)
    chosen = {act(replace(seat, seed=seed)) for seed in range(30)}
    assert len(chosen) > 1
    assert chosen <= set(legal)
    assert act(seat) == act(seat)


@dataclass(frozen=True, slots=True)
class Clueless:
    """An oracle that knows nothing."""

    exact: bool

    def actions(self, state: Any, /) -> OracleSet[Any]:
        return OracleSet((), exact=self.exact)


def test_the_oracle_player_goes_on_in_a_lost_position() -> None:
    seat = replace(make_seat("oracle"), oracle=Clueless(exact=True))
    assert act(seat) == seat.env.observe()[1]["legal"][0]


def test_an_oracle_out_of_budget_warns() -> None:
    seat = replace(make_seat("oracle"), oracle=Clueless(exact=False))
    with pytest.warns(UserWarning, match="out of budget"):
        act(seat)


@pytest.mark.parametrize("agent", ["oracle", "noisy-oracle"])
def test_an_oracle_player_refuses_an_environment_without_oracle(agent: str) -> None:
    assert needs_oracle(agent)
    with pytest.raises(UsageError, match="has no oracle"):
        act(replace(make_seat(agent), oracle=None))


def test_the_expert_plays_where_the_family_has_one() -> None:
    assert needs_expert("expert")
    env = gym.make("turnwise/Household-v0")
    base: Any = env.unwrapped
    base.reset(options={"index": 0})
    expert = load_scoring(base.scoring).expert
    seat = replace(make_seat("expert"), env=base, expert=expert)
    assert act(seat) in base.observe()[1]["legal"]
    with pytest.raises(UsageError, match="has no expert"):
        act(make_seat("expert"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("genius", "there are random, greedy"),
        ("random:3", "takes no argument"),
        ("noisy-oracle:2", "0 to 1"),
        ("noisy-oracle:nan", "0 to 1"),
        ("noisy-oracle:", "0 to 1"),
        ("model", "--model"),
        ("model:gpt", "needs an endpoint"),
    ],
)
def test_a_wrong_name_says_what_is_possible(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        act(make_seat(name))


def test_every_name_of_the_table_has_a_player() -> None:
    assert [canonical_name(name, "m") for name in AGENTS] == [*list(AGENTS)[:-1], "model:m"]


def test_an_episode_is_the_same_every_time_and_for_all_agents_the_same_task() -> None:
    def play(agent: str) -> Any:
        env = gym.make(TTT)
        seat = make_seat(agent, index=3)
        with Lineup() as lineup:
            seat = replace(seat, env=env.unwrapped)  # type: ignore[arg-type]
            return run_episode(env, lineup.make(seat), split="test", index=3, seed=5)

    assert play("random") == play("random")
    assert play("random").episode.opening == play("oracle").episode.opening
    assert play("random").episode.seed == play("oracle").episode.seed
