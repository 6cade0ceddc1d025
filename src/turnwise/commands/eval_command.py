"""`turnwise eval`: agents on environments, with a table, the episodes and a report."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from ..agents import AGENTS, EndpointOptions, canonical_name, needs_expert, needs_oracle, plays
from ..agents.endpoint_options import DEFAULT_URL
from ..envs.catalog import CATALOG
from ..envs.core.errors import MissingComponent, TaskError, UsageError
from ..report import REPORT, write_report
from ..rollout import Job, Measures, Plan, RunStore, evaluate, load_run, measure
from ..rollout.plan import HELD_OUT, split_of
from ..rollout.runner import Played
from ..terminal import environment_ids, make_environment, options_option
from ..terminal.arguments import read_values
from ..verifiers.scoring import load_scoring
from .eval_table import as_data, print_measures
from .unprotected import plain_processes

__all__ = ["command"]

NOT_MEASURED = 3
"""Exit status: the run is complete, but some episodes could not be measured."""

_DEFAULT_AGENTS = "random,iterative,greedy,oracle,noisy-oracle"
_DEAR_EPISODES = 5  # where a turn runs a container or a browser, unless a number or the environment is asked for
_PIPE_WIDTH = 120  # of tables that go to a file
_MOST_WORKERS = 8  # unless more are asked for

_HELP = f"""Let agents play environments; print a table, keep every episode and write an HTML report.

Plays all environments of the catalog if no ID is given. Every agent meets the same tasks and the same luck, so the
same command gives the same numbers, whatever the number of workers. Stop it whenever you like: the same command
goes on where it stopped.

\b
Agents:
{os.linesep.join(f"  {name:13} {text}" for name, text in AGENTS.items())}

The oracle's players and greedy see the answer key; they show what the rewards say, and are no baselines for models.
greedy tries at most 128 listed actions a turn.

A model is asked at BASE-URL/chat/completions with the key in OPENAI_API_KEY, if there is one. If its endpoint fails,
the episode is not measured: it counts in no mean, and the same command tries it again.

