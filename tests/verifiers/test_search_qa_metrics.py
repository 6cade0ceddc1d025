"""Answer metrics against the published definitions, written out here a second time and plainly."""

import collections
import doctest
import re
import string

import numpy as np
import pytest

from turnwise.envs.core.errors import UsageError
from turnwise.verifiers import search_qa
from turnwise.verifiers.search_qa import (
    MuSiQueInstance,
    answers_match,
    cover_match,
    exact_match,
    hotpot_answer,
    hotpot_scores,
    musique_scores,
    musique_support,
    normalize,
    support,
    token_f1,
)

PAIRS = 12_000


def squad_normalized(text):
    lowered = text.lower()
    bare = "".join(c for c in lowered if c not in set(string.punctuation))
    without = re.sub(r"\b(a|an|the)\b", " ", bare)
    return " ".join(without.split())


def squad_f1(prediction, gold):
    mine, its = squad_normalized(prediction).split(), squad_normalized(gold).split()
    if not mine or not its:
        return float(mine == its)
    left = list(its)
    same = 0
    for word in mine:
        if word in left:
            left.remove(word)
            same += 1
    if same == 0:
        return 0.0
    precision, recall = same / len(mine), same / len(its)
    return 2 * precision * recall / (precision + recall)


def hotpot_f1(prediction, gold):
    mine, its = squad_normalized(prediction), squad_normalized(gold)
    for one, other in ((mine, its), (its, mine)):
        if one in ("yes", "no", "noanswer") and one != other:
            return 0.0, 0.0, 0.0
    same = sum((collections.Counter(mine.split()) & collections.Counter(its.split())).values())
    if same == 0:
        return 0.0, 0.0, 0.0
    precision, recall = same / len(mine.split()), same / len(its.split())
    return 2 * precision * recall / (precision + recall), precision, recall


def hotpot_support(prediction, gold):
    mine, its = set(prediction), set(gold)
    right = sum(1 for fact in mine if fact in its)
    wrong = sum(1 for fact in mine if fact not in its)
    missed = sum(1 for fact in its if fact not in mine)
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return float(wrong + missed == 0), f1, precision, recall


def stands_in(prediction, gold):
    mine, its = squad_normalized(prediction).split(), squad_normalized(gold).split()
    return bool(its) and any(mine[start : start + len(its)] == its for start in range(len(mine)))


PIECES = [
    *("the", "a", "An", "THE", "yes", "No", "noanswer", "no answer", "Oslo", "oslo,", "New York", "York", "theater"),
    *(
        "1,200",
        "1200",
        "12",
        "1.2",
        "12 March 1921",
        "St. John's",
        "o'clock",
        "rock'n'roll",
        "-",
        "--",
        "...",
        "!?",
        "",
    ),
    *(
        "Łódź",
        "Straße",
        "STRASSE",
        "İstanbul",
        "東京",
        "é",
        "e\u0301",
        "\u2019",
        "\u2013",
        "don\u2019t",
        "\u00a0",
        "\t",
    ),
    *("a_b", "the_end", "x" * 60, "$5", "5%", "\u0660", "naïve", "\U0001f600", "ﬁne", "\n", "A.N.", "an-other"),
]


def texts(rng):
    return " ".join(rng.choice(PIECES, int(rng.integers(0, 7))))


