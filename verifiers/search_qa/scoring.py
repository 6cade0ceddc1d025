"""The reward terms of search QA and their scales."""

from __future__ import annotations

from ..scoring import Kind, PerTurn, Scoring, Term
from .credits import InForage, SearchR1, SmartSearch, StepSearch, WaypointCoverage
from .evidence import Evidence
from .oracle import SearchOracle, guarantee
from .outcome import AnswerQuality, SearchOutcome
from .queries import QueryQuality

__all__ = ["SCORING"]

_ORACLE, _EVIDENCE, _QUERY, _ANSWER = SearchOracle(), Evidence(), QueryQuality(), AnswerQuality()
_PROCESS, _OUTCOME = Kind.PROCESS, Kind.OUTCOME

SCORING = Scoring(
    terms={
        "outcome": Term(SearchOutcome(), _OUTCOME, description="1 right answer, -1 wrong or none"),
        "progress": Term(_ORACLE, _PROCESS, "progress", -1.0, 1.0, "change of the closeness to a supported answer"),
        "regret": Term(_ORACLE, _PROCESS, "regret", 0.0, 1.0, "turns wasted, as a share of the shortest way"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
        "optimal": Term(_ORACLE, _PROCESS, "optimal", 0.0, 1.0, "a shortest way has such a turn"),
        "oracle": Term(_ORACLE, _PROCESS, description="the oracle's score of the turn"),
        "premature": Term(_ORACLE, _PROCESS, "premature", 0.0, 1.0, "an answer before all evidence was shown: a guess"),
        "overdue": Term(_ORACLE, Kind.COST, "overdue", 0.0, 1.0, "looking on after all evidence was shown"),
        "coverage": Term(_EVIDENCE, _PROCESS, "coverage_gain", 0.0, 1.0, "gain in facts whose chain was shown"),
        "recall": Term(_EVIDENCE, _PROCESS, "recall_gain", 0.0, 1.0, "gain in facts that were shown"),
        "precision": Term(_EVIDENCE, _PROCESS, "precision", 0.0, 1.0, "share of listed documents that are needed"),
        "wasted": Term(_EVIDENCE, Kind.COST, "wasted", 0.0, 1.0, "opened a part that shows no new fact"),
        "rank": Term(_QUERY, _PROCESS, "rank", 0.0, 1.0, "how high the next page ranks for the query"),
        "answerable": Term(_QUERY, _PROCESS, "answerable", 0.0, 1.0, "the query's ranking holds a missing page"),
        "novelty": Term(_QUERY, _PROCESS, "novelty", 0.0, 1.0, "how far the query is from earlier ones"),
        "redundancy": Term(_QUERY, Kind.COST, "redundancy", 0.0, 1.0, "share of documents listed before"),
        "em": Term(_ANSWER, _OUTCOME, "em", 0.0, 1.0, "exact match of the answer"),
        "f1": Term(_ANSWER, _OUTCOME, "f1", 0.0, 1.0, "F1 of the answer's words"),
        "cover": Term(_ANSWER, _OUTCOME, "cover", 0.0, 1.0, "a right answer stands in the answer"),
        "grounded": Term(_ANSWER, _OUTCOME, "grounded", 0.0, 1.0, "right, with all evidence shown"),
        "search_r1": Term(SearchR1(), _OUTCOME, low=0.0, description="Search-R1: exact match"),
        "inforage": Term(InForage(), _OUTCOME, low=0.0, high=1.2, description="InForage, by ids"),
        "smartsearch": Term(SmartSearch(), _OUTCOME, low=0.0, description="SmartSearch, without a judge"),
        "stepsearch": Term(StepSearch(), _PROCESS, description="StepSearch, by ids"),
        "waypoints": Term(WaypointCoverage(), _PROCESS, low=0.0, description="waypoint coverage, in order"),
        "waypoints_any_order": Term(
            WaypointCoverage(ordered=False), _PROCESS, low=0.0, description="waypoint coverage, in any order"
        ),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "search_r1": {"search_r1": 1.0, "outcome": 0.0},  # info["success"] is the outcome's, so it must be judged
        "inforage": {"inforage": 1.0, "outcome": 0.0},
        "smartsearch": {"smartsearch": 1.0, "outcome": 0.0},
        "stepsearch": {"stepsearch": 1.0, "outcome": 0.0},
        "waypoints": {"waypoints": 1.0, "outcome": 0.0},
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
