"""Questions on the tables, each with the query that answers it and the queries that silently don't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...core.rng import Stream
from .scenes import Scene

__all__ = ["QUESTIONS", "Question"]


@dataclass(frozen=True)
class Question:
    """A question in words, its query, and (what is overlooked, query) of each silent error."""

    text: str
    query: str
    needed: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


Writer = Callable[[Scene, Stream], Question]

_TWICE: Final = "entries that are there twice are counted twice"
_SPELLED: Final = "a status that is spelled otherwise is left out"
_MISSING: Final = "what was not written down is counted as nothing"
_INNER: Final = "those without any entry are left out"
_WHOLE: Final = "a division of whole numbers cuts the rest off"
_FANNED: Final = "a number of each thing is added once for each of its entries"


def _once(scene: Scene) -> str:
    """The events, each once."""
    return f"(SELECT DISTINCT * FROM {scene.event})"


def _is(status: str) -> str:
    return f"lower(trim(status)) = '{status}'"


def _total(scene: Scene, rng: Stream) -> Question:
    status, group = rng.choice(scene.states), rng.choice(scene.groups)
    join = f"JOIN {scene.thing} t ON t.id = e.{scene.thing}_id WHERE t.{scene.group} = '{group}'"
    good = f"SELECT coalesce(sum(e.{scene.amount}), 0) FROM {_once(scene)} e {join} AND {_is(status)}"
    return Question(
        f"How many {scene.amount} are there in all entries of {scene.event} with status {status} (however it is "
        f"spelled) for a {scene.thing} whose {scene.group} is {group}? Entries that are there twice count once.",
        good,
        (scene.thing, scene.event),
        (
            (_TWICE, good.replace(_once(scene), scene.event)),
            (_SPELLED, good.replace(_is(status), f"status = '{status}'")),
        ),
    )


def _average(scene: Scene, rng: Stream) -> Question:
    month = f"2024-{rng.integers(1, 7):02d}"
    where = f"FROM {_once(scene)} WHERE day LIKE '{month}%'"
    good = f"SELECT round(coalesce(avg({scene.amount}), 0), 2) {where}"
    return Question(
        f"What is the mean number of {scene.amount} of the entries of {scene.event} in {month}, among those where it "
        "was written down, to two decimals (0 if there are none)? Entries that are there twice count once.",
        good,
        (scene.event,),
        (
            (_MISSING, f"SELECT round(coalesce(avg(coalesce({scene.amount}, 0)), 0), 2) {where}"),
            (_TWICE, good.replace(_once(scene), scene.event)),
            (_WHOLE, f"SELECT coalesce(sum({scene.amount}) / count({scene.amount}), 0) {where}"),
        ),
    )


def _idle(scene: Scene, rng: Stream) -> Question:
    low = rng.integers(2, 4)
    good = (
        f"SELECT count(*) FROM (SELECT t.id FROM {scene.thing} t LEFT JOIN {_once(scene)} e "
        f"ON e.{scene.thing}_id = t.id GROUP BY t.id HAVING count(e.id) < {low})"
    )
    return Question(
        f"How many rows of {scene.thing} have fewer than {low} entries in {scene.event}, none included? Entries that "
        "are there twice count once.",
        good,
        (scene.thing, scene.event),
        ((_INNER, good.replace("LEFT JOIN", "JOIN")), (_TWICE, good.replace(_once(scene), scene.event))),
    )


def _share(scene: Scene, rng: Stream) -> Question:
    status = rng.choice(scene.states)
    good = f"SELECT round(100.0 * sum({_is(status)}) / count(*), 1) FROM {_once(scene)}"
    return Question(
        f"What percentage of the entries of {scene.event} has status {status} (however it is spelled), to one decimal? "
        "Entries that are there twice count once.",
        good,
        (scene.event,),
        (
            (_SPELLED, good.replace(_is(status), f"status = '{status}'")),
            (_TWICE, good.replace(_once(scene), scene.event)),
            (_WHOLE, good.replace("100.0", "100")),
        ),
    )


def _best(scene: Scene, rng: Stream) -> Question:
    status = rng.choice(scene.states)
    good = (
        f"SELECT t.name FROM {scene.thing} t JOIN {_once(scene)} e ON e.{scene.thing}_id = t.id WHERE {_is(status)} "
        f"GROUP BY t.id ORDER BY coalesce(sum(e.{scene.amount}), 0) DESC, t.name LIMIT 1"
    )
    return Question(
        f"Which {scene.thing} (its name) has the most {scene.amount} in entries of {scene.event} with status {status} "
        "(however it is spelled)? Entries that are there twice count once; of equal ones the first by name.",
        good,
        (scene.thing, scene.event),
        (
            (_TWICE, good.replace(_once(scene), scene.event)),
            (_SPELLED, good.replace(_is(status), f"status = '{status}'")),
        ),
    )


def _capacity(scene: Scene, rng: Stream) -> Question:
    month = f"2024-{rng.integers(1, 7):02d}"
    inside = f"SELECT {scene.thing}_id FROM {scene.event} WHERE day LIKE '{month}%'"
    good = f"SELECT coalesce(sum({scene.price}), 0) FROM {scene.thing} WHERE id IN ({inside})"
    fanned = (
        f"SELECT coalesce(sum(t.{scene.price}), 0) FROM {scene.thing} t JOIN {scene.event} e "
        f"ON e.{scene.thing}_id = t.id WHERE e.day LIKE '{month}%'"
    )
    return Question(
        f"What is the sum of {scene.price} over all rows of {scene.thing} that have at least one entry in "
        f"{scene.event} in {month}?",
        good,
        (scene.thing, scene.event),
        ((_FANNED, fanned),),
    )


QUESTIONS: Final[dict[str, tuple[Writer, ...]]] = {
    "easy": (_share, _average),
    "medium": (_share, _average, _idle, _capacity),
    "hard": (_total, _best, _idle, _capacity),
}
