"""The verdicts of search QA: what pays, what does not, and every way to cheat that we know of."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import gymnasium as gym
import pytest

import turnwise
from turnwise.envs.core import Stream
from turnwise.envs.core.errors import RetrieverFailed
from turnwise.envs.retrieval import Hit
from turnwise.envs.search_qa import DataSet, Page, Pages, SearchQAEnv
from turnwise.verifiers import Label, Verdict
from turnwise.verifiers.search_qa.belief import belief
from turnwise.verifiers.search_qa.credits import InForage, SearchR1, SmartSearch, StepSearch, WaypointCoverage
from turnwise.verifiers.search_qa.evidence import Evidence
from turnwise.verifiers.search_qa.oracle import SearchOracle, closeness
from turnwise.verifiers.search_qa.outcome import AnswerQuality, SearchOutcome
from turnwise.verifiers.search_qa.queries import QueryQuality
from turnwise.wrappers import ProcessReward

from ..envs.search_qa.small_set import BARE, CHAIN, TEXTS

ADA, BRIM, ORO = "search: Ada Pike living", "search: set up Brim Works", "search: Oro Tal bees"
READ = "find: {oro} Marle"
ORDER = (ADA, BRIM, ORO, READ)


@pytest.fixture(scope="module")
def env() -> ProcessReward:
    pages = Pages(Page(doc, title, text) for doc, (title, text) in TEXTS.items())
    return ProcessReward(SearchQAEnv(data=DataSet("small", (CHAIN, BARE), pages), results=1, part_words=30, depth=4))


def play(env: ProcessReward, *texts: str, question: str = "chain") -> float:
    """The return of an episode; `{oro}` stands for the number of that document."""
    env.reset(seed=0, options={"question": question})
    total = 0.0
    for text in texts:
        documents = env.unwrapped.episode.state.documents  # type: ignore[attr-defined]
        number = documents.index("oro") + 1 if "oro" in documents else 0
        total += float(env.step(text.replace("{oro}", str(number)))[1])
    return total


def judged(env: ProcessReward, verifier: Callable[[Any], Verdict]) -> list[Verdict]:
    return [verifier(turn.transition) for turn in env.unwrapped.episode.turns]  # type: ignore[attr-defined]


def test_the_whole_way_earns_the_maximum(env: ProcessReward) -> None:
    assert play(env, *ORDER, "answer: Marle") == pytest.approx(1.5)
    verdicts = judged(env, SearchOracle())
    assert [verdict.label for verdict in verdicts] == [Label.OPTIMAL] * 4 + [Label.SOLVED]
    assert [verdict.components["distance"] for verdict in verdicts] == [4, 3, 2, 1, 0]
    assert sum(verdict.score or 0 for verdict in judged(env, Evidence())) == pytest.approx(1.0)
    assert judged(env, AnswerQuality())[-1].components == {"em": 1, "f1": 1, "cover": 1, "read": 1, "grounded": 1}


@pytest.mark.parametrize("answer", ["Marle-on-Sea", "the marle", "MARLE."])
def test_aliases_articles_case_and_marks_do_not_matter(env: ProcessReward, answer: str) -> None:
    assert play(env, *ORDER, f"answer: {answer}") == pytest.approx(1.5)


def test_a_right_guess_earns_less_than_a_supported_answer_and_more_than_a_wrong_one(env: ProcessReward) -> None:
    guess, half = play(env, "answer: Marle"), play(env, ADA, "answer: Marle")
    verdict = judged(env, SearchOracle())[-1]
    assert (verdict.score, verdict.components["premature"], verdict.label) == (0.0, 1.0, Label.NEUTRAL)
    assert judged(env, AnswerQuality())[-1].components["grounded"] == 0.0
    wrong = play(env, *ORDER, "answer: Bees")
    assert judged(env, SearchOracle())[-1].label is Label.FATAL
    assert wrong < -0.5 < guess < half < 1.5


def test_searching_on_when_all_was_shown_is_waste(env: ProcessReward) -> None:
    assert play(env, *ORDER, "search: honey", "answer: Marle") < 1.5
    verdict = judged(env, SearchOracle())[4]
    assert (verdict.components["overdue"], verdict.score) == (1.0, 0.0)
    assert "what is left is to answer" in verdict.reason


CHEATS = {
    "say nothing": [""] * 16,
    "repeat a good query": [ADA] * 16,
    "ask the question itself, again and again": [f"search: {CHAIN.text}"] * 16,
    "stuff all names into one query": ["search: Ada Pike Brim Works Oro Tal Marle employer founder origin"] * 16,
    "name the answer in queries": ["search: Marle"] * 15 + ["answer: Bees"],
    "name the way in notes": ["note: Ada Pike, Brim Works, Oro Tal, Marle"] * 16,
    "list every candidate": ["answer: Ada Pike, Brim Works, Oro Tal, Marle, Bees"],
    "give several answers": ["<action>answer: Marle</action><action>answer: Bees</action>"] * 16,
    "open every page": [f"search: {title}" for title, _ in TEXTS.values()] + ["open: 1"] * 7 + ["answer: Bees"],
    "say it can't be known": ["answer: unknown"],
    "answer with the question": [f"answer: {CHAIN.text}"],
    "answer with the document": [f"answer: {TEXTS['ada'][1]}"],
    "answer with an article": ["answer: the"],
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_cheating_stays_at_the_floor(env: ProcessReward, cheat: str) -> None:
    assert play(env, *CHEATS[cheat]) <= -0.5
    info = env.unwrapped.observe()[1]  # type: ignore[attr-defined]
    assert env.unwrapped.episode.end is not None, info  # type: ignore[attr-defined]


def test_a_fact_pays_once(env: ProcessReward) -> None:
    play(env, ADA, ADA, ADA)
    assert [verdict.score for verdict in judged(env, Evidence())] == [pytest.approx(1 / 3), 0, 0]
    quality = judged(env, QueryQuality())
    assert [verdict.components["novelty"] for verdict in quality] == [1, 0, 0]
    assert [verdict.components["redundancy"] for verdict in quality] == [0, 1, 1]


def test_a_lucky_find_counts_for_recall_now_and_for_coverage_when_its_chain_is_closed(env: ProcessReward) -> None:
    play(env, BRIM, ADA)
    first, second = judged(env, Evidence())
    assert (first.components["recall"], first.components["coverage"]) == (pytest.approx(1 / 3), 0)
    assert (second.components["recall_gain"], second.score) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert first.potential == (0, 0)
    assert second.potential == (0, pytest.approx(2 / 3))


def test_a_query_is_judged_by_what_can_be_asked_for_next(env: ProcessReward) -> None:
    play(env, "search: bells barn", "search: Ada Pike stamps", "search: zebra stripes", "answer: Bees")
    early, next_, nothing, answer = judged(env, QueryQuality())
    assert (early.score, early.components["answerable"]) == (0.0, 1.0), "its chain is not open yet"
    assert (next_.score, next_.components["answerable"]) == (1.0, 1.0)
    assert (nothing.score, nothing.components["answerable"], nothing.components["fresh"]) == (0.0, 0.0, 0.0)
    assert (answer.score, answer.label) == (None, Label.PENDING)


def test_more_is_no_repeat_and_ranks_go_down(env: ProcessReward) -> None:
    play(env, "search: Pike fish teeth works living", "more", "more")
    ranks = [t.transition.events[0].ranks[0] for t in env.unwrapped.episode.turns]  # type: ignore[attr-defined]
    assert len(set(ranks)) == 1
    assert ranks[0] > 1
    gains = [verdict.score for verdict in judged(env, Evidence())]
    assert gains.index(max(gains, key=lambda gain: gain or 0)) == ranks[0] - 1


def test_opening_what_shows_nothing_new_is_waste(env: ProcessReward) -> None:
    play(env, ORO, "open: 1 part 2", "open: 1 part 3", "open: 1 part 3")
    assert [verdict.components["wasted"] for verdict in judged(env, Evidence())] == [0, 1, 0, 1]


def test_precision_counts_documents(env: ProcessReward) -> None:
    play(env, "search: Ada Pike living | bees honey hives")
    assert judged(env, Evidence())[0].components["precision"] == 0.5


def test_the_belief_is_what_was_shown_and_no_more(env: ProcessReward) -> None:
    play(env, ADA)
    state = env.unwrapped.episode.state  # type: ignore[attr-defined]
    found = belief(state)
    assert found is not None
    assert [(fact.subject, fact.relation, fact.value) for fact in found.known] == [
        ("Ada Pike", "employer", "Brim Works")
    ]
    assert [(question.text, question.subject) for question in found.open] == [("who set up Brim Works", "Brim Works")]
    assert (found.locked, found.complete) == (1, False)
    play(env, *ORDER)
    done = belief(env.unwrapped.episode.state)  # type: ignore[attr-defined]
    assert done is not None
    assert (len(done.known), done.open, done.locked, done.complete) == (3, (), 0, True)


@pytest.mark.parametrize(
    ("verifier", "texts", "total"),
    [
        (SearchR1(), (ADA, "answer: the Marle"), 1.0),
        (SearchR1(), (*ORDER, "answer: Bees"), 0.0),
        (InForage(), (*ORDER, "answer: Marle"), (1 + 1 / 15) * 0.95**2),
        (InForage(), (ADA, "answer: Bees"), 1 / 15),
        (InForage(), ("answer: Marle",), 1.0),
        (SmartSearch(), (*ORDER[:2], "answer: Marle"), 1.0),
        (SmartSearch(), (ADA, ADA, "search: honey", "answer: Marle"), 0.8),
        (SmartSearch(), (*["search: honey"] * 9, "answer: Marle"), 0.7),
        (SmartSearch(), (ADA, BRIM, "answer: Bees"), 0.2),
        (SmartSearch(), (ADA, ADA, ADA, "answer: Bees"), 0.1),
        (StepSearch(), (ADA, ADA, "answer: Marle"), 1 / 3 - 1 + 1),
        (StepSearch(), (ADA, BRIM, "answer: Bees"), 2 / 3),
        (WaypointCoverage(), (*ORDER, "answer: Marle"), 1.0),
        (WaypointCoverage(), ("answer: Marle",), 1.0),
        (WaypointCoverage(), (*ORDER, "answer: Bees"), 0.3),
        (WaypointCoverage(), (BRIM, "answer: Bees"), 0.0),
        (WaypointCoverage(ordered=False), (BRIM, "answer: Bees"), 0.1),
    ],
)
def test_published_credits(env: ProcessReward, verifier: Any, texts: tuple[str, ...], total: float) -> None:
    play(env, *texts)
    assert sum(verdict.score or 0.0 for verdict in judged(env, verifier)) == pytest.approx(total)


SUMMED = [SearchR1(), InForage(), SmartSearch(), WaypointCoverage(), WaypointCoverage(ordered=False)]


@pytest.mark.parametrize("verifier", SUMMED, ids=repr)
def test_no_wrong_answer_outscores_a_right_one(verifier: Any) -> None:
    env = ProcessReward(SearchQAEnv(pages=300))
    base: Any = env.unwrapped
    right, wrong = [], []
    for number in range(60):
        _, info = env.reset(seed=number, options={"question": f"train/{number % 6}"})
        rng, over = Stream(7, number), False
        question, turns = base.episode.state.task.question, rng.integers(8)
        while not over:
            if len(base.episode.turns) == turns:
                text = f"answer: {question.answers[0] if number % 2 else 'Nobody Special'}"
            else:
                choices = [text for text in info["legal"] if not text.startswith("answer")]
                choices += [f"search: {query}" for query in base.episode.state.task.routes]
                text = rng.choice(choices)
            *_, terminated, truncated, info = env.step(text)
            over = terminated or truncated
        total = sum(v.score or 0.0 for v in judged(env, verifier))
        unit = sum(t for t in (record.total for record in turnwise.score_episode(base.episode, env.scorer)))
        (right if info["success"] else wrong).append((total, unit))
    assert right
    assert wrong
    for place in (0, 1):
        assert max(pair[place] for pair in wrong) < min(pair[place] for pair in right)


def test_a_set_without_gold_evidence_has_the_outcome_alone(env: ProcessReward) -> None:
    env.reset(options={"question": "bare"})
    _, reward, _, _, info = env.step("search: bees")
    assert (reward, info["measured"]) == (0.0, True)
    for verifier in (SearchOracle(), Evidence(), InForage(), SmartSearch(), StepSearch(), WaypointCoverage()):
        for verdict in judged(env, verifier):
            assert (verdict.score, verdict.label) == (None, Label.PENDING)
    assert closeness(env.unwrapped.episode.state) is None  # type: ignore[attr-defined]
    assert belief(env.unwrapped.episode.state) is None  # type: ignore[attr-defined]
    _, reward, terminated, _, info = env.step("answer: Oro Tal")
    assert (reward, terminated, info["success"]) == (1.0, True, True)
    assert play(env, "answer: Bees", question="bare") == -1.0


def test_a_question_without_a_known_answer_is_not_measured() -> None:
    pages = Pages(Page(doc, title, text) for doc, (title, text) in TEXTS.items())
    env = ProcessReward(SearchQAEnv(data=DataSet("small", (replace(BARE, answers=()),), pages)))
    env.reset(seed=0)
    with pytest.warns(UserWarning, match="could not be judged"):
        _, reward, _, _, info = env.step("answer: Oro Tal")
    assert (reward, info["success"], info["measured"]) == (0.0, False, False)


class Flaky:
    """Plans, then fails."""

    fingerprint = "flaky"

    def __init__(self, inner: Any) -> None:
        self.inner, self.down = inner, False

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        if self.down:
            raise RetrieverFailed("time is up")
        found: list[list[Hit]] = self.inner.search(queries, k)
        return found


def test_a_failing_search_engine_is_never_a_zero(env: ProcessReward) -> None:
    base: Any = env.unwrapped
    flaky = Flaky(base.game.retriever)
    mine = ProcessReward(SearchQAEnv(data=base.tasks.data, retriever=flaky, max_turns=2))
    mine.reset(options={"question": "chain"})
    flaky.down = True
    with pytest.warns(UserWarning, match="could not be judged"):
        _, _, _, _, info = mine.step("search: bees")
    assert info["measured"] is False
    assert set(info["reward"].unmeasured) == {"progress", "regret", "rejected"}
    with pytest.warns(UserWarning, match="could not be judged"):
        _, _, _, truncated, info = mine.step("search: bees")
    assert truncated
    assert "outcome" in info["reward"].unmeasured
    for verifier in (SearchOracle(), Evidence(), QueryQuality(), InForage(), StepSearch(), SearchOutcome()):
        verdict = judged(mine, verifier)[-1]
        assert (verdict.score, verdict.measured) == (None, False)
        assert "time is up" in verdict.reason


@pytest.mark.parametrize("scale", ["waypoints", "search_r1", "inforage", "smartsearch", "stepsearch"])
def test_every_scale_plays(scale: str) -> None:
    env = gym.make("turnwise/SearchQA-v0", pages=300, scale=scale)
    _, info = env.reset(seed=0)
    for _ in range(3):
        *_, info = env.step(info["legal"][0])
    assert info["reward_terms"].keys() == {scale, "outcome"}
