"""Evaluations: agents on environments, kept in a folder that survives being killed."""

from .evaluate import Progress, evaluate
from .measures import Interval, Measures, measure, t_interval, wilson_interval
from .plan import Job, Plan
from .play import Rollout, TurnScore, run_episode
from .record import Record, record_from_json, record_to_json
from .runner import Runner
from .store import RunStore, load_run, read_plan

__all__ = [
    "Interval",
    "Job",
    "Measures",
    "Plan",
    "Progress",
    "Record",
    "Rollout",
    "RunStore",
    "Runner",
    "TurnScore",
    "evaluate",
    "load_run",
    "measure",
    "read_plan",
    "record_from_json",
    "record_to_json",
    "run_episode",
    "t_interval",
    "wilson_interval",
]
