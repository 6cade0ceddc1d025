"""A process for one job: forked from the runner, or a fresh interpreter; put under its limits before anything runs."""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import resource
import signal
import sys
from typing import Any

from . import confine
from .frames import pack_bytes
from .program import CHANNEL, run

NEEDED = {
    "script": ("frames", "script", "program"),
    "callee": ("plain", "frames", "script", "remote", "callee", "program"),
    "judge": ("plain", "frames", "script", "remote", "judge", "program"),
    "session": ("frames", "script", "session", "program"),
    "files": ("frames", "files", "program"),
}
"""The modules that a fresh interpreter has to be given for each program."""

_FRESH = (
    "import marshal,os\n"
    "def take(count):\n"
    "    data=b''\n"
    "    while len(data)<count:\n"
    "        part=os.read(3,count-len(data))\n"
    "        if not part: os._exit(70)\n"
    "        data+=part\n"
    "    return data\n"
    "names,boot=marshal.loads(take(int.from_bytes(take(4),'big')))\n"
    "exec(boot)\n"
)
"""What a fresh interpreter is started with: reads its modules from the channel and runs them."""

_BOOT = (
    "import sys\n"
    "kind=type(sys);package=kind('inside');package.__path__=[];sys.modules['inside']=package\n"
    "for name,code in names:\n"
    "    module=kind('inside.'+name);module.__package__='inside'\n"
    "    sys.modules['inside.'+name]=module;setattr(package,name,module);exec(code,module.__dict__)\n"
    "package.program.run(sys.argv[1])\n"
)


def start(settings: dict[str, Any], program: str, wires: tuple[int, int, int, int], *, fresh: bool) -> int:
    """Starts a child and gives its process id.

    Args:
        settings: `limits`, `workspace` and `modules` of this sandbox.
        program: which of `NEEDED`.
        wires: descriptors for standard input, output, error and the channel.
        fresh: a new interpreter instead of a fork of the runner.

    Raises:
        OSError: no process could be made (too many are there).
    """
    pid = os.fork()
    if pid:
        return pid
    try:
        _wire(wires)
        _limit(settings)
        if fresh:
            os.execv(sys.executable, [sys.executable, "-s", "-c", _FRESH, program])
        gc.unfreeze()
        run(program)
    except BaseException as error:  # a child must never get back into the runner's loop
        with contextlib.suppress(OSError):
            os.write(2, f"sandbox: {type(error).__name__}: {error}\n".encode())
    os._exit(70)


def bundle(program: str, modules: dict[str, Any]) -> bytes:
    """The frame that a fresh interpreter reads first: the compiled modules and what starts them."""
    return pack_bytes(marshal.dumps(([(name, modules[name]) for name in NEEDED[program]], _BOOT)))


def _wire(wires: tuple[int, int, int, int]) -> None:
    """Puts the descriptors where a program expects them and closes all others, the runner's line above all."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in range(1, signal.NSIG):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_IGN)  # as an interpreter does: the call that failed says so instead
    signal.signal(signal.SIGINT, signal.default_int_handler)
    high = [os.dup(descriptor) for descriptor in wires]  # none of them in 0 to 3, which the runner keeps in use
    for place, descriptor in enumerate(high):
        os.dup2(descriptor, place)
    os.closerange(CHANNEL + 1, 1024)


def _limit(settings: dict[str, Any]) -> None:
    confine.set_dumpable(True)
    limits = settings["limits"]
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory runs out, the kernel takes a submission and not the runner
    wanted = {
        resource.RLIMIT_AS: (limits["memory_mb"] + 192) << 20,
        resource.RLIMIT_FSIZE: limits["disk_mb"] << 20,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if settings["own_user"]:
        wanted[resource.RLIMIT_NPROC] = limits["processes"] + 2
    for what, value in wanted.items():
        ceiling = resource.getrlimit(what)[1]
        value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(what, (value, value))
    os.umask(0o022)
    os.chdir(settings["workspace"])
