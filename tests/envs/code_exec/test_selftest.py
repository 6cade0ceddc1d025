"""The self-test: what holds is called so, and whatever gets through is not."""

import json

import pytest
from click.testing import CliRunner

from turnwise.commands.sandbox_command import command
from turnwise.envs.code_exec.selftest import ATTACKS, HACKS, Attack, Hack, check

QUICK = (
    "fork bomb",
    "memory bit by bit",
    "a folder deeper than any path",
    "children that outlive it",
    "files outside the workspace",
    "takes the runner's limits away",
    "kills the runner",
    "sockets that no network namespace confines",
    "calls of the kernel with a history of holes",
    "leaves a module for the next interpreter",
)
QUICK_HACKS = ("an object that equals everything", "forged answers on every descriptor", "os._exit(0) when loaded")


def test_the_worst_attacks_and_hacks_are_contained(backend: str) -> None:
    attacks = [attack for attack in ATTACKS if attack.name in QUICK]
    hacks = [hack for hack in HACKS if hack.name in QUICK_HACKS]
    assert (len(attacks), len(hacks)) == (len(QUICK), len(QUICK_HACKS))
    findings = list(check(backend, attacks=attacks, hacks=hacks))  # type: ignore[arg-type]
    assert [finding for finding in findings if not finding.contained] == []
    assert len(findings) > len(attacks) + 2 * len(hacks)


@pytest.mark.slow
def test_all_attacks_and_hacks_are_contained(backend: str) -> None:
    assert [finding for finding in check(backend) if not finding.contained] == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "attack",
    [
        Attack("prints it", "print('ESCAPED')"),
        Attack("ends otherwise", "import os; os.abort()", frozenset()),
    ],
    ids=["got through", "ended otherwise"],
)
def test_an_attack_that_gets_through_is_told(backend: str, attack: Attack) -> None:
    first = next(iter(check(backend, attacks=[attack], hacks=())))  # type: ignore[arg-type]
    assert not first.contained


def test_a_hack_that_passes_is_told(backend: str) -> None:
    right = Hack("no hack at all", "def mix(x): return {3: 728_113, 5: 190_427, 8: 555_901}[x]")
    findings = [finding for finding in check(backend, attacks=(), hacks=[right]) if finding.kind == "hack"]  # type: ignore[arg-type]
    assert [finding.name for finding in findings if not finding.contained] == [
        "no hack at all (compared calls)",
        "no hack at all (original test code)",
    ]
    assert {finding.how for finding in findings if not finding.contained} == {"passed a test"}


def test_plain_processes_are_never_called_safe() -> None:
    result = CliRunner().invoke(command, ["check", "--backend", "subprocess", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"backend": "subprocess", "safe": False, "findings": []}
