"""What each action brings and what it shows: a table of behaviors on a small set."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from turnwise.envs.core.errors import RetrieverFailed, TaskError, UnknownDocument, UsageError
from turnwise.envs.retrieval import Hit
from turnwise.envs.search_qa import DataSet, SearchQAEnv
from turnwise.envs.search_qa.state import Looked, Opened, Searched, SearchFailed

Make = Callable[..., SearchQAEnv]


def event(env: SearchQAEnv) -> object:
    return env.episode.turns[-1].transition.events[0]


def reason(env: SearchQAEnv) -> str:
    action = env.episode.turns[-1].transition.action
    return str(getattr(action, "reason", ""))


def test_a_search_lists_documents_and_shows_what_their_first_part_states(make: Make) -> None:
    env = make()
    observation, *_ = env.step("search: where Ada Pike earns a living")
    assert observation.startswith(
        "[1] Ada Pike\nAda Pike collects stamps. Ada Pike earns a living at Brim Works.\n[2] "
    )
    assert observation.endswith("Question: Where does the founder of the employer of Ada Pike come from?")
    assert event(env) == Searched(("where Ada Pike earns a living",), 0, ((1, 2),), (1, 0, 0), 2, 0b001)
    assert env.episode.state.documents[0] == "ada"
    assert env.episode.state.facts == 0b001


def test_documents_keep_their_numbers(make: Make) -> None:
    env = make()
    env.step("search: Ada Pike stamps")
    env.step("search: bees honey")
    observation, *_ = env.step("search: Ada Pike stamps | bees honey")
    assert event(env) == Searched(("Ada Pike stamps", "bees honey"), 0, ((1, 2), (3, 4)), (1, 0, 3), 0, 0)
    assert 'For "bees honey":\n[3] Bees' in observation


def test_more_goes_on_down_the_ranking(make: Make) -> None:
    env = make(depth=5)
    env.step("search: Ada Pike works Oro Tal bees")
    first = set(env.episode.state.documents)
    env.step("more")
    assert len(env.episode.state.documents) == 4
    assert first < set(env.episode.state.documents)
    env.step("more")
    assert len(env.episode.state.documents) == 5
    env.step("more")
    assert "no more documents" in reason(env)


def test_more_without_a_search_is_refused(make: Make) -> None:
    env = make()
    env.step("more")
    assert "search first" in reason(env)


def test_a_long_document_comes_in_parts_and_states_its_fact_only_there(make: Make) -> None:
    env = make()
    observation, *_ = env.step("search: Oro Tal")
    number = env.episode.state.documents.index("oro") + 1
    assert "(part 1 of 3)" in observation
    assert "Marle" not in observation
    assert env.episode.state.facts == 0b010 if "brim" in env.episode.state.documents else 0
    observation, *_ = env.step(f"open: {number} part 3")
    assert "Oro Tal came from Marle. (part 3 of 3)" in observation
    assert event(env) == Opened(number, 3, True, 0b100)
    env.step(f"open: {number} part 3")
    assert event(env) == Opened(number, 3, False, 0)


def test_find_shows_the_passages_and_what_they_state(make: Make) -> None:
    env = make()
    env.step("search: Oro Tal")
    number = env.episode.state.documents.index("oro") + 1
    observation, *_ = env.step(f"find: {number} MARLE came")
    assert "Oro Tal came from Marle." in observation
    assert event(env) == Looked(number, ((415, 439),), 0b100)
    observation, *_ = env.step(f"find: {number} zebra")
    assert f"No passage of document {number} holds these words." in observation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("open: 1", "none yet: search first"),
        ("find: 4 bees", "none yet: search first"),
        ("open: 0", "none yet"),
        ("search:   |  ", "takes the words"),
        ("search: a | b | c | d", "at most 3 queries, got 4"),
        ("search: " + "word " * 33, "at most 32 words in a query, got 33"),
        ("answer: " + "word " * 33, 'at most 32 words in "answer", got 33'),
        ("answer:", "takes a text"),
        ("find: bees", "number of a listed document and words"),
        ("open: two", 'Expected "search: WORDS"'),
        ("search: a\nanswer: b", "one line"),
        ("<action>answer: Marle</action><action>answer: Bees</action>", "exactly one action, got 2"),
        ("I think it is Marle.", 'Expected "search: WORDS"'),
        ("search: \ud800", "halves of characters"),
    ],
)
def test_what_is_refused_and_why(make: Make, text: str, said: str) -> None:
    env = make()
    observation, _, terminated, _, info = env.step(text)
    assert said in reason(env)
    assert reason(env) in observation
    assert info["rejected"]
    assert not terminated


def test_the_same_action_twice_is_one(make: Make) -> None:
    env = make()
    env.step("<action>search: bees</action> I mean <action>search:  bees </action>")
    assert env.episode.state.documents


def test_part_numbers_are_checked(make: Make) -> None:
    env = make()
    env.step("search: Ada Pike")
    env.step("open: 1 part 2")
    assert "Document 1 has 1 part, got part 2." in reason(env)
    env.step("open: 9")
    assert "(1 to 2), got 9" in reason(env)


def test_notes_stay_in_sight_and_are_few(make: Make) -> None:
    env = make(max_turns=30)
    observation, *_ = env.step("note: employer is Brim Works")
    assert "Noted.\nNote: employer is Brim Works\n" in observation
    assert "Note: employer is Brim Works" in env.step("search: bees")[0]
    for number in range(15):
        env.step(f"note: {number}")
    env.step("note: one too many")
    assert "16 notes already" in reason(env)


def test_an_answer_ends_the_episode(make: Make) -> None:
    env = make()
    observation, _, terminated, truncated, info = env.step("answer: the Marle")
    assert (observation, terminated, truncated, info["legal"]) == ("Your answer: the Marle", True, False, ())


def test_the_budget_for_documents_cuts_a_search_short(make: Make) -> None:
    env = make(max_documents=3)
    assert "Documents left: 1." in env.step("search: Ada Pike")[0]
    assert "Documents left: 0." in env.step("search: bees honey")[0]
    assert len(env.episode.state.documents) == 3
    assert env.observe()[1]["legal"][-1] == "answer: unknown"
    assert not any(text.startswith("search") for text in env.observe()[1]["legal"])
    env.step("search: works")
    assert "used up" in reason(env)


def test_the_budget_for_reading_ends_a_search_of_several_queries(make: Make) -> None:
    env = make(max_tokens=10)
    env.step("search: Ada Pike stamps | bees honey | Oro Tal")
    assert event(env).listed == ((1,), (), ())  # type: ignore[attr-defined]


def test_the_budget_for_reading_counts_what_was_shown(make: Make) -> None:
    env = make(max_tokens=20)
    env.step("search: Ada Pike stamps")
    assert env.episode.state.tokens >= 14
    env.step("search: Oro Tal bees")
    env.step("open: 1")
    assert "used up" in reason(env)


class Broken:
    """A search engine that is down."""

    fingerprint = "broken"

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        raise RetrieverFailed("connection refused")


class Elsewhere:
    """A search engine over other pages."""

    fingerprint = "elsewhere"

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [[Hit("no-such-page", 1.0, 1)] for _ in queries]


class Flaky:
    """Plans, then fails."""

    fingerprint = "flaky"

    def __init__(self, inner: object) -> None:
        self.inner, self.down = inner, False

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        if self.down:
            raise RetrieverFailed("time is up")
        return self.inner.search(queries, k)  # type: ignore[attr-defined, no-any-return]


def test_a_failing_search_engine_is_an_event_and_changes_nothing(small_set: DataSet, make: Make) -> None:
    flaky = Flaky(make().game.retriever)  # type: ignore[attr-defined]
    env = SearchQAEnv(data=small_set, retriever=flaky)
    env.reset(options={"question": "chain"})
    flaky.down = True
    before = env.episode.state
    observation, _, terminated, _, info = env.step("search: bees")
    assert event(env) == SearchFailed("time is up")
    assert env.episode.state is before
    assert "no fault of yours" in observation
    assert (terminated, info["rejected"]) == (False, False)
    flaky.down = False
    env.step("search: bees")
    assert env.episode.state.documents


def test_an_engine_that_is_down_at_reset_is_loud(small_set: DataSet) -> None:
    env = SearchQAEnv(data=small_set, retriever=Broken())
    with pytest.raises(RetrieverFailed, match="connection refused"):
        env.reset(options={"question": "chain"})


def test_pages_that_the_corpus_lacks_are_a_loud_error(small_set: DataSet) -> None:
    env = SearchQAEnv(data=small_set, retriever=Elsewhere())
    env.reset(options={"question": "bare"})
    with pytest.raises(UnknownDocument, match="no-such-page"):
        env.step("search: bees")


def test_a_question_can_be_named(small_set: DataSet) -> None:
    env = SearchQAEnv(data=small_set)
    assert "Who kept bees?" in env.reset(options={"question": "bare"})[0]
    assert "Who kept bees?" in env.reset(options={"question": 1})[0]
    with pytest.raises(TaskError, match="'nobody'"):
        env.reset(options={"question": "nobody"})
    with pytest.raises(UsageError, match="not both"):
        env.reset(options={"question": 0, "index": 1})
    world = SearchQAEnv(pages=300)
    _, info = world.reset(options={"question": "hops/3"})
    assert (info["split"], info["index"], info["task"]) == ("hops", 3, "hops/3")
    with pytest.raises(TaskError, match="test/12"):
        world.reset(options={"question": "dev/3"})


def test_a_set_s_splits_are_trained_on_and_held_out_as_their_names_say(small_set: DataSet) -> None:
    mixed = SearchQAEnv(data=replace(small_set, splits={"dev": (0,), "train": (1,)}))
    assert (mixed.split, mixed.tasks.held_out) == ("train", "dev")
    assert (SearchQAEnv(data=small_set).split, SearchQAEnv(data=small_set).tasks.held_out) == ("test", "test")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"style": "xml"}, "style must be"),
        ({"results": 0}, "results must be"),
        ({"results": 30}, "depth must be at least"),
        ({"max_documents": 0}, "max_documents must be"),
        ({"retriever": "dense"}, "retriever must be"),
        ({"kinds": ("riddle",)}, "kinds must be"),
        ({"documents": "pages.jsonl"}, "belong to a set"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        SearchQAEnv(pages=300, **options)  # type: ignore[arg-type]


def test_no_gold_id_or_name_is_shown_before_it_was_found() -> None:
    env = SearchQAEnv()
    for index in range(40):
        observation, _ = env.reset(options={"question": f"test/{index}"})
        for text in ("search: " + env.episode.state.task.question.text[:60], "more", "open: 1", "note: x"):
            for secret in env.game.secrets(env.episode.state):
                assert secret not in observation
            observation, *_ = env.step(text)
            assert not any(doc in observation for doc in env.episode.state.documents)
