"""A search agent without a model: it follows names from page to page, and answers with what they lead to.

It reads what it is shown and nothing else: names are runs of capitalized words, two names belong together where one
sentence holds both, and a question that nests "the ... of" is a walk of as many steps. It knows no synonyms, so it
shows what a search engine and bookkeeping alone are worth.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..envs.core.errors import UsageError
from ..envs.search_qa.rules import SearchQA
from ..envs.search_qa.state import Action, Answer, Search
from .agent import Exchange, Seat

__all__ = ["IterativeAgent"]

_MOST_SEARCHES = 6
_NAME = re.compile(r"[A-Z][\w'-]+(?:\s+(?:of\s+(?=[A-Z]))?[A-Z][\w'-]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_HEADING = re.compile(r'(?:^\[\d+\] (.*)$|Doc \d+\(Title: "(.*?)"\))', re.MULTILINE)
_QUESTION = re.compile(r"^Question: (.*)$", re.MULTILINE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b\d{{1,2}} (?:{_MONTHS}) \d{{4}}\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d+\b")
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_FIRST_WORDS = frozenset(
    {
        "The", "A", "An", "In", "On", "At", "By", "From", "Then", "Since", "Some", "It", "He", "She", "They", "This",
        "That", "These", "Those", "His", "Her", "Its", "Who", "What", "Which", "How", "When", "Where", "Written",
        "Nothing", "Old", "Rain", "Whoever", "Answer", "Name",
    }
)  # fmt: skip
_SMALLEST = ("earlier", "smaller", "older", "first", "shorter", "fewer")
_LARGEST = ("later", "larger", "younger", "last", "longer", "more")


@dataclass(frozen=True, slots=True)
class IterativeAgent:
    """Searches the question, then the names that come up, up to six times, and answers by a few rules.

    Raises:
        UsageError: the environment is none of search.
    """

    seat: Seat

    def __post_init__(self) -> None:
        if not isinstance(self.seat.env.game, SearchQA):
            raise UsageError(f"{self.seat.env_id} is no search environment; leave out the agent {self.seat.agent!r}")

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The text of the next search, or of the answer."""
        game = self.seat.env.game
        assert isinstance(game, SearchQA)  # the constructor checked it
        shown = [exchange.observation for exchange in history] + [observation]
        found = _QUESTION.findall(shown[0])
        question = found[-1] if found else ""
        pages = _Reading(question, shown[1:])
        limit = self.seat.env.limits.max_turns
        searches = min(_MOST_SEARCHES, 1_000 if limit is None else limit - 1)
        action: Action = Answer(_short(pages.answer()))
        if len(history) < searches and any(text.startswith(("search", "<search", "Action: Search", '{"name": "search"'))
                                           for text in info["legal"]):  # fmt: skip
            queries = pages.next_queries([exchange.text for exchange in history], game.batch)
            if queries:
                action = Search(queries)
        return game.format(action)


