"""What is known about an id without playing it: its documentation, options and rewards."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from gymnasium.envs.registration import load_env_creator

from ..envs.catalog import Row
from ..envs.core.errors import MissingComponent
from ..envs.core.turn_env import CommonOptions, TurnEnv
from ..verifiers.scoring import PerTurn, Scoring, load_scoring

__all__ = ["Facts", "OptionFact", "Weight", "describe_environment", "doc_sections", "options_of", "weights_of"]

REQUIRED = "required"
"""Stands where an option has no default."""


@dataclass(frozen=True, slots=True)
class OptionFact:
    """One keyword of `gymnasium.make`."""

    name: str
    default: Any
    choices: tuple[Any, ...]
    """The values of a closed choice, else empty."""
    common: bool
    """Whether every environment takes it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One term of the default reward."""

    term: str
    kind: str
    weight: float
    per_turn: bool
    """True: the weight is divided by `max_turns`."""

    def __str__(self) -> str:
        return f"{self.term} {self.weight:+g}{'/max_turns' if self.per_turn else ''}"


@dataclass(frozen=True, slots=True)
class Facts:
    """One row of `turnwise list`."""

    id: str
    family: str
    description: str
    terms: tuple[Weight, ...]
    max_turns: int | None
    splits: tuple[str, ...]
    options: tuple[OptionFact, ...]
    variants: tuple[Mapping[str, Any], ...]
    missing: str = ""
    """Why it can't be made here, empty where it can."""

    def document(self) -> dict[str, Any]:
        """The facts as `--json` prints them."""
        return asdict(self)


def describe_environment(row: Row) -> Facts:
    """The facts about one row of the catalog, with its default options."""
    kind: Any = load_env_creator(row.entry_point)
    description = (inspect.getdoc(kind) or "").partition("\n")[0]
    options = options_of(row.entry_point)
    try:
        env: TurnEnv[Any, Any, Any] = kind(**row.kwargs)
    except MissingComponent as error:
        return Facts(row.id, row.family, description, (), None, (), options, row.variants, str(error))
    terms = weights_of(load_scoring(env.scoring), env.reward_options["scale"])
    return Facts(
        row.id, row.family, description, terms, env.limits.max_turns, tuple(env.tasks.splits), options, row.variants
    )


def weights_of(scoring: Scoring, scale: str) -> tuple[Weight, ...]:
    """The terms that a scale pays, in its order."""
    found = []
    for name, weight in scoring.scales[scale].items():
        shared = isinstance(weight, PerTurn)
        found.append(
            Weight(name, scoring.terms[name].kind.value, weight.value if shared else float(weight), shared)  # type: ignore[union-attr, arg-type]
        )
    return tuple(found)


def options_of(entry_point: Any) -> tuple[OptionFact, ...]:
    """The keywords that an environment class takes: its own first, then those that all take."""
    kind = load_env_creator(entry_point) if isinstance(entry_point, str) else entry_point
    creator = kind.__init__ if inspect.isclass(kind) else kind
    hints = get_type_hints(creator)
    own, common = [], False
    for parameter in inspect.signature(kind).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            common = any(is_typeddict(part) for part in get_args(hints.get(parameter.name)))
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            default = REQUIRED if parameter.default is parameter.empty else parameter.default
            choices = _choices(hints.get(parameter.name))
            own.append(OptionFact(parameter.name, default, choices, parameter.name in CommonOptions.__annotations__))
    defaults = inspect.signature(TurnEnv.__init__).parameters
    names = [name for name in CommonOptions.__annotations__ if common and name not in {fact.name for fact in own}]
    return (*own, *(OptionFact(name, defaults[name].default, (), True) for name in names))


def doc_sections(kind: type) -> tuple[tuple[str, str], ...]:
    """(title, Markdown) of each `## ` section of a class docstring, doctests as code blocks; the head's title is ""."""
    titles, bodies = [""], [""]
    for line in (inspect.getdoc(kind) or "").splitlines():
        if line.startswith("## "):
            titles.append(line[3:].strip())
            bodies.append("")
        else:
            bodies[-1] += f"{line}\n"
    return tuple((title, _fence_doctests(body.strip())) for title, body in zip(titles, bodies, strict=True))


def _choices(hint: Any) -> tuple[Any, ...]:
    """The values of `Literal[...]`, also inside of unions."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return tuple(value for part in get_args(hint) for value in _choices(part))
    return ()


def _fence_doctests(text: str) -> str:
    lines, inside = [], False
    for line in text.splitlines():
        if not inside and line.startswith(">>> "):
            lines.append("```pycon")
            inside = True
        elif inside and not line:
            lines.append("```")
            inside = False
        lines.append("" if line == "<BLANKLINE>" else line)
    return "\n".join([*lines, "```"] if inside else lines)
