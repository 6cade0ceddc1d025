"""The scores of two benchmarks as their own evaluators define them: HotpotQA's and MuSiQue's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from ...envs.core.errors import UsageError
from .metrics import Golds, Overlap, exact_match, overlap, token_f1
from .normalization import normalize

__all__ = [
    "HotpotScores",
    "MuSiQueInstance",
    "MuSiQueScores",
    "Support",
    "hotpot_answer",
    "hotpot_scores",
    "musique_scores",
    "musique_support",
    "support",
]

_WHOLE = ("yes", "no", "noanswer")


class Support(NamedTuple):
    """How far two sets of supporting facts are the same."""

    em: float
    f1: float
    precision: float
    recall: float


class HotpotScores(NamedTuple):
    """HotpotQA's twelve numbers for one question; a data set's are their means."""

    em: float
    f1: float
    precision: float
    recall: float
    sp_em: float
    sp_f1: float
    sp_precision: float
    sp_recall: float
    joint_em: float
    joint_f1: float
    joint_precision: float
    joint_recall: float


def hotpot_answer(prediction: str, gold: str) -> Overlap:
    """HotpotQA's F1, precision and recall of an answer: yes, no and noanswer must match as a whole.

    Source: `f1_score` of the benchmark's evaluator (hotpot_evaluate_v1).
    """
    mine, its = normalize(prediction), normalize(gold)
    if mine != its and (mine in _WHOLE or its in _WHOLE):
        return Overlap(0.0, 0.0, 0.0)
    return overlap(mine.split(), its.split())


def support(prediction: Iterable[Hashable], gold: Iterable[Hashable]) -> Support:
    """HotpotQA's scores of supporting facts, such as (title, sentence number); repetitions do not count.

    Source: `update_sp` of the benchmark's evaluator. Two empty sets have em 1 and f1 0 there.
    """
    mine, its = frozenset(prediction), frozenset(gold)
    shared = len(mine & its)
    precision = shared / len(mine) if mine else 0.0
    recall = shared / len(its) if its else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return Support(float(mine == its), f1, precision, recall)


def hotpot_scores(
    prediction: str, gold: str, prediction_support: Iterable[Hashable], gold_support: Iterable[Hashable]
) -> HotpotScores:
    """Answer, supporting facts, and both together: precisions, recalls and exact matches are multiplied.

    Source: `eval` of the benchmark's evaluator, for a question with both predictions.
    """
    em, answer = exact_match(prediction, gold), hotpot_answer(prediction, gold)
    facts = support(prediction_support, gold_support)
    precision, recall = answer.precision * facts.precision, answer.recall * facts.recall
    joint = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
    return HotpotScores(em, *answer, *facts, em * facts.em, joint, precision, recall)


class MuSiQueInstance(NamedTuple):
    """One question of MuSiQue with what was answered. In the full set two instances have one id, one unanswerable."""

    id: str
    predicted_answer: str
    golds: Golds
    """The answer and its aliases."""
    predicted_support: Sequence[Hashable]
    """Paragraphs that were said to be needed."""
    gold_support: Sequence[Hashable]
    predicted_answerable: bool = True
    answerable: bool = True


class MuSiQueScores(NamedTuple):
    """MuSiQue's scores of a set, means from 0 to 1 (its evaluator rounds them to three digits)."""

    answer_em: float
    answer_f1: float
    support_em: float
    support_f1: float
    group_answer_sufficiency_f1: float | None
    """None where no instance is unanswerable."""
    group_support_sufficiency_f1: float | None


def musique_support(prediction: Iterable[Hashable], gold: Iterable[Hashable]) -> Support:
    """MuSiQue's scores of supporting paragraphs: as HotpotQA's, but two empty sets agree (em and f1 are 1)."""
    mine, its = frozenset(prediction), frozenset(gold)
    return support(mine, its) if mine or its else Support(1.0, 1.0, 0.0, 0.0)


def musique_scores(instances: Iterable[MuSiQueInstance]) -> MuSiQueScores:
    """The scores of a set as MuSiQue's evaluator (v1.0) has them.

    Answers and support are averaged over answerable instances. In the full set an answer's or a support's F1 counts
    for a question only if both of its instances were told apart, the answerable and the unanswerable one; else it is 0.

    Raises:
        UsageError: there is no instance, or the full set lacks an instance of a question.
    """
    every = list(instances)
    answerable = [one for one in every if one.answerable]
    if not every:
        raise UsageError("musique_scores takes at least one instance, got none")
    facts = [musique_support(one.predicted_support, one.gold_support) for one in answerable]
    groups = [] if len(answerable) == len(every) else _groups(every)
    return MuSiQueScores(
        answer_em=_mean([exact_match(one.predicted_answer, one.golds) for one in answerable]),
        answer_f1=_mean([token_f1(one.predicted_answer, one.golds) for one in answerable]),
        support_em=_mean([one.em for one in facts]),
        support_f1=_mean([one.f1 for one in facts]),
        group_answer_sufficiency_f1=_mean([one[0] for one in groups]) if groups else None,
        group_support_sufficiency_f1=_mean([one[1] for one in groups]) if groups else None,
    )


def _groups(instances: Sequence[MuSiQueInstance]) -> list[tuple[float, float]]:
    """F1 of answer and support for each question, 0 where its two instances were not told apart."""
    pairs = defaultdict[str, list[MuSiQueInstance]](list)
    for one in instances:
        pairs[one.id].append(one)
    scores = []
    for its_id, pair in pairs.items():
        solvable = [one for one in pair if one.answerable]
        if len(pair) != 2 or len(solvable) != 1:
            raise UsageError(
                f"question {its_id!r} must have an answerable and an unanswerable instance, got {len(pair)}"
            )
        told_apart = all(one.predicted_answerable == one.answerable for one in pair)
        one = solvable[0]
        answer = token_f1(one.predicted_answer, one.golds)
        facts = musique_support(one.predicted_support, one.gold_support).f1
        scores.append((answer, facts) if told_apart else (0.0, 0.0))
    return scores


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
