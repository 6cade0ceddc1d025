"""Verdicts on household turns, one row a kind of turn."""

import json
from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorldEnv, ExampleGames, HouseholdEnv, HouseholdTasks, home
from turnwise.envs.household.solver import plan
from turnwise.verifiers import Label, Verdict
from turnwise.verifiers.household import SCORING, HouseholdInformed, HouseholdOracle, cause_of, closeness, guarantee
from turnwise.wrappers import ProcessReward

ORACLE = HouseholdOracle()
CLEAN = "train/example_2_clean"


def _made(**options: Any) -> tuple[gym.Env[str, str], Any]:
    base = ALFWorldEnv(**options)
    return ProcessReward(base), base


def _judged(*texts: str, game: str = CLEAN) -> Verdict:
    """The oracle's verdict on the last of the texts."""
    env, base = _made(max_turns=None, scale="alfworld")
    env.reset(options={"game": game})
    for text in texts:
        env.step(text)
    return ORACLE(base.episode.turns[-1].transition)


def _plan(game: str) -> list[str]:
    env, base = _made()
    env.reset(options={"game": game})
    steps: list[str] = []
    while base.episode.end is None:
        best = ORACLE.actions(base.episode.state)
        assert best.distance is not None
        steps.append(best.actions[0].text)
        env.step(steps[-1])
    return steps


def test_a_shortest_plan_is_optimal_all_along_and_solved_at_the_end() -> None:
    steps = _plan(CLEAN)
    verdicts = [_judged(*steps[: end + 1]) for end in range(len(steps))]
    assert [verdict.label for verdict in verdicts] == [Label.OPTIMAL] * (len(steps) - 1) + [Label.SOLVED]
    assert [verdict.score for verdict in verdicts] == [1.0] * len(steps)
    assert [verdict.components["distance"] for verdict in verdicts] == [*map(float, reversed(range(len(steps))))]
    assert verdicts[-1].components["conditions"] == 1.0
    assert sum(verdict.components["landmarks"] for verdict in verdicts) == pytest.approx(1.0)
    assert sum(verdict.components["progress"] for verdict in verdicts) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "label", "score", "regret", "why"),
    [
        ("look", Label.NEUTRAL, 0.0, 1 / 8, "leaves 8 commands where a shortest way would leave 7"),
        ("dance", Label.REJECTED, -1.0, 0.0, "Nothing happened (unknown verb)"),
        ("open fridge 1", Label.REJECTED, -1.0, 0.0, "Nothing happened (not here)"),
        ("put mug 1 in/on fridge 1", Label.REJECTED, -1.0, 0.0, "Nothing happened (other dialect)"),
    ],
)
def test_one_row_a_kind_of_turn(text: str, label: Label, score: float, regret: float, why: str) -> None:
    verdict = _judged(text)
    assert (verdict.label, verdict.score) == (label, score)
    assert verdict.components["regret"] == pytest.approx(regret)
    assert verdict.components["rejected"] == float(label is Label.REJECTED)
    assert why in verdict.reason
    assert verdict.potential == (0.5, 0.5)


def test_going_straight_to_what_was_never_shown_is_optimal_but_not_deducible() -> None:
    steps = _plan(CLEAN)
    assert steps[0].startswith("go to")
    assert _judged(steps[0]).components["deducible"] == 0.0
    taken = next(number for number, text in enumerate(steps) if text.startswith("take"))
    assert _judged(*steps[: taken + 1]).components["deducible"] == 1.0
    assert _judged(*steps[: taken + 2]).components["deducible"] == 1.0


def test_best_play_earns_what_is_guaranteed_and_alfworlds_scale_pays_one() -> None:
    for index in range(12):
        for scale, promised in (("unit", 1.5), ("alfworld", 1.0)):
            env, base = _made(scale=scale)
            _, info = env.reset(options={"index": index})
            assert guarantee(base.episode.state) == 1.5
            total = 0.0
            while base.episode.end is None:
                _, reward, *_, info = env.step(ORACLE.actions(base.episode.state).actions[0].text)
                total += float(reward)
            assert total == pytest.approx(promised)
            assert info["success"]


