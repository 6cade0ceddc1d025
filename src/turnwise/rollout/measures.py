"""What a group of episodes amounts to, with intervals that say how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist, fmean, stdev
from typing import NamedTuple

from .record import Record

__all__ = ["Interval", "Measures", "measure", "t_interval", "wilson_interval"]

_Z = NormalDist().inv_cdf(0.975)

# Student's t, 0.975 quantile, for 1 to 30 degrees of freedom; beyond, the expansion in 1 / df is exact to 5 digits.
_T = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
    2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
    2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
)  # fmt: skip


class Interval(NamedTuple):
    """A 95 % confidence interval."""

    low: float
    high: float


def wilson_interval(successes: int, count: int) -> Interval | None:
    """Wilson's interval for a share of `count` trials, within [0, 1]; None without trials."""
    if count == 0:
        return None
    share, z2 = successes / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    # the ends are exact there; rounding would leave a hair
    return Interval(0.0 if successes == 0 else middle - half, 1.0 if successes == count else middle + half)


def t_interval(values: Sequence[float]) -> Interval | None:
    """Student's interval for the mean; None for fewer than two values, where nothing is known about their spread."""
    if len(values) < 2:
        return None
    mean, half = fmean(values), _t_quantile(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Interval(mean - half, mean + half)


def _t_quantile(freedom: int) -> float:
    if freedom <= len(_T):
        return _T[freedom - 1]
    z, n = _Z, freedom
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / n + second / n**2 + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)


@dataclass(frozen=True, slots=True)
class Measures:
    """One agent on one environment. Only measured episodes count, except in `not_measured`; None: nothing to say."""

    env_id: str
    agent: str
    episodes: int
    """Measured episodes."""
    not_measured: int
    success: float | None
    """Share of episodes that were done."""
    success_interval: Interval | None
    mean_return: float | None
    return_interval: Interval | None
    process_score: float | None
    """Mean score of the process verdict, over all turns that it judged (each turn weighs the same)."""
    oracle_agreement: float | None
    """Share of accepted turns whose action was in the oracle's set, among those where the verdict says so."""
    invalid_rate: float | None
    """Share of turns whose text was no legal action."""
    mean_turns: float | None
    curve: tuple[tuple[float | None, int], ...] = field(default=(), repr=False)
    """(mean process score, episodes judged) at the first turn, the second ..."""


def measure(env_id: str, agent: str, records: Iterable[Record]) -> Measures:
    """The measures of a group of records."""
    everything = list(records)
    records = [record for record in everything if record.measured]
    turns = [turn for record in records for turn in record.turns]
    judged = [turn.score for turn in turns if turn.score is not None]
    optimal = [turn.components["optimal"] for turn in turns if not turn.rejected and "optimal" in turn.components]
    returns = [record.total for record in records]
    successes = sum(record.success for record in records)
    return Measures(
        env_id=env_id,
        agent=agent,
        episodes=len(records),
        not_measured=len(everything) - len(records),
        success=successes / len(records) if records else None,
        success_interval=wilson_interval(successes, len(records)),
        mean_return=_mean(returns),
        return_interval=t_interval(returns),
        process_score=_mean(judged),
        oracle_agreement=_mean([float(value > 0.5) for value in optimal]),
        invalid_rate=_mean([float(turn.rejected) for turn in turns]),
        mean_turns=_mean([float(len(record.turns)) for record in records]),
        curve=_curve(records),
    )


def _curve(records: Sequence[Record]) -> tuple[tuple[float | None, int], ...]:
    points = []
    for place in range(max((len(record.turns) for record in records), default=0)):
        scores = [record.turns[place].score for record in records if place < len(record.turns)]
        judged = [score for score in scores if score is not None]
        points.append((_mean(judged), len(judged)))
    return tuple(points)


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