Exit status: 0, or {NOT_MEASURED} if some episodes were not measured, 2 for wrong arguments, 130 if stopped, 1 if an
environment or a worker crashed (what was finished is kept).
"""


@click.command("eval", help=_HELP)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--agents", "-a", help=f"Names with commas.  [default: {_DEFAULT_AGENTS}; with --model also the model]")
@click.option(
    "--episodes",
    "-n",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help=f"For each agent. Without it, all ids play {_DEAR_EPISODES} where turns run a container or browser.",
)
@click.option(
    "--split",
    default=HELD_OUT,
    show_default=True,
    help="Split of the tasks, 0, 1, 2 ... of it; held-out: the one that each environment keeps for evaluations.",
)
@click.option("--seed", "-s", type=int, default=0, show_default=True, help="Seed of the agents and of the dynamics.")
@options_option
@click.option(
    "--workers", "-w", type=click.IntRange(min=1), help=f"Processes.  [default: cores, at most {_MOST_WORKERS}]"
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run.  [default: runs/NAME-OF-THE-OPTIONS]")
@click.option("--fresh", is_flag=True, help="Start over; an old run in the folder is moved aside.")
@click.option("--model", help="Model for the agent `model`.")
@click.option("--base-url", default=DEFAULT_URL, show_default=True, help="Its endpoint, OpenAI-compatible.")
@click.option("--history", type=click.IntRange(min=0), help="Earlier turns sent to it.  [default: all]")
@click.option(
    "--model-option",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=read_values,
    help="A further field of its requests, such as temperature=0. May be repeated.",
)
@click.option("--attempts", type=click.IntRange(min=1), default=5, show_default=True, help="Tries of one request.")
@click.option("--no-report", is_flag=True, help="Write no HTML report.")
@click.option("--json", "as_json", is_flag=True, help="Print the measures as JSON instead of a table.")
@click.pass_context
def command(
    context: click.Context,
    *,
    ids: tuple[str, ...],
    agents: str | None,
    episodes: int,
    split: str,
    seed: int,
    options: Mapping[str, Any],
    workers: int | None,
    out: Path | None,
    fresh: bool,
    model: str | None,
    base_url: str,
    history: int | None,
    parameters: Mapping[str, Any],
    attempts: int,
    no_report: bool,
    as_json: bool,
) -> None:
    """See `_HELP`."""
    console, notes = Console(), Console(stderr=True)
    if not console.is_terminal:
        console = Console(width=_PIPE_WIDTH)
    names = _agent_names(agents, model)
    endpoint = None
    if any(name.startswith("model:") for name in names):
        endpoint = EndpointOptions(base_url, history, dict(parameters), attempts)
    if endpoint is None and "data" not in options:
        context.with_resource(plain_processes(ids, notes))
    known = _look_at(ids, options, split, names, notes)
    strange = _strangers(known, names, asked=agents is not None)
    names = tuple([name for name in names if not all((env_id, name) in strange for env_id in known)])
    plan = Plan(tuple(known), names, episodes, split, seed, dict(options), endpoint)
    counts = {env_id: its.tasks for env_id, its in known.items()}
    if not ids and context.get_parameter_source("episodes") is ParameterSource.DEFAULT:
        counts |= {row.id: min(_DEAR_EPISODES, episodes) for row in CATALOG if row.dear and row.id in counts}
    jobs = plan.jobs(counts, strange | _unable(known, names, notes))
    folder = out or Path("runs") / plan.name
    with RunStore(folder, plan, fresh=fresh, tell=lambda text: notes.print(Text(text, style="yellow"))) as store:
        try:
            _play(store, jobs, workers or _cores(), notes)
        except KeyboardInterrupt:
            finished = sum(store.is_finished(job) for job in jobs)
            text = f"Stopped: {finished} of {len(jobs)} episodes are in {folder}. The same command goes on from there."
            notes.print(Text(text, style="yellow"))
            context.exit(130)
    groups = _measured(folder) if no_report else write_report(folder)[1]
    if as_json:
        report = None if no_report else str(folder / REPORT)
        click.echo(
            json.dumps({"run": str(folder), "report": report, "measures": [as_data(g) for g in groups]}, indent=2)
        )
    else:
        print_measures(groups, folder, console, report=not no_report)
    if any(group.not_measured for group in groups):
        _tell_not_measured(folder, notes)
        context.exit(NOT_MEASURED)


def _agent_names(text: str | None, model: str | None) -> tuple[str, ...]:
    if text is None:
        text = f"{_DEFAULT_AGENTS},model" if model else _DEFAULT_AGENTS
    return tuple(canonical_name(name.strip(), model or "") for name in text.split(",") if name.strip())


class _Known(NamedTuple):
    """What matters of an environment before it is played."""

    tasks: int | None
    """Tasks in the split."""
    oracle: bool
    expert: bool
    strangers: frozenset[str]
    """Agents that are made for other families."""


def _look_at(
    ids: Sequence[str], options: Mapping[str, Any], split: str, agents: Sequence[str], notes: Console
) -> dict[str, _Known]:
    """The environments that are asked for. Of the whole catalog, what this machine can't run is left out."""
    known: dict[str, _Known] = {}
    for env_id in ids or environment_ids():
        try:
            env, base = make_environment(env_id, options)
        except MissingComponent as error:
            if ids:
                raise
            notes.print(Text(f"{env_id} is left out: {error}", style="yellow"))
            continue
        own = split_of(base.tasks, split)
        if own not in base.tasks.splits:
            raise TaskError(f"{env_id}: split must be one of {[HELD_OUT, *base.tasks.splits]}, got {split!r}")
        scoring = load_scoring(base.scoring)
        strangers = frozenset(agent for agent in agents if not plays(agent, base))
        count = base.tasks.count(own)
        known[env_id] = _Known(count, scoring.oracle is not None, scoring.expert is not None, strangers)
        env.close()
    return known


