"""`turnwise bench`: how fast the environments are."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import click
from rich.console import Console

from ..bench import POLICIES, document, machine, measure_environment, measure_startup, print_report
from ..bench.play import Policy
from ..envs.core.errors import UsageError
from ..terminal import FAMILIES, environment_ids, make_environment, options_option

__all__ = ["command"]


@click.command("bench")
@click.option("--family", type=click.Choice(FAMILIES), help="All environments of this family.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="This environment. May be repeated.")
@options_option
@click.option("--policy", type=click.Choice(POLICIES), default="random", show_default=True, help="What is played.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.0, min_open=True),
    default=1.0,
    show_default=True,
    help="Wall time of each timed part.",
)
@click.option("--seed", "-s", type=int, default=0, show_default=True, help="First seed of the episodes.")
@click.option("--vector/--no-vector", default=True, help="Many environments at once, too.")
@click.option("--startup/--no-startup", default=True, help="The time of `import turnwise`, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(
    *,
    family: str | None,
    ids: tuple[str, ...],
    options: dict[str, Any],
    policy: Policy,
    seconds: float,
    seed: int,
    vector: bool,
    startup: bool,
    as_json: bool,
) -> None:
    """Measure resets, turns, verdicts, snapshots, branches and memory of environments; all of the catalog by default.

    Episodes of the policy (random legal actions, the oracle's first action, or half of each) are chosen beforehand
    in another process: no position is met twice because of the measuring. Every call is timed alone, by wall and by
    processor time; rates are medians over five blocks.

    \b
    --json prints one object, schema turnwise/bench/1:
      machine       versions, processors, load_average
      settings      policy, seconds, seed
      import        turnwise_min_ms, turnwise_median_ms, gymnasium_..., numpy_min_ms, bare_min_ms; or null
      environments  a list, for each
        id, options, make_ms, first_reset_ms
        played      policy, episodes, turns, success_rate, mean_return
        reset, turn, turn_without_verdict, verdict
                    calls, per_second, per_cpu_second, mean_us, median_us, p99_us, max_us
        snapshot_restore, restore_observe, branch
                    rounds, min_us, median_us
        memory      episodes, mean_turns, env_bytes, episode_bytes
        vector      a list: envs, workers, info_keys, turns, median_per_second, best_per_second,
                    cpu_share (of this process); random legal actions, whatever the policy
    """  # noqa: D301 - click reads the character \b
    if family is not None and ids:
        raise UsageError("give either --family or --id, not both")
    chosen = ids or environment_ids(family)
    for env_id in chosen:  # all mistakes before the first measurement
        make_environment(env_id, options)[0].close()
    where = machine()
    # Plain lines and no spinner: its thread would take its share of the time that is measured.
    tell = Console(stderr=True, style="dim", highlight=False).print
    reports = []
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        for env_id in chosen:
            tell(f"measuring {env_id} ...")
            reports.append(
                measure_environment(
                    env_id, options, policy=policy, seconds=seconds, seed=seed, vector=vector, executor=executor
                )
            )
    if startup:
        tell("measuring the import ...")
    started = measure_startup() if startup else None
    if as_json:
        settings = {"policy": policy, "seconds": seconds, "seed": seed}
        click.echo(json.dumps(document(reports, started, where, settings), indent=2))
    else:
        print_report(reports, started, where, Console())
