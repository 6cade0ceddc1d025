"""Programs made up at a chosen difficulty: short functions of numbers, texts and lists that always end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ...core.rng import Stream

__all__ = ["LEVELS", "Level", "Program", "arguments", "program"]

Level = Literal["easy", "medium", "hard"]
LEVELS: Final = ("easy", "medium", "hard")

_SIZES: Final = {"easy": (3, 4), "medium": (4, 6), "hard": (6, 8)}
"""Statements at the top level, besides the first assignments and the return."""
_DEPTHS: Final = {"easy": 1, "medium": 2, "hard": 3}
"""How deep loops and branches are nested."""

_INTS: Final = ("a", "b", "n", "total", "count", "best", "step", "left", "rest", "x")
_LISTS: Final = ("xs", "items", "out", "found")
_TEXTS: Final = ("word", "s", "line")


@dataclass(frozen=True, slots=True)
class Program:
    """A function `f` and arguments for one call of it."""

    source: str
    arguments: tuple[Any, ...]
    kinds: tuple[str, ...]
    """The type of each parameter: "int", "list" of ints, or "str"."""


def program(rng: Stream, level: str) -> Program:
    """A program of a level. It ends for any arguments of its types, after few steps for small ones."""
    return _Writer(rng, level).write()


def arguments(rng: Stream, kinds: tuple[str, ...]) -> tuple[Any, ...]:
    """Random small arguments of the given types."""
    return tuple(_ARGUMENTS[kind](rng) for kind in kinds)


_ARGUMENTS: Final[dict[str, Callable[[Stream], Any]]] = {
    "int": lambda rng: rng.integers(0, 13),
    "list": lambda rng: [rng.integers(0, 10) for _ in range(rng.integers(2, 6))],
    "str": lambda rng: "".join(rng.choice("abcdeo") for _ in range(rng.integers(2, 6))),
}


@dataclass
class _Writer:
    """Writes one function. `names` are the variables that surely have a value where the next line stands."""

    rng: Stream
    level: str
    lines: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """name -> type."""
    fixed: set[str] = field(default_factory=set)
    """Names that must not be changed here: what a loop around goes over or counts down."""

    def write(self) -> Program:
        rng = self.rng
        kinds = tuple(rng.permutation(["int", rng.choice(("list", "str", "list")), "int"])[: rng.integers(2, 4)])
        if "list" not in kinds and "str" not in kinds:
            kinds = (*kinds[:-1], rng.choice(("list", "str")))
        for kind in kinds:
            self.names[self.fresh(kind)] = kind
        parameters = list(self.names)
        self.lines.append(f"def f({', '.join(parameters)}):")
        self.assign_new("int", 1)
        self.assign_new("list" if self.level != "easy" else rng.choice(("int", "list")), 1)
        low, high = _SIZES[self.level]
        blocks = 0
        for number in range(rng.integers(low, high + 1)):
            compound = number % 2 == 0 or rng.random() < 0.3
            blocks += compound
            self.statement(1, _DEPTHS[self.level] if compound else 0)
        self.lines.append(f"    return {self.result()}")
        return Program("\n".join(self.lines) + "\n", arguments(rng, kinds), kinds)

    def fresh(self, kind: str) -> str:
        """A name that is not used yet."""
        pool = {"int": _INTS, "list": _LISTS, "str": _TEXTS}[kind]
        free = [name for name in pool if name not in self.names and name not in self.fixed]
        return self.rng.choice(free) if free else f"{pool[0]}{len(self.names)}"

    def some(self, kind: str, *, change: bool = False) -> str | None:
        """A variable of a type; one that may be changed where asked for."""
        found = [n for n, other in self.names.items() if other == kind and not (change and n in self.fixed)]
        return self.rng.choice(found) if found else None

    def put(self, depth: int, text: str) -> None:
        """One more line."""
        self.lines.append("    " * depth + text)

    def assign_new(self, kind: str, depth: int) -> None:
        """A new variable."""
        name = self.fresh(kind)
        if kind == "int":
            self.put(depth, f"{name} = {self.number()}")
        else:
            self.put(depth, f"{name} = []" if kind == "list" else f'{name} = ""')
        self.names[name] = kind

    def number(self) -> str:
        """A short expression of type int."""
        rng, name, whole = self.rng, self.some("int"), self.some("list") or self.some("str")
        choices = [str(rng.integers(0, 10))]
        if name is not None:
            others = [n for n, kind in self.names.items() if kind == "int" and n != name]
            other = rng.choice(others) if others else str(rng.integers(1, 10))
            choices += [name, f"{name} + {rng.integers(1, 6)}", f"{name} % {rng.integers(2, 6)}", f"{name} - {other}"]
            choices += [f"abs({name} - {rng.integers(2, 9)})", f"{name} // {rng.integers(2, 4)}"]
            choices += [f"max({name}, {other})", f"min({name}, {rng.integers(2, 9)})"] if self.level != "easy" else []
        if whole is not None:
            choices.append(f"len({whole})")
        return rng.choice(choices)

    def condition(self) -> str:
        """A comparison of numbers, or a look into a list or text."""
        rng, name = self.rng, self.some("int") or "0"
        if self.level == "hard" and rng.random() < 0.25:
            return f"{self.simple()} {rng.choice(('and', 'or'))} {self.simple()}"
        items = self.some("list")
        if items is not None and rng.random() < 0.2:
            return f"{name} {rng.choice(('in', 'not in'))} {items}"
        return self.simple()

    def simple(self) -> str:
        """One comparison."""
        rng, name = self.rng, self.some("int") or "0"
        if rng.random() < 0.4:
            return f"{name} % {rng.integers(2, 4)} == {rng.integers(0, 2)}"
        return f"{name} {rng.choice(('<', '<=', '>', '>=', '==', '!='))} {self.number()}"

    def statement(self, depth: int, nesting: int) -> None:
        """A loop or branch where nesting is left, else a plain line."""
        if nesting == 0:
            self.plain(depth)
        else:
            self.rng.choice((self.branch, self.over_items, self.over_range, self.countdown))(depth, nesting)

    def body(self, depth: int, nesting: int, *, loop: bool) -> None:
        """The lines of a block; variables made in it are not known after it."""
        known = dict(self.names)
        count = self.rng.integers(1, 3)
        for number in range(count):
            deeper = nesting - 1 if number == 0 and self.rng.random() < 0.75 else 0
            self.statement(depth, max(0, deeper))
        if loop and self.level != "easy" and self.rng.random() < 0.3:
            self.put(depth, f"if {self.condition()}:")
            self.put(depth + 1, "break")
        self.names = known

    def plain(self, depth: int) -> None:
        """A line that changes a variable; numbers grow only by sums, so that no loop makes them huge."""
        rng, name = self.rng, self.some("int", change=True)
        items, word = self.some("list", change=True), self.some("str", change=True)
        choices: list[str] = []
        if name is not None:
            choices += [f"{name} += {self.number()}", f"{name} -= {rng.integers(1, 5)}", f"{name} = {self.number()}"]
            choices += [f"{name} = ({name} * {rng.integers(2, 5)} + {rng.integers(1, 7)}) % {rng.integers(7, 20)}"]
        if items is not None:
            choices += [f"{items}.append({self.number()})", f"{items} = {items}[{rng.integers(1, 3)}:]"]
            choices += [f"{items} = {items}[::-1]"] if self.level != "easy" else []
            choices += [f"{items} = [{self.number()}] + {items}"] if self.level == "hard" else []
        if word is not None:
            choices += [f"{word} = {word}[1:] + {word}[:1]", f'{word} += "{rng.choice("xyz")}"']
            choices += [f'{word} = {word}.replace("a", "{rng.choice("uo")}")'] if self.level != "easy" else []
        if choices:
            self.put(depth, rng.choice(choices))
        else:
            self.put(depth, f"{self.fresh('int')} = {self.number()}")

    def branch(self, depth: int, nesting: int) -> None:
        """A condition, sometimes with elif and else."""
        self.put(depth, f"if {self.condition()}:")
        self.body(depth + 1, nesting, loop=False)
        if self.level != "easy" and self.rng.random() < 0.4:
            self.put(depth, f"elif {self.condition()}:")
            self.body(depth + 1, 0, loop=False)
        if self.rng.random() < 0.6:
            self.put(depth, "else:")
            self.body(depth + 1, 0, loop=False)

    def over_items(self, depth: int, nesting: int) -> None:
        """Goes over a list or a text."""
        whole = self.some("list") or self.some("str")
        if whole is None or whole in self.fixed:
            self.over_range(depth, nesting)
            return
        is_text = self.names[whole] == "str"
        item = next(n for n in ("char", "letter", "c") if n not in self.names) if is_text else self.fresh("int")
        self.loop(depth, nesting, f"for {item} in {whole}:", {item: "char" if is_text else "int"}, {whole, item})

    def over_range(self, depth: int, nesting: int) -> None:
        """Goes over a range."""
        item = next((n for n in ("i", "j", "k") if n not in self.names), "m")
        self.loop(depth, nesting, f"for {item} in range({self.rng.integers(2, 5)}):", {item: "int"}, {item})

    def countdown(self, depth: int, nesting: int) -> None:
        """A loop with a number that goes down in every round."""
        name = self.some("int", change=True)
        if name is None:
            self.over_range(depth, nesting)
            return
        self.put(depth, f"while {name} > {self.rng.integers(0, 3)}:")
        self.put(depth + 1, self.rng.choice((f"{name} -= {self.rng.integers(2, 5)}", f"{name} //= 2")))
        fixed = set(self.fixed)
        self.fixed.add(name)
        self.body(depth + 1, nesting, loop=True)
        self.fixed = fixed

    def loop(self, depth: int, nesting: int, head: str, new: dict[str, str], fixed: set[str]) -> None:
        """A for loop."""
        known, held = dict(self.names), set(self.fixed)
        self.put(depth, head)
        self.names |= new
        self.fixed |= fixed
        self.body(depth + 1, nesting, loop=True)
        self.names, self.fixed = known, held

    def result(self) -> str:
        """What is returned."""
        rng = self.rng
        number, whole = self.some("int") or "0", self.some("list") or self.some("str")
        if whole is None or rng.random() < 0.3:
            return f"{number} + {self.number()}"
        return rng.choice((whole, f"{number}, {whole}", f"{number} + len({whole})"))
