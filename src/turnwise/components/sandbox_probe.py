"""Has a sandbox run a program: `python -m ... docker|bubblewrap`. For Docker this pulls or builds its image."""

import sys
from typing import Any

from turnwise.envs.code_exec import Failure, SandboxUnavailable, open_sandbox

from .probe import answer


def main(backend: Any) -> None:
    """Prints what ran and where, as one line for the caller."""
    try:
        with open_sandbox(backend) as box:
            ran = box.run("print(6 * 7)", fresh=True)
    except SandboxUnavailable as error:
        answer({"error": str(error)})
        return
    if isinstance(ran, Failure):
        answer({"error": ran.reason})
    elif ran.stdout != "42\n":
        answer({"error": f"the program should have printed 42: {ran}"})
    else:
        answer({"said": ran.stdout.strip(), "python": box.facts["python"], "image": box.facts["image"]})


if __name__ == "__main__":
    main(sys.argv[1])
