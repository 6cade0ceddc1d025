"""Statistics against numbers worked out by hand or taken from tables."""

from __future__ import annotations

import math
from typing import Any

import pytest

from turnwise.rollout import Job, Record, TurnScore, measure, t_interval, wilson_interval
from turnwise.rollout.measures import _t_quantile


def turn(score: float | None = 1.0, *, optimal: float | None = 1.0, rejected: bool = False) -> TurnScore:
    components = {} if optimal is None else {"optimal": optimal}
    return TurnScore(0.5, {}, "optimal", "", score, components, rejected, True, False, "", ())


def record(*turns: TurnScore, total: float = 0.0, success: bool = False, problem: str = "") -> Record:
    return Record(Job("e", "a", 0), "test", 0, {}, turns, success, total, "terminated", problem, {})


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    [
        # Newcombe 1998, table I, method 3 (without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilson(successes: int, count: int, low: float, high: float) -> None:
    assert wilson_interval(successes, count) == pytest.approx((low, high), abs=5e-5)


def test_wilson_stays_in_range_and_is_symmetric() -> None:
    assert wilson_interval(0, 0) is None
    for count in range(1, 40):
        for successes in range(count + 1):
            interval, mirrored = wilson_interval(successes, count), wilson_interval(count - successes, count)
            assert interval is not None
            assert mirrored is not None
            assert 0.0 <= interval.low <= successes / count <= interval.high <= 1.0
            assert interval.low == pytest.approx(1 - mirrored.high)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        (1, 12.7062),
        (4, 2.7764),
        (30, 2.0423),
        (31, 2.0395),
        (40, 2.0211),
        (60, 2.0003),
        (120, 1.9799),
        (10**9, 1.95996),
    ],
)
def test_students_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert _t_quantile(freedom) == pytest.approx(quantile, abs=6e-5)


def test_t_interval_by_hand() -> None:
    # mean 3, variance 2.5, half width 2.776445 * sqrt(2.5 / 5)
    half = 2.776445 * math.sqrt(0.5)
    assert t_interval([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx((3 - half, 3 + half))


@pytest.mark.parametrize(("values", "interval"), [([], None), ([0.3], None), ([0.1] * 7, (0.1, 0.1))])
def test_t_interval_of_few_or_equal_values(values: list[float], interval: Any) -> None:
    assert t_interval(values) == (interval if interval is None else pytest.approx(interval))


def test_a_group_by_hand() -> None:
    group = measure(
        "e",
        "a",
        [
            record(turn(1.0), turn(-0.5, optimal=0.0), total=1.0, success=True),
            record(
                turn(-1.0, optimal=0.0, rejected=True), turn(None, optimal=None), turn(0.0, optimal=0.0), total=-1.0
            ),
            record(turn(1.0), turn(1.0), total=99.0, success=True, problem="the endpoint is down"),
        ],
    )
    assert (group.episodes, group.not_measured) == (2, 1)
    assert (group.success, group.mean_return, group.mean_turns) == (0.5, 0.0, 2.5)
    assert group.return_interval == pytest.approx((-12.706205, 12.706205))  # sd sqrt(2), n 2: 12.7 * 1
    assert group.process_score == (1.0 - 0.5 - 1.0 + 0.0) / 4
    assert group.oracle_agreement == 1 / 3  # of the accepted turns that say so
    assert group.invalid_rate == 1 / 5
    assert group.curve == ((0.0, 2), (-0.5, 1), (0.0, 1))


def test_an_empty_group_says_nothing_instead_of_zero() -> None:
    group = measure("e", "a", [record(problem="down")])
    assert (group.episodes, group.not_measured, group.curve) == (0, 1, ())
    said = (group.success, group.success_interval, group.mean_return, group.return_interval)
    assert (*said, group.process_score, group.oracle_agreement, group.invalid_rate, group.mean_turns) == (None,) * 8


def test_one_episode_has_a_mean_without_interval() -> None:
    group = measure("e", "a", [record(turn(), total=0.25, success=True)])
    assert (group.mean_return, group.return_interval) == (0.25, None)
    assert group.success_interval is not None
