"""Questions about a made-up world: one answer each, by a solver that reads their English over plain triples."""

import pickle
import re
from collections import Counter
from functools import cache

import pytest

from turnwise.envs.core.errors import TaskError, UsageError
from turnwise.envs.search_qa import Question
from turnwise.envs.search_qa.world import HELD_OUT_SHAPES, SPLITS, WorldOptions, WorldQuestions, world
from turnwise.envs.search_qa.world.asking import KINDS
from turnwise.envs.search_qa.world.lexicon import RELATIONS

from .brute_force import Solver

OPTIONS = WorldOptions(pages=4000)
QUESTIONS = WorldQuestions(OPTIONS)


@cache
def solver(options: WorldOptions) -> Solver:
    return Solver(world(options))


def agrees(options: WorldOptions, question: Question) -> None:
    """The one answer by brute force is the accepted one, under its name or its alias."""
    own = solver(options)
    found = own.solve(question.text)
    assert len(found) == 1, (question.text, found)
    (answer,) = found
    plain = {accepted.replace(",", "") for accepted in question.answers}
    assert answer in plain, (question.text, answer, question.answers)
    if answer in own.things and (alias := own.aliases[own.things[answer]]):
        assert alias in question.answers


@pytest.mark.parametrize("split", SPLITS)
def test_answers_are_unique_and_right_by_brute_force(split: str) -> None:
    for index in range(150):
        agrees(OPTIONS, QUESTIONS.question(split, index))


@pytest.mark.slow
@pytest.mark.parametrize("split", SPLITS)
def test_ten_thousand_answers_are_unique_and_right_by_brute_force(split: str) -> None:
    options = WorldOptions(seed=11, pages=20_000)
    questions = WorldQuestions(options)
    for index in range(1500):  # of seven splits
        agrees(options, questions.question(split, index))


@pytest.mark.parametrize("split", SPLITS)
def test_no_question_holds_its_answer(split: str) -> None:
    for index in range(150):
        question = QUESTIONS.question(split, index)
        for answer in question.answers:
            assert not re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", question.text.lower()), question


@pytest.mark.parametrize("split", SPLITS)
def test_gold_pages_state_the_facts_in_order(split: str) -> None:
    own = world(OPTIONS)
    for index in range(60):
        question = QUESTIONS.question(split, index)
        assert question.facts
        for place, (fact, queries) in enumerate(zip(question.facts, question.queries, strict=True)):
            assert fact.docs
            assert queries
            assert all(need < place for need in fact.needs)
            for doc, (start, end) in zip(fact.docs, fact.spans, strict=True):
                said = own.page(doc).text[start:end]
                if fact.value == "unknown":
                    assert (start, end) == (0, len(own.page(doc).text))
                    continue
                names = fact.value.split(", ") if said.endswith("complete.") else [fact.value, *fact.aliases]
                assert any(name in said for name in names), (fact, said)


def test_an_answer_of_a_chain_is_named_on_its_last_page_alone() -> None:
    own = world(OPTIONS)
    for index in range(100):
        question = WorldQuestions(OPTIONS, kinds=("bridge",)).question("train", index)
        assert question.facts is not None
        for fact in question.facts[:-1]:
            for doc in fact.docs:
                assert not any(answer in own.page(doc).text for answer in question.answers)


def test_a_set_has_every_kind_and_length() -> None:
    found = Counter((question.kind, question.hops) for question in (QUESTIONS.question("train", i) for i in range(400)))
    assert {kind for kind, _ in found} == set(KINDS)
    assert {hops for kind, hops in found if kind == "bridge"} == {1, 2, 3, 4}
    assert {QUESTIONS.question("hops", i).hops for i in range(40)} == {5, 6}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_can_be_asked_for(kind: str) -> None:
    questions = WorldQuestions(OPTIONS, kinds=(kind,))
    assert {questions.question("test", index).kind for index in range(20)} == {kind}


def test_splits_share_no_question_and_are_what_they_say() -> None:
    texts: dict[str, str] = {}
    border = world(OPTIONS).graph.border
    for split in SPLITS:
        for index in range(200):
            asked = QUESTIONS.asked(split, index)
            assert texts.setdefault(asked.text, split) == split
            assert (asked.shape in HELD_OUT_SHAPES) == (split == "shape")
            assert any(RELATIONS[r].held_out for r in asked.plan.relations) == (split == "relation")
            for _, relation, thing in (key for key in asked.plan.keys if key[0] in ("fact", "missing")):
                assert (thing >= border[RELATIONS[relation].subject]) == (split == "entity")


def test_train_never_uses_a_fact_of_valid_or_test() -> None:
    used: dict[str, set[tuple[str, int, int]]] = {
        split: {
            key
            for index in range(400)
            for key in QUESTIONS.asked(split, index).plan.keys
            if key[0] != "alias"
        }
        for split in ("train", "valid", "test")
    }  # fmt: skip
    for split in ("valid", "test"):
        for index in range(400):
            own = {key for key in QUESTIONS.asked(split, index).plan.keys if key[0] != "alias"}
            assert own - used["train"], "each question needs a fact that no question of train uses"
            other = "test" if split == "valid" else "valid"
            assert not own - used["train"] <= used[other] - used[split] or not own & used[other]


def test_a_question_is_a_function_of_its_address() -> None:
    twin = pickle.loads(pickle.dumps(QUESTIONS))
    assert twin == QUESTIONS
    for split in SPLITS:
        for index in (3, 0, 7):
            assert twin.question(split, index) == QUESTIONS.question(split, index)


@pytest.mark.parametrize(
    ("options", "said"),
    [({"kinds": ("riddle",)}, "kinds must be"), ({"hops": (0,)}, "hops must be"), ({"hops": (7,)}, "hops must be")],
)
def test_wrong_options_are_refused(options: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        WorldQuestions(OPTIONS, **options)  # type: ignore[arg-type]


def test_what_a_split_does_not_have_is_an_error() -> None:
    with pytest.raises(TaskError, match="no questions of the kinds"):
        WorldQuestions(OPTIONS, kinds=("negation",)).question("hops", 0)
    with pytest.raises(TaskError, match="1 to 4 hops"):
        WorldQuestions(OPTIONS, hops=(6,)).question("train", 0)
    with pytest.raises(TaskError, match="split must be"):
        QUESTIONS.question("dev", 0)
