"""How a reward and the verdicts behind it look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from ..verifiers.verdict import Label, Verdict
from ..wrappers.reward import RewardRecord

__all__ = ["terms_text", "verdict_lines"]

_STYLES = {
    Label.SOLVED: "bold green",
    Label.OPTIMAL: "green",
    Label.PROGRESS: "green",
    Label.NEUTRAL: "cyan",
    Label.SETBACK: "yellow",
    Label.FATAL: "bold red",
    Label.REJECTED: "magenta",
    Label.FAILED: "red",
    Label.PENDING: "dim",
}


def verdict_lines(record: RewardRecord) -> list[Text]:
    """One line for each verdict that judged something, then the reward and its terms."""
    lines = [_verdict_text(verdict) for verdict in _distinct(record.verdicts) if verdict.label is not Label.PENDING]
    reward = Text.assemble(("  reward ", "dim"), (f"{record.total:+.4g}", "bold"), ("  ", ""))
    lines.append(reward.append_text(terms_text(record.terms)))
    if record.unmeasured:
        lines.append(Text(f"  not measured: {', '.join(record.unmeasured)}", style="bold yellow"))
    return lines


def terms_text(terms: Mapping[str, float]) -> Text:
    """`outcome +1, regret -0.08`: the terms that paid something, or that none did."""
    paid = ", ".join(f"{name} {value:+.4g}" for name, value in terms.items() if value)
    return Text(f"({paid or 'no term paid'})", style="dim")


def _verdict_text(verdict: Verdict) -> Text:
    said = verdict.recoverable or verdict.label in (Label.FATAL, Label.FAILED)
    notes = "" if said else " The goal is out of reach."
    if verdict.degraded:
        notes += " Not exact: the oracle ran out of budget."
    return Text.assemble("  ", (f"{verdict.label.value:9}", _STYLES[verdict.label]), verdict.reason, (notes, "dim"))


def _distinct(verdicts: Mapping[str, Verdict]) -> list[Verdict]:
    """Each verdict once: terms of one verifier share theirs."""
    seen: dict[int, Verdict] = {id(verdict): verdict for verdict in verdicts.values()}
    return list(seen.values())
