"""The facts that were shown, against a note-taker who reads nothing but the texts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.game import Transition
from turnwise.envs.core.rng import Stream
from turnwise.envs.household import (
    ALFWorld,
    ALFWorldGames,
    ExampleGames,
    Facts,
    Household,
    HouseholdTasks,
    State,
    Task,
    facts,
    home,
)

GAME = ALFWorld()
FRIENDLY = Household()
LISTED = re.compile(r"(?:On the (.+?)|The (.+?) is open\. In it), you see (.*)\.$")
CLOSED = re.compile(r"The (\w+ \d+) is closed\.$")
EXAMINED = re.compile(r"(?:This is a (?!normal)(.*)|There's nothing special about) ([a-z]+ \d+)\.$")


class NoteTaker:
    """Knows what it was told, and forgets nothing."""

    def __init__(self, opening: str) -> None:
        self.everywhere = self._names(opening.split("you see ")[1].split(".\n")[0])
        self.contents: dict[str, set[str]] = {}
        self.placed: dict[str, set[str]] = {}
        self.doors: dict[str, bool] = {}
        self.visited: set[str] = set()
        self.conditions: dict[str, set[str]] = {}
        self.examined: set[str] = set()
        self.holding = ""

    @staticmethod
    def _names(text: str) -> list[str]:
        return [] if text == "nothing" else re.findall(r"a (\w+ \d+)", text)

    def read(self, command: str, told: str) -> None:
        """One turn."""
        if told == "Nothing happens.":
            return
        if listed := LISTED.search(told):
            where = listed[1] or listed[2]
            self.visited.add(where)
            self.contents[where] = set(self._names(listed[3]))
            self.placed.pop(where, None)
            if listed[2]:
                self.doors[where] = True
        if closed := CLOSED.search(told):
            self.visited.add(closed[1])
            self.doors[closed[1]] = False
        verb, *_ = command.split()
        names = re.findall(r"[a-z]+ \d+", command.removeprefix("go to ").removeprefix(f"{verb} "))
        if verb == "close":
            self.visited.add(names[0])
            self.doors[names[0]] = False
        elif verb == "take":
            self.holding = names[0]
            for known in (self.contents, self.placed):
                known.get(names[1], set()).discard(names[0])
        elif verb in ("move", "put"):
            self.holding = ""
            (self.contents if names[1] in self.contents else self.placed).setdefault(names[1], set()).add(names[0])
        else:
            self._condition(verb, names, told)

    def _condition(self, verb: str, names: list[str], told: str) -> None:
        word = {"clean": "clean", "heat": "hot", "cool": "cool", "slice": "sliced", "use": "on"}.get(verb)
        if word:
            known = self.conditions.setdefault(names[0], set())
            known.add(word)
            known.discard({"hot": "cool", "cool": "hot"}.get(word, ""))
        elif verb == "examine" and (found := EXAMINED.search(told)):
            self.examined.add(found[2])
            words = set((found[1] or "").replace("cold", "cool").split()) & {"clean", "hot", "cool", "sliced"}
            self.conditions.setdefault(found[2], set()).update(words)

    def agrees(self, shown: Facts) -> bool:
        """Whether facts are what was read."""
        return (
            self.holding == shown.holding
            and self.contents == {name: set(inside) for name, inside in shown.contents.items()}
            and {name: inside for name, inside in self.placed.items() if inside}
            == {name: set(inside) for name, inside in shown.placed.items()}
            and {name for name, is_open in self.doors.items() if is_open} == set(shown.open)
            and {name for name, is_open in self.doors.items() if not is_open} == set(shown.closed)
            and set(self.everywhere) - self.visited == set(shown.unvisited)
            and {name: words for name, words in self.conditions.items() if words}
            == {name: set(words) for name, words in shown.conditions.items()}
            and self.examined == set(shown.examined)
        )


VESSELS = ("bowl", "box", "cup", "mug", "pan", "plate", "pot")
WHERE = re.compile(
    r"You (?:go to|open|look at|are at) the ([a-z ]+ \d+)\. (It is closed\.|(?:It is open\. )?(?:In|On) it: .*)$"
)
THING = re.compile(r"([a-z]+(?: [a-z]+)* \d+)(?: \(holding ([^)]*)\))?")
TOLD = re.compile(r"(?:The ([a-z ]+ \d+) is ([a-z, ]+)|There is nothing special about the ([a-z ]+ \d+))\.")


class FriendlyNoteTaker(NoteTaker):
    """The same in Household-v0, whose things may hold things."""

    @staticmethod
    def _names(text: str) -> list[str]:
        text = re.split(r"\n\nTask", text)[0]
        return [name.removeprefix("and ") for name in re.findall(r"[a-z]+(?: [a-z]+)* \d+", text)]

    def __init__(self, opening: str) -> None:
        super().__init__("you see .\n")
        self.everywhere = [
            name for room in re.findall(r"In the [a-z ]+: ([^.]*)\.", opening) for name in self._names(room)
        ]

    def read(self, command: str, told: str) -> None:
        """One turn."""
        if found := WHERE.match(told):
            self._see(found[1], found[2])
        elif found := re.match(r"You close the (.*)\.", told):
            self.doors[found[1]] = False
        elif found := re.match(r"You take the (.*) from the (.*)\.", told):
            self.holding = found[1]
            self.contents[found[2]].discard(found[1])
        elif found := re.match(r"You put the (.*) (?:in|on) the (.*)\.", told):
            self.holding = ""
            self.contents[found[2]].add(found[1])
        elif found := re.match(r"You (clean|heat|cool|slice) the (.*) with the (.*)\.", told):
            self._condition(found[1], [found[2]], told)
        elif found := re.match(r"You switch on the (.*)\.", told):
            self._condition("use", [found[1]], told)
        elif command.startswith("examine ") and (found := TOLD.match(told)):
            name = found[1] or found[3]
            self.examined.add(name)
            self.conditions.setdefault(name, set()).update(re.findall(r"clean|hot|cool|sliced", found[2] or ""))

    def _see(self, where: str, what: str) -> None:
        self.visited.add(where)
        if what == "It is closed.":
            self.doors[where] = False
            return
        if what.startswith("It is open."):
            self.doors[where] = True
        self.contents[where] = set()
        for name, inner in THING.findall(what.split("it: ")[1].replace(" and ", ", ")):
            self.contents[where].add(name)
            if name.rpartition(" ")[0] in VESSELS:
                self.contents[name] = set(self._names(inner))


def _episode(task: Task, number: int, turns: int, game: ALFWorld | Household = GAME) -> None:
    state: State = game.start(task)
    its_home = home(task.definition)
    notes = (NoteTaker if game is GAME else FriendlyNoteTaker)(game.describe(state, None))
    for turn in range(turns):
        rng = Stream(number, "notes", turn)
        texts = game.legal_texts(state)
        doing = [text for text in texts if not text.startswith(("go to", "look", "help", "inventory"))]
        text = rng.choice(doing) if doing and rng.random() < 0.7 else rng.choice([*texts, "dance"])
        if game is not GAME and text == "dance":
            continue
        before, command = state, game.parse(text, state)
        state, events = game.apply(before, command, rng)
        notes.read(text, game.describe(state, Transition(before, command, state, events, turn)))
        assert notes.agrees(facts(its_home, state)), (task.name, turn, text, facts(its_home, state))
        if state.won:
            return


def test_they_are_what_a_note_taker_reads_in_homes_of_ours() -> None:
    for number in range(96):
        source = ExampleGames()
        split = source.splits[number % 3]
        _episode(source.task(split, number // 3 % source.count(split)), number, 40)


@pytest.mark.parametrize("part", range(4))
def test_they_are_what_a_note_taker_reads(part: int, data_dir: Callable[[str], Path]) -> None:
    games = ALFWorldGames(data_dir("alfworld") / "alfworld_games.tar.xz")
    addresses = [(split, index) for split in games.splits for index in range(games.count(split))]
    for number in range(part * 60, part * 60 + 60):
        _episode(games.task(*addresses[number % len(addresses)]), number, 50)


def test_they_are_what_a_note_taker_reads_in_homes_without_end() -> None:
    tasks = HouseholdTasks()
    for number in range(132):
        _episode(tasks.task(tasks.splits[number % 6], number // 6), number, 50, FRIENDLY)


@pytest.mark.slow
def test_they_are_what_a_note_taker_reads_in_a_thousand_episodes(data_dir: Callable[[str], Path]) -> None:
    games = ALFWorldGames(data_dir("alfworld") / "alfworld_games.tar.xz")
    addresses = [(split, index) for split in games.splits for index in range(games.count(split))]
    tasks = HouseholdTasks()
    for number in range(1000):
        _episode(games.task(*addresses[number % len(addresses)]), 1000 + number, 50)
        _episode(tasks.task(tasks.splits[number % 6], number), 1000 + number, 50, FRIENDLY)
