"""The page of one environment at the start of one episode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..envs.core.episode import advance
from ..envs.core.turn_env import TurnEnv
from ..verifiers.scoring import load_scoring
from ..verifiers.verdict import OracleSet
from ..wrappers.reward import RewardSpec, Scorer, scorer_of
from .facts import Weight, doc_sections, options_of, weights_of
from .verdicts import verdict_lines

__all__ = ["actions_text", "environment_page", "oracle_page"]

_SHOWN_ACTIONS = 24
_EXPLAINED_ACTIONS = 3


def environment_page(env: gym.Env[str, str], info: dict[str, Any]) -> RenderableType:
    """Observation, legal actions, rewards, options and documentation of an environment that was just reset."""
    base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # the caller made it
    origin, game = base.episode.origin, base.game
    spec, kind = scorer_of(env).spec, type(base)
    limits = base.limits
    about = Text.assemble(
        (base.spec.id if base.spec else kind.__name__, "bold"),
        f"  split {origin.split}, task {origin.index}{f' ({origin.name})' if origin.name else ''}",
        f", at most {limits.max_turns} turns" if limits.max_turns is not None else ", no turn limit",
        f", at most {limits.max_rejected} rejected in a row" if limits.max_rejected is not None else "",
    )
    parts: list[RenderableType] = [about]
    head, *sections = doc_sections(kind)
    parts += [Text(head[1].partition("\n")[0], style="italic"), Text()]
    # The rules are part of the first observation: shown once, in the same box that the agent gets.
    parts.append(Panel(Text(base.episode.observation), title="first observation", title_align="left"))
    parts.append(actions_text(info["legal"], game.actions))
    parts += [Rule("rewards", align="left"), _terms_text(spec, _weights(base)), _other_scales(base)]
    parts += [Rule("options", align="left"), _options_table(base)]
    for title, body in sections:
        parts += [Rule(title, align="left"), Markdown(body, code_theme="ansi_dark")]
    return Group(*parts)


def oracle_page(env: gym.Env[str, str]) -> RenderableType:
    """What the oracle would do now, and the verdict that its first actions would get."""
    base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # the caller made it
    oracle = load_scoring(base.scoring).oracle
    parts: list[RenderableType] = [Rule("oracle", align="left")]
    if oracle is None:
        return Group(*parts, Text("This environment has no oracle."))
    best, scorer = oracle.actions(base.episode.state), scorer_of(env)
    parts.append(Text(_summary(best)))
    for action in best.actions[:_EXPLAINED_ACTIONS]:
        parts += _explained(base, base.game.format(action), scorer)
    if best.value:
        ranked = sorted(best.value.items(), key=lambda pair: -pair[1])[:_SHOWN_ACTIONS]
        values = ", ".join(f"{base.game.format(action)}: {value:g}" for action, value in ranked)
        parts.append(Text(f"values: {values}", style="dim"))
    return Group(*parts)


def actions_text(legal: Sequence[str], every: Sequence[Any] = ()) -> Text:
    """The legal actions on one line, cut after a few dozen."""
    if not legal:
        return Text("No legal actions can be listed: actions are open text.", style="dim")
    shown = ", ".join(legal[:_SHOWN_ACTIONS])
    more = f" ... and {len(legal) - _SHOWN_ACTIONS} more" if len(legal) > _SHOWN_ACTIONS else ""
    of = f" of {len(every)}" if every else ""
    return Text.assemble((f"{len(legal)}{of} legal actions: ", "bold"), shown, (more, "dim"))


def _weights(base: TurnEnv[Any, Any, Any]) -> dict[str, Weight]:
    """The weights of the scale by term, where the environment pays a scale and no terms of the caller's."""
    if base.reward_options["terms"] is not None:
        return {}
    return {weight.term: weight for weight in weights_of(load_scoring(base.scoring), base.reward_options["scale"])}


def _summary(best: OracleSet[Any]) -> str:
    if not best.actions:
        return "No action helps any more." if best.exact else "The oracle ran out of budget and names no action."
    notes = [f"{len(best.actions)} best action{'s' if len(best.actions) > 1 else ''}"]
    notes.append("exact" if best.exact else "not exact: the budget ran out")
    if not best.informative:
        notes.append("every legal action is among them")
    if best.distance is not None:
        notes.append(f"{best.distance} turns to the goal")
    if best.budget_used:
        notes.append(f"budget used: {best.budget_used}")
    return "; ".join(notes) + "."


def _explained(base: TurnEnv[Any, Any, Any], text: str, scorer: Scorer) -> list[RenderableType]:
    after = advance(base.game, base.episode, text, base.limits)
    lines = verdict_lines(scorer(after.turns[-1].transition))
    return [Text.assemble(("> ", "dim"), (text, "bold green")), *lines]


def _terms_text(spec: RewardSpec, weights: dict[str, Weight]) -> Text:
    text = Text()
    for term in spec.terms:
        weight = weights.get(term.name)
        shown = f"{weight.weight:+g}/max_turns" if weight is not None and weight.per_turn else f"{term.weight:+g}"
        bounds = f"{term.low + 0.0:+.4g} to {term.high + 0.0:+.4g} a turn"
        text.append(f"{term.name:12}", "bold").append(f"{term.kind.value:9}weight {shown:14} {bounds}\n")
        text.append(f"{'':12}{term.description}\n", "dim")
    return text.append(f'scale "{spec.scale}": {spec.low + 0.0:+.4g} to {spec.high + 0.0:+.4g} a turn')


def _other_scales(base: TurnEnv[Any, Any, Any]) -> Text:
    scoring = load_scoring(base.scoring)
    lines = [
        f'scale "{name}": {", ".join(map(str, weights_of(scoring, name)))}'
        for name in scoring.scales
        if name != base.reward_options["scale"]
    ]
    paid = scoring.scales.get(base.reward_options["scale"], {})
    if extra := [name for name in scoring.terms if name not in paid]:
        lines.append(f"further terms: {', '.join(extra)}")
    return Text("\n".join(lines), style="dim")


def _options_table(base: TurnEnv[Any, Any, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    # Families set some common defaults themselves: what holds here says more than the base class's value.
    now = {"split": base.split, "max_turns": base.limits.max_turns, "max_rejected": base.limits.max_rejected}
    for option in options_of(type(base)):
        choices = f"one of {', '.join(map(repr, option.choices))}; " if option.choices else ""
        note = f"here {now[option.name]!r}" if option.name in now else f"default {option.default!r}"
        table.add_row(option.name, choices + note, style="dim" if option.common else "")
    return table