class _Reading:
    """What was read so far, as sentences and the names in them."""

    def __init__(self, question: str, shown: Iterable[str]) -> None:
        self.question = question
        self.asked = _names(question)
        sentences: dict[str, None] = {}
        for text in shown:
            body = _QUESTION.sub("", text)
            for title in _HEADING.findall(body):
                sentences[title[0] or title[1]] = None
            sentences |= dict.fromkeys(_SENTENCE.split(_HEADING.sub("\n", body)))
        self.sentences = [sentence.strip() for sentence in sentences if sentence.strip()]
        self.names = [_names(sentence) for sentence in self.sentences]

    def next_queries(self, written: Sequence[str], batch: int) -> tuple[str, ...]:
        """The question first, then names near those of the question that were not searched for yet."""
        if not written:
            return (_short(self.question.replace("|", " ")),)
        near = [name for layer in self._layers(max(1, self._steps())) for name, _ in layer.most_common()]
        fresh = [name for name in [*self.asked, *near] if not any(name in text for text in written[1:])]
        return tuple(dict.fromkeys(fresh))[:batch]

    def answer(self) -> str:
        """The answer by the first rule that fits."""
        if not self.sentences or not self.asked:
            return "unknown"
        if re.match(r"how many\b", self.question, re.IGNORECASE):
            return self._count()
        for words, choose in ((_SMALLEST, min), (_LARGEST, max)):
            if any(re.search(rf"\b{word}\b", self.question) for word in words):
                return self._extreme(choose)
        if (one := self._one_of_several()) is not None:
            return one
        layers = self._layers(self._steps())
        last = layers[-1]
        wanted = self._value_pattern()
        if wanted is not None:
            near = {name for name, _ in layers[-2].most_common()} if len(layers) > 1 else set(self.asked)
            values = Counter(value for name in near for value in self._values(name, wanted))
            return values.most_common(1)[0][0] if values else "unknown"
        return last.most_common(1)[0][0] if last else "unknown"

    def _steps(self) -> int:
        return max(1, len(re.findall(r"\bthe\b", self.question)))

    def _layers(self, steps: int) -> list[Counter[str]]:
        """Names by how many sentences lead to them, step by step from the names of the question."""
        reached, layers, layer = set(self.asked), [], Counter(dict.fromkeys(self.asked[:1] or [""], 1))
        for _ in range(steps):
            after: Counter[str] = Counter()
            for names in self.names:
                for name in names:
                    if name in layer:
                        after.update({other: layer[name] for other in names if other not in reached})
            layers.append(after)
            reached |= set(after)
            layer = after or layer
        return layers

    def _values(self, name: str, pattern: re.Pattern[str]) -> list[str]:
        return [value for sentence, names in zip(self.sentences, self.names, strict=True)
                if name in names for value in pattern.findall(sentence)]  # fmt: skip

    def _value_pattern(self) -> re.Pattern[str] | None:
        start = self.question.lower()
        if re.search(r"\bdate\b", start):
            return _DATE
        if re.search(r"\byear\b", start):
            return _YEAR
        return _NUMBER if re.search(r"\b(population|number|area|extent|length|how (long|large|far))\b", start) else None

    def _extreme(self, choose: Any) -> str:
        """The value of one of the compared things, or the thing itself."""
        pattern = self._value_pattern() or _NUMBER
        values = [(_amount(value), value, name) for name in self.asked for value in self._values(name, pattern)[:1]]
        if not values:
            return "unknown"
        best = choose(values)
        return str(best[1] if "itself" in self.question or self._value_pattern() is not None else best[2])

    def _members(self) -> list[str]:
        """Names that a sentence lists beside the first name of the question."""
        lists = [names for names in self.names if self.asked[0] in names and len(names) > 2]
        return [name for names in lists[:1] for name in names if name not in self.asked]

    def _fits(self, member: str) -> bool:
        return any(member in names and self.asked[-1] in names for names in self.names)

    def _count(self) -> str:
        return str(sum(map(self._fits, self._members())) or 1)

    def _one_of_several(self) -> str | None:
        if len(self.asked) < 2 or not re.match(r"which\b", self.question, re.IGNORECASE):
            return None
        negated = bool(re.search(r"\bnot\b", self.question))
        fitting = [member for member in self._members() if self._fits(member) != negated]
        return fitting[0] if fitting else "unknown"


def _names(text: str) -> list[str]:
    found: dict[str, None] = {}
    for name in _NAME.findall(text):
        words = name.split()
        while words and words[0] in _FIRST_WORDS and (len(words) == 1 or words[0] not in ("The", "Old")):
            words = words[1:]
        if words:
            found[" ".join(words)] = None
    return list(found)


def _amount(value: str) -> float:
    if _DATE.fullmatch(value):
        return float(datetime.strptime(value, "%d %B %Y").toordinal())  # noqa: DTZ007 - a day without a time
    return float(value.replace(",", ""))


def _short(text: str) -> str:
    return " ".join(text.split()[:32]) or "unknown"
