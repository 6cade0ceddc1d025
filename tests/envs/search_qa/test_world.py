"""The made-up world: pages say what the graph says, in other words than questions, and nothing else."""

import pickle
import time

import pytest

from turnwise.envs.core.errors import DataError, UsageError
from turnwise.envs.search_qa.world import Place, World, WorldOptions, world
from turnwise.envs.search_qa.world.lexicon import RELATIONS, Kind

SMALL = WorldOptions(pages=1500)


@pytest.fixture(scope="module")
def small() -> World:
    return world(SMALL)


def test_equal_options_make_equal_worlds_and_other_seeds_other_names(small: World) -> None:
    again, other = World(SMALL), World(WorldOptions(seed=1, pages=1500))
    assert list(again.pages()) == list(small.pages())
    ours, theirs = (
        {page.title for page in one.pages() if page.title[:3] not in ("Let", "Gaz", "Rea", "Ann")}
        for one in (small, other)
    )
    assert len(ours & theirs) < 5
    assert small.fingerprint != other.fingerprint


def test_a_world_pickles_by_its_options(small: World) -> None:
    assert pickle.loads(pickle.dumps(small)) is small
    assert len(pickle.dumps(small)) < 500


@pytest.mark.parametrize("pages", [300, 777, 1500, 4000])
@pytest.mark.parametrize("outdated", [0.0, 0.15, 1.0])
def test_there_are_as_many_pages_as_were_asked_for(pages: int, outdated: float) -> None:
    own = World(WorldOptions(pages=pages, outdated=outdated))
    found = list(own.pages())
    assert len(found) == len(own) == pages
    assert len({page.doc_id for page in found}) == len({page.title for page in found}) == pages
    assert [page.doc_id for page in found] == sorted(page.doc_id for page in found)


def test_every_fact_stands_where_the_graph_says_and_nowhere_else(small: World) -> None:
    graph, texts = small.graph, [page.text for page in small.pages()]
    stated = 0
    for number, relation in enumerate(RELATIONS):
        for subject in range(graph.counts[relation.subject]):
            if graph.objects[number][subject] < 0:
                continue
            page = graph.page_of(number, subject)
            place = graph.places[number][subject]
            if place == Place.ROLL:
                key = ("roll", number, int(graph.objects[number][subject]))
            else:
                key = ("fact", number, subject)
            start, end = small.spans(page)[key]
            sentence = texts[page][start:end]
            assert small.name(relation.subject, subject) in sentence
            if place != Place.ROLL:
                assert small.called(number, subject) in sentence
                assert sentence.endswith(".")
                assert [p for p, text in enumerate(texts) if sentence in text] == [page]
            stated += 1
    assert stated > 1500


def test_outdated_pages_are_older_and_say_something_else(small: World) -> None:
    graph = small.graph
    first, end = graph.offsets[4], graph.offsets[5]
    assert end > first
    for page in range(first, end):
        relation, subject = graph.gazettes[page - first].tolist()
        text = small.page(small.doc_id(page)).text
        year = int(text.removeprefix("Written down in ").partition(".")[0])
        assert year < 1926
        truth = small.called(relation, subject)
        assert truth not in text
        assert small.name(RELATIONS[relation].subject, subject) in text


def test_without_a_gap_pages_use_the_questions_words() -> None:
    own = World(WorldOptions(pages=300, lexical_gap=0.0))
    texts = " ".join(page.text for page in own.pages())
    assert "The birthplace of " in texts
    assert "first drew breath" not in texts


def test_things_on_both_sides_of_the_border_never_meet(small: World) -> None:
    graph = small.graph
    for number, relation in enumerate(RELATIONS):
        if relation.kind is not Kind.ENTITY:
            continue
        for subject, far in enumerate(graph.objects[number].tolist()):
            if far >= 0:
                assert (subject < graph.border[relation.subject]) == (far < graph.border[relation.object])


def test_holders_of_an_office_differ_and_follow_each_other(small: World) -> None:
    for number, holders in small.graph.pasts.items():
        for subject in range(len(holders)):
            if small.graph.objects[number][subject] >= 0:
                assert len(set(holders[subject].tolist())) == 3
                years = small.graph.since[number][subject].tolist()
                assert years == sorted(set(years))


@pytest.mark.parametrize(
    "doc_id", ["", "w", "w0001500", "x0000000", "w000000", "w00000a0", "w-000001", "w000000\u0661"]
)
def test_an_unknown_id_is_an_error_that_names_it(small: World, doc_id: str) -> None:
    assert doc_id not in small
    with pytest.raises(DataError, match="expected the id"):
        small.page(doc_id)


@pytest.mark.parametrize(
    ("name", "value"), [("pages", 299), ("pages", 2_000_000), ("twins", 1.5), ("lexical_gap", -0.1)]
)
def test_options_out_of_range_are_refused(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=name):
        WorldOptions(**{name: value})  # type: ignore[arg-type]


def test_twenty_thousand_pages_take_seconds() -> None:
    start = time.process_time()
    words = sum(page.text.count(" ") for page in World(WorldOptions(seed=5, pages=20_000)).pages())
    assert time.process_time() - start < 6
    assert words > 600_000


@pytest.mark.slow
def test_a_million_pages_come_in_one_run() -> None:
    own = World(WorldOptions(seed=6, pages=1_000_000))
    assert sum(1 for _ in own.pages()) == 1_000_000
