import pickle
from dataclasses import dataclass
from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.core import Transition, UsageError
from turnwise.envs.puzzles.tictactoe import Task
from turnwise.verifiers import Kind, Label, PerTurn, Scoring, Term, Verdict, load_scoring
from turnwise.wrappers import ProcessReward, Scorer, score_episode, scorer_of

ID = "turnwise/TicTacToe-v0"


@dataclass(frozen=True)
class Fixed:
    """A verifier that always says the same."""

    verdict: Verdict

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        return self.verdict


STEP: Transition[int, int] = Transition(0, 0, 1, (), 4)


def scorer(verdict: Verdict, weight: float = 1.0, **options: Any) -> Scorer:
    return Scorer({"a": Term(Fixed(verdict), Kind.PROCESS)}, {"a": weight}, **options)


def test_a_reward_is_the_sum_of_its_weighted_terms() -> None:
    verdict = Verdict(0.5, Label.PROGRESS, "r", {"part": 0.25})
    terms = {
        "a": Term(Fixed(verdict), Kind.PROCESS),
        "b": Term(Fixed(verdict), Kind.COST, "part", 0.0, 1.0),
    }
    record = Scorer(terms, {"a": 2.0, "b": -1.0})(STEP)
    assert record.terms == {"a": 1.0, "b": -0.25}
    assert record.total == 0.75
    assert record.verdicts["a"] is record.verdicts["b"]


def test_bounds_count_the_weight_and_its_sign() -> None:
    term = Term(Fixed(Verdict(0.0, Label.NEUTRAL, "r")), Kind.FORMAT, low=0.0, high=1.0)
    spec = Scorer({"a": term}, {"a": -0.5}).spec
    assert (spec.low, spec.high) == (-0.5, 0.0)


def test_pending_is_not_unmeasured_and_pays_nothing() -> None:
    record = scorer(Verdict(None, Label.PENDING, "later"))(STEP)
    assert (record.total, record.unmeasured) == (0.0, ())


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(None, Label.NEUTRAL, "no gold evidence"),
        Verdict(0.5, Label.PROGRESS, "the sandbox died", measured=False),
        Verdict(None, Label.PENDING, "out of budget", degraded=True),
    ],
)
def test_what_could_not_be_judged_is_loud_and_marked(verdict: Verdict) -> None:
    with pytest.warns(UserWarning, match="turn 4: a could not be judged"):
        record = scorer(verdict)(STEP)
    assert (record.total, record.unmeasured) == (0.0, ("a",))
    with pytest.raises(RuntimeError, match="could not be judged"):
        scorer(verdict, strict=True)(STEP)


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (0.0, Label.OPTIMAL),
        (-1.0, Label.SOLVED),
        (0.1, Label.NEUTRAL),
        (0.0, Label.REJECTED),
        (1.0, Label.FAILED),
        (0.0, Label.PENDING),
    ],
)
def test_a_label_that_contradicts_its_score_is_refused(score: float, label: Label) -> None:
    with pytest.raises(ValueError, match="does not agree"):
        Verdict(score, label, "r")


@pytest.mark.parametrize("potential", [(-0.1, 0.5), (0.5, 1.1)])
def test_potentials_are_closeness(potential: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="potentials"):
        Verdict(1.0, Label.OPTIMAL, "r", potential=potential)


def test_verdicts_pickle_and_compare() -> None:
    verdict = Verdict(1.0, Label.OPTIMAL, "r", {"a": 1.0}, (0.0, 1.0))
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert pickle.loads(pickle.dumps(verdict)).label is Label.OPTIMAL


def test_terms_and_scales_are_chosen_when_the_env_is_made() -> None:
    env = gym.make(ID, terms={"outcome": 1.0, "optimal": 0.5})
    _, info = env.reset(seed=0)
    assert info["reward_terms"] == {"outcome": 0.0, "optimal": 0.0}
    assert env.get_wrapper_attr("reward_spec").high == 1.5
    vpr = gym.make(ID, scale="vpr")
    vpr.reset(seed=0)
    assert vpr.step("nonsense")[1] == -1.0


def test_a_term_of_ones_own_can_be_added() -> None:
    base = gym.make(ID).unwrapped
    mine = Term(Fixed(Verdict(0.25, Label.PROGRESS, "always")), Kind.SHAPING)
    env = ProcessReward(base, terms={"outcome": 1.0, "mine": mine})
    env.reset(seed=0)
    assert env.step("nonsense")[4]["reward_terms"] == {"outcome": 0.0, "mine": 0.25}


@pytest.mark.parametrize("options", [{"scale": "feet"}, {"terms": {"beauty": 1.0}}, {"max_turns": None}])
def test_unknown_scales_and_terms_are_clear_errors(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"scale must be|no reward term|max_turns"):
        gym.make(ID, **options)


def test_shared_out_weights_add_up_to_their_value() -> None:
    scoring = load_scoring(gym.make(ID).unwrapped.scoring)  # type: ignore[attr-defined]
    assert scoring.weights("unit", {"rejected": PerTurn(-1.0)}, 8) == {"rejected": -0.125}


def test_a_scoring_needs_a_unit_scale_and_known_terms() -> None:
    with pytest.raises(UsageError, match="unit"):
        Scoring({}, {"vpr": {}})
    with pytest.raises(UsageError, match="no reward term is named 'x'"):
        Scoring({}, {"unit": {"x": 1.0}})
    with pytest.raises(UsageError, match="expected a Scoring"):
        load_scoring("turnwise.verifiers:Nothing")


def test_only_our_environments_can_be_scored() -> None:
    with pytest.raises(UsageError, match="TurnEnv"):
        scorer_of(gym.make("CartPole-v1"))


def test_offline_scores_equal_the_rewards_of_the_run_and_other_terms_can_be_asked_for() -> None:
    env = gym.make(ID)
    _, info = env.reset(seed=3)
    rewards = []
    over = False
    while not over:
        _, reward, terminated, truncated, info = env.step(info["legal"][-1])
        rewards.append(reward)
        over = terminated or truncated
    episode = env.unwrapped.snapshot()  # type: ignore[attr-defined]
    assert [record.total for record in score_episode(episode, scorer_of(env))] == rewards
    other = score_episode(episode, scorer_of(env, scale="vpr"))
    assert {record.total for record in other} <= {0.0, 1.0}


def test_success_is_told_on_a_scale_without_an_outcome_term() -> None:
    env = gym.make(ID, scale="vpr", opponent="optimal")
    env.reset(seed=0, options={"task": Task("XX.OO....", "optimal")})
    *_, terminated, _, info = env.step("mark 3")
    assert (terminated, info["success"], list(info["reward_terms"])) == (True, True, ["vpr"])
