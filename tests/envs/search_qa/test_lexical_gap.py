"""Questions and the pages that answer them share no word of the relation."""

from turnwise.envs.retrieval import analyze
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