def drawn(count, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        gold = texts(rng)
        prediction = texts(rng)
        kind = rng.random()
        if kind < 0.2:
            prediction = gold.upper()
        elif kind < 0.4:
            prediction = f"{prediction} {gold}."
        elif kind < 0.5:
            prediction = " ".join(reversed(gold.split(" ")))
        yield prediction, gold


def test_exact_match_f1_and_cover_match_as_published():
    seen = collections.Counter()
    for prediction, gold in drawn(PAIRS, 1):
        assert normalize(prediction) == squad_normalized(prediction)
        expected = float(squad_normalized(prediction) == squad_normalized(gold))
        assert exact_match(prediction, gold) == expected
        assert token_f1(prediction, gold) == pytest.approx(squad_f1(prediction, gold), abs=1e-12)
        assert cover_match(prediction, gold) == float(stands_in(prediction, gold))
        assert hotpot_answer(prediction, gold) == pytest.approx(hotpot_f1(prediction, gold), abs=1e-12)
        seen[expected, stands_in(prediction, gold), 0 < squad_f1(prediction, gold) < 1] += 1
    assert min(seen.values()) > 100
    assert len(seen) >= 5


def test_the_best_of_several_right_answers_counts():
    rng = np.random.default_rng(2)
    for prediction, gold in drawn(2000, 3):
        golds = [gold, *[texts(rng) for _ in range(int(rng.integers(0, 4)))]]
        for metric in (exact_match, token_f1, cover_match):
            assert metric(prediction, golds) == max(metric(prediction, one) for one in golds)


def test_supporting_facts_and_joint_scores_as_published():
    rng = np.random.default_rng(4)
    titles = [("Oslo", 0), ("Oslo", 1), ("Norway", 0), ("a", 3), ("b", 0)]
    for prediction, gold in drawn(PAIRS, 5):
        mine = [titles[n] for n in rng.integers(0, 5, int(rng.integers(0, 5)))]
        its = [titles[n] for n in rng.integers(0, 5, int(rng.integers(0, 5)))]
        assert support(mine, its) == pytest.approx(hotpot_support(mine, its), abs=1e-12)
        f1, precision, recall = hotpot_f1(prediction, gold)
        em = float(squad_normalized(prediction) == squad_normalized(gold))
        sp_em, sp_f1, sp_precision, sp_recall = hotpot_support(mine, its)
        both = (precision * sp_precision, recall * sp_recall)
        joint = 2 * both[0] * both[1] / sum(both) if sum(both) else 0.0
        expected = (em, f1, precision, recall, sp_em, sp_f1, sp_precision, sp_recall, em * sp_em, joint, *both)
        assert hotpot_scores(prediction, gold, mine, its) == pytest.approx(expected, abs=1e-12)
    assert support([], []) == (1.0, 0.0, 0.0, 0.0)
    assert musique_support([], [])[:2] == (1.0, 1.0)


def test_musique_scores_as_published():
    rng = np.random.default_rng(6)
    for full in (False, True):
        instances, answers, facts, groups = [], [], [], []
        for number, (prediction, gold) in enumerate(drawn(1500, 7 + full)):
            golds = [gold, texts(rng)]
            mine, its = [rng.integers(0, 6, int(rng.integers(0, 4))).tolist() for _ in range(2)]
            told = bool(rng.random() < 0.7)
            pair = [MuSiQueInstance(str(number), prediction, golds, mine, its, told, True)]
            answer = max(squad_f1(prediction, one) for one in golds)
            fact = 1.0 if not mine and not its else hotpot_support(mine, its)[1]
            answers.append(answer)
            facts.append(fact)
            if full:
                other = bool(rng.random() < 0.7)
                pair.append(MuSiQueInstance(str(number), texts(rng), golds, [], its, not other, False))
                groups.append((answer, fact) if told and other else (0.0, 0.0))
            instances += pair if rng.random() < 0.5 else pair[::-1]
        scores = musique_scores(instances)
        assert scores.answer_f1 == pytest.approx(np.mean(answers))
        assert scores.support_f1 == pytest.approx(np.mean(facts))
        assert scores.answer_em == pytest.approx(
            np.mean(
                [
                    max(squad_normalized(one.predicted_answer) == squad_normalized(g) for g in one.golds)
                    for one in instances
                    if one.answerable
                ]
            )
        )
        if full:
            assert (scores.group_answer_sufficiency_f1, scores.group_support_sufficiency_f1) == pytest.approx(
                tuple(np.mean(groups, axis=0))
            )
        else:
            assert scores.group_answer_sufficiency_f1 is None
            assert scores.group_support_sufficiency_f1 is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 March 1921", "March 12, 1921"),
        ("the 12th of March 1921", "1921-03-12"),
        ("12 Mar. 1921", "March 12th, 1921"),
        ("Sept 1999", "September, 1999"),
        ("1,200,000", "1.2 million"),
        ("twenty-one", "21"),
        ("three hundred and five thousand", "305,000"),
        ("two brothers", "2 brothers"),
        ("5%", "five percent"),
        ("1.50", "1.5"),
        ("first place", "1st place"),
        ("e\u0301clair", "éclair"),
        ("O\u2019Brien", "O'Brien"),
        ("1914\u20131918", "1914-1918"),
    ],
)
def test_other_writings_of_one_answer_are_right(one, other):
    assert answers_match(one, other)
    assert answers_match(other, [one, "something else"])
    assert not exact_match(one, "something else")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("12 March 1921", "3 December 1921"),
        ("1921", "12 March 1921"),
        ("March 1921", "12 March 1921"),
        ("21", "twenty"),
        ("-3", "3"),
        ("2 million", "2 billion"),
        ("", "the"),
        ("a", "the"),
        ("...", "!"),
        ("yes, it is", "yes"),
    ],
)
def test_other_answers_stay_wrong(one, other):
    assert not answers_match(one, other)
    assert not answers_match(other, one)


def test_cover_match_in_whole_words_and_up_to_a_length():
    assert cover_match("a slow art", "low art") == 0.0
    assert cover_match("It is in U.S. waters", "us") == 1.0
    assert cover_match("anything at all", ["the", "..."]) == 0.0
    listing = " ".join(f"city{n}" for n in range(40))
    assert cover_match(listing, "city7") == 1.0
    assert cover_match(listing, "city7", max_words=32) == 0.0
    assert cover_match("one two three", "three", max_words=3) == 1.0


def test_a_question_without_a_right_answer_is_a_mistake_of_the_caller():
    for metric in (exact_match, token_f1, cover_match, answers_match):
        with pytest.raises(UsageError):
            metric("Oslo", [])
    with pytest.raises(UsageError):
        musique_scores([])
    with pytest.raises(UsageError, match="'q'"):
        musique_scores([MuSiQueInstance("q", "a", "a", [], [], True, False)])


@pytest.mark.parametrize("module", [search_qa.metrics, search_qa.normalization])
def test_examples_in_the_documentation(module):
    assert doctest.testmod(module).attempted
    assert not doctest.testmod(module).failed
