"""Questions and the pages that answer them share no word of the relation."""

from turnwise.envs.retrieval import analyze
from turnwise.envs.search_qa import SearchQAEnv
from turnwise.envs.search_qa.world.lexicon import RELATIONS, TYPES

SLOTS = ("{s}", "{o}", "{w}", "{a}", "{b}", "{list}")


def stems(*texts: str) -> set[str]:
    """The stems of some templates."""
    found: set[str] = set()
    for text in texts:
        for slot in SLOTS:
            text = text.replace(slot, " ")
        found |= set(analyze(text))
    return found


def test_a_question_s_nouns_share_no_stem_with_any_page() -> None:
    pages = set[str]()
    for relation in RELATIONS:
        pages |= stems(*relation.pages, relation.dated, relation.entry, relation.roll)
    for kind in TYPES:
        pages |= stems(*kind.intro, *kind.forms, *kind.alias)
    for relation in RELATIONS:
        for noun in (*relation.nouns, *relation.members):
            assert not pages & stems(noun), noun


def test_a_copied_question_does_not_bring_up_what_answers_it_and_the_plan_s_queries_do() -> None:
    env = SearchQAEnv()
    copied: dict[int, list[bool]] = {}
    for index in range(240):
        env.reset(options={"split": ("train", "hops")[index % 2], "index": index})
        task = env.episode.state.task
        assert task.plan is not None
        assert task.question.facts is not None
        assert task.plan.wanted == (1 << len(task.question.facts)) - 1
        own = task.plan.ranks[0]  # the question itself
        found = all(0 < rank <= task.plan.results for rank in own)
        if task.question.kind == "bridge":
            copied.setdefault(min(3, task.question.hops), []).append(found)
    assert sum(copied[1]) <= 0.5 * len(copied[1])
    assert not any(copied[2] + copied[3])