def _unable(known: Mapping[str, _Known], agents: Sequence[str], notes: Console) -> frozenset[tuple[str, str]]:
    """The (id, agent) pairs that can't play, with a word about each environment.

    Raises:
        UsageError: none can.
    """
    unable = {
        (env_id, agent)
        for env_id, its in known.items()
        for agent in agents
        if (needs_oracle(agent) and not its.oracle) or (needs_expert(agent) and not its.expert)
    }
    if len(unable) == len(known) * len(agents):
        raise UsageError(f"{', '.join(known)}: {_lack(agents)} there, so {', '.join(agents)} can't play; add --agents")
    for env_id in known:
        if asking := [agent for agent in agents if (env_id, agent) in unable]:
            notes.print(Text(f"{env_id} has {_lack(asking)}: {', '.join(asking)} left out there.", style="bold yellow"))
    return frozenset(unable)


def _lack(agents: Sequence[str]) -> str:
    return " and ".join([f"no {what}" for what, needs in _NEEDS.items() if any(needs(agent) for agent in agents)])


_NEEDS = {"oracle": needs_oracle, "expert": needs_expert}


def _strangers(known: Mapping[str, _Known], agents: Sequence[str], *, asked: bool) -> frozenset[tuple[str, str]]:
    """The (id, agent) pairs where the agent is made for another family; of the default ones nobody needs a word.

    Raises:
        UsageError: an agent that was asked for can play none of the environments.
    """
    for agent in agents if asked else ():
        if all(agent in one.strangers for one in known.values()):
            raise UsageError(f"the agent {agent!r} plays none of {', '.join(known)}; it is made for another family")
    return frozenset((env_id, agent) for env_id, one in known.items() for agent in one.strangers)


def _cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)


def _play(store: RunStore, jobs: Sequence[Job], workers: int, notes: Console) -> None:
    """Plays what is left, with one bar for each environment; lines instead of bars where there is no terminal."""
    per_env = {env_id: list(group) for env_id, group in groupby(jobs, lambda job: job.env_id)}
    done = {env_id: sum(store.is_finished(job) for job in group) for env_id, group in per_env.items()}
    if already := sum(done.values()):
        notes.print(Text(f"{already} of {len(jobs)} episodes are in {store.folder} already.", style="dim"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, TextColumn("{task.fields[agent]}", style="dim"), console=notes, disable=not notes.is_terminal
    ) as bars:
        tasks: dict[str, TaskID] = {
            env_id: bars.add_task(_short(env_id), total=len(group), completed=done[env_id], agent="", start=False)
            for env_id, group in per_env.items()
        }

        def on_played(played: Played) -> None:
            env_id = played.job.env_id
            done[env_id] += 1
            bars.start_task(tasks[env_id])
            finished = done[env_id] >= len(per_env[env_id])
            bars.update(tasks[env_id], completed=done[env_id], agent="" if finished else played.job.agent)
            if finished and not notes.is_terminal:
                notes.print(Text(f"{_short(env_id)}: {done[env_id]} episodes"))

        evaluate(store, jobs, workers=workers, on_played=on_played)


def _measured(folder: Path) -> list[Measures]:
    groups = groupby(load_run(folder), lambda record: (record.job.env_id, record.job.agent))
    return [measure(env_id, agent, records) for (env_id, agent), records in groups]


def _tell_not_measured(folder: Path, notes: Console) -> None:
    problems: dict[str, int] = {}
    for record in load_run(folder):
        if record.problem:
            problems[record.problem] = problems.get(record.problem, 0) + 1
    count = sum(problems.values())
    text = Text(f"{count} episode{'s' if count > 1 else ''} not measured, so in no mean:", style="bold yellow")
    for problem, times in sorted(problems.items(), key=lambda item: -item[1])[:3]:
        text.append(f"\n  {times} x {problem}", style="yellow")
    notes.print(text.append("\nThe same command tries them again."), soft_wrap=True)


def _short(env_id: str) -> str:
    return env_id.rpartition("/")[2]
