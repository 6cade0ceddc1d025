"""How good a turn was: pure functions of a transition."""

from .scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term, load_scoring
from .verdict import Label, Oracle, OracleSet, Verdict, Verifier, pending

__all__ = [
    "Kind",
    "Label",
    "Oracle",
    "OracleSet",
    "OutcomeVerifier",
    "PerTurn",
    "Scoring",
    "Term",
    "Verdict",
    "Verifier",
    "load_scoring",
    "pending",
]