def test_a_fatal_command_names_the_culprit() -> None:
    source = ExampleGames()
    task = source.task("train", 0)
    data = json.loads(task.definition)
    others = [row for row in data["objects"] if row[1] != data["goal"][1]]
    taken = others[0]
    for things in data["fits"].values():
        things[:] = [thing for thing in things if thing != taken[1]]
    env, base = _made()
    env.reset(options={"task": type(task)(json.dumps(data))})
    where = data["receptacles"][taken[3][0]]
    env.step(f"go to {where[0]}")
    if where[3]:
        env.step(f"open {where[0]}")
    env.step(f"take {taken[0]} from {where[0]}")
    verdict = ORACLE(base.episode.turns[-1].transition)
    assert (verdict.label, verdict.score, verdict.recoverable) == (Label.FATAL, -1.0, False)
    assert f"the {taken[0]} in the hands can be put down nowhere" in verdict.reason
    assert (verdict.components["deadlock"], verdict.components["regret"]) == (1.0, 1.0)
    assert closeness(base.episode.state) == 0.0
    assert ORACLE.actions(base.episode.state).actions == ()
    env.step("look")
    after = ORACLE(base.episode.turns[-1].transition)
    assert (after.label, after.score) == (Label.NEUTRAL, 0.0)


def test_verdicts_agree_with_what_happened_in_random_play() -> None:
    env, base = _made()
    for index in range(20):
        _, info = env.reset(options={"index": index})
        while base.episode.end is None:
            rng = Stream(index, "play", len(base.episode.turns))
            text = rng.choice(info["legal"]) if rng.random() < 0.8 else "go to nowhere 1"
            *_, info = env.step(text)
            t = base.episode.turns[-1].transition
            verdict = ORACLE(t)
            assert (verdict.label is Label.REJECTED) == info["rejected"] == (t.after is t.before and not t.events)
            assert (cause_of(t).value == "none") == bool(t.events)
            best = [action.text for action in ORACLE.actions(t.before).actions]
            assert (verdict.components["optimal"] == 1.0) == (text in best)


def test_the_informed_verdict_pays_for_finding_and_not_for_knowing() -> None:
    env, base = _made(scale="informed", max_turns=None, terms={"outcome": 0.0, "informed": 1.0})
    env.reset(options={"game": CLEAN})
    judge = HouseholdInformed()
    total = 0.0
    for text in _plan(CLEAN):
        _, reward, *_ = env.step(text)
        total += float(reward)
        verdict = judge(base.episode.turns[-1].transition)
        assert verdict.score == reward
        if text.startswith("go to") or text.startswith("take"):
            assert abs(verdict.components["progress"] - verdict.components["information"]) < 0.2
    assert total == pytest.approx(0.5, abs=0.05)


def test_an_unsolved_episode_never_returns_more_than_a_solved_one() -> None:
    spec = ProcessReward(ALFWorldEnv()).reward_spec
    bounds = {term.name: (term.low * 50, term.high * 50) for term in spec.terms if term.name in ("regret", "rejected")}
    assert bounds == {"regret": (-50 / 50, 0.0), "rejected": (-50 / 50, 0.0)}
    worst_solved = 1.0 + 0.5 - 1.0  # a turn pays at most one of regret and rejected
    best_unsolved = -1.0 + 0.5
    assert worst_solved > best_unsolved
    assert set(SCORING.scales) == {"unit", "informed", "alfworld"}


def test_before_the_look_only_the_look_can_be_deduced() -> None:
    tasks = HouseholdTasks(("if",))
    deduced = 0
    for index in range(12):
        env = HouseholdEnv(split="test", types=("if",))
        env.reset(options={"index": index})
        its_home = home(tasks.task("test", index).definition)
        asked = its_home.receptacles[its_home.look_into]
        for text in plan(its_home, env.episode.state):
            before = env.episode.state
            env.step(text)
            verdict = HouseholdOracle()(env.episode.turns[-1].transition)
            assert verdict.components["optimal"] == 1.0
            if not before.shown.contents >> its_home.look_into & 1:
                assert verdict.components["deducible"] == float(text.endswith(f" {asked}")), text
                deduced += int(verdict.components["deducible"])
    assert deduced >= 12
