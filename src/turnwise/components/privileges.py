"""Commands that need root: run as they are, through sudo without a password, or by a person."""

import shlex
from collections.abc import Sequence

from .base import SetupError
from .machine import Machine


def as_root(machine: Machine, command: Sequence[str], *, why: str, by_hand: Sequence[str] = ()) -> tuple[str, ...]:
    """The command as this user can run it with root's rights.

    Args:
        machine: Where it will run.
        command: Program and arguments.
        why: Completes "root's rights are needed to ...".
        by_hand: What a person should type instead, without sudo; the command itself if empty.

    Raises:
        SetupError: Not root, and sudo is missing or wants a password; carries the command to type.
    """
    if machine.is_root:
        return tuple(command)
    if machine.find("sudo") and machine.run(("sudo", "-n", "true"), timeout=10).ok:
        return ("sudo", "-n", *command)
    raise SetupError(
        f"Root's rights are needed to {why}, and sudo is missing here or wants a password.",
        command=shlex.join(("sudo", *(by_hand or command))),
    )
