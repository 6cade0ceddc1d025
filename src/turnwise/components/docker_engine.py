"""A Docker engine: a sandbox for code that agents write."""

import shlex
from pathlib import Path
from typing import ClassVar

from .apt import install_packages
from .base import Report, SetupError, Status
from .machine import Daemon, Machine
from .privileges import as_root
from .probe import Answer, ask
from .python_packages import Package, install_missing, missing

SDK = Package("docker", minimum="7.1")

ATTEMPTS: tuple[tuple[str, ...], ...] = (
    (),
    ("--bridge=none", "--iptables=false"),
    ("--bridge=none", "--iptables=false", "--storage-driver=vfs"),
)
"""Ways to start dockerd by hand, the engine's own defaults first. Machines that are containers themselves
may let no one set up a bridge or mount overlay file systems; turnwise's containers have no network anyway."""

LOCAL_SOCKET = "unix:///var/run/docker.sock"

READY_TRIES = 60
READY_PAUSE = 0.5  # seconds between two tries


class DockerEngine:
    """A running Docker engine, local, and the SDK that talks to it.

    Args:
        machine: Where it is looked for and installed.
    """

    name: ClassVar[str] = "docker"
    title: ClassVar[str] = "Docker engine"
    purpose: ClassVar[str] = "runs the code that agents write in containers (code family)"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def check(self) -> Status:
        """Finds the SDK, and an engine that answers it."""
        if missing(self._machine, (SDK,)):
            there = self._machine.package(SDK.name)
            found = f"the Docker SDK {there} is too old" if there else "the Docker SDK is not installed"
            return Status(False, f"{found} ({SDK.requirement})", "turnwise setup docker")
        engine = self._ask()
        if engine.ok:
            facts = engine.facts
            return Status(True, f"engine {facts['version']}, {facts['driver']}, cgroup v{facts['cgroups']}")
        if self._machine.find("dockerd") is None and self._machine.variable("DOCKER_HOST") in ("", LOCAL_SOCKET):
            return Status(False, "no Docker engine is installed", "turnwise setup docker")
        if _denied(engine):
            return Status(False, "an engine runs; this user may not talk to it", "turnwise setup docker")
        if "FileNotFoundError" in engine.error or "Connection refused" in engine.error:
            return Status(False, "an engine is installed and not running", "turnwise setup docker")
        return Status(False, f"the engine does not answer: {engine.error}", "turnwise setup docker")

    def install(self, report: Report) -> None:
        """Installs the SDK and the engine, and starts the engine.

        Raises:
            SetupError: It can't be installed, or does not start; carries the engine's own words.
        """
        install_missing(self._machine, (SDK,), report)
        engine = self._ask()
        if engine.ok:
            return
        host = self._machine.variable("DOCKER_HOST")
        if host not in ("", LOCAL_SOCKET):
            raise SetupError(
                f"DOCKER_HOST is {host!r}, and no engine answers there ({engine.error}). "
                "Start that engine, or unset DOCKER_HOST to have a local one."
            )
        self._refuse_if_denied(engine)
        if self._machine.find("dockerd") is None:
            install_packages(self._machine, ("docker.io",), report)
        if self._machine.exists("/run/systemd/system"):
            self._start_service(report)
        else:
            self._start_by_hand(report)

    def verify(self) -> str:
        """Runs one tiny program in a container without network, and a Python program in one of turnwise's sandboxes.

        The second pulls or builds the sandboxes' image, so that nobody waits for it later.

        Raises:
            SetupError: The engine does not answer, or a container does not run.
        """
        answer = self._run_container()
        if not answer.ok:
            self._refuse_if_denied(answer)
            raise SetupError(f"The Docker engine can't run a container: {answer.error}", output=answer.output)
        engine = f"engine {answer.facts['version']} ({answer.facts['driver']})"
        if not answer.facts["said"]:
            return f"{engine} answers; no container tried: {answer.facts['note']}"
        sandbox = ask(self._machine, "sandbox_probe", self.name, timeout=900)
        if not sandbox.ok:
            raise SetupError(
                f"The engine works, and turnwise's sandbox does not: {sandbox.error}", output=sandbox.output
            )
        python = f"Python {sandbox.facts['python']} runs in sandboxes of {sandbox.facts['image']}"
        return f"{engine} ran a program in a container without network; it said {answer.facts['said']!r}; {python}"

    def _ask(self) -> Answer:
        return ask(self._machine, "docker_probe", "version", timeout=30)

    def _run_container(self) -> Answer:
        return ask(self._machine, "docker_probe", "run", timeout=120)

    def _refuse_if_denied(self, engine: Answer) -> None:
        if not _denied(engine):
            return
        # Not done here: members of the group can become root, so a person decides.
        raise SetupError(
            "A Docker engine runs, and this user may not talk to it. Members of the group 'docker' may "
            "(which is as much as being root). After this command, log out and in again:",
            command=f"sudo usermod -aG docker {shlex.quote(self._machine.variable('USER') or '$(id -un)')}",
        )

    def _start_service(self, report: Report) -> None:
        command = as_root(self._machine, ("systemctl", "start", "docker"), why="start the Docker engine")
        report.say(f"Starting the Docker engine: {shlex.join(command)}")
        result = self._machine.run(command, timeout=120, on_line=report.line)
        if result.ok and self._wait(None).ok:
            return
        engine = self._ask()
        self._refuse_if_denied(engine)
        raise SetupError(
            f"The service 'docker' does not start, or does not answer: {engine.error}",
            command="systemctl status docker; journalctl -u docker -n 50",
            output=result.output,
        )

    def _start_by_hand(self, report: Report) -> None:
        """Starts dockerd in the plainest way in which a container then runs."""
        program = self._machine.find("dockerd")
        if program is None:
            raise SetupError("The package docker.io is installed, and there is no program 'dockerd'.")
        log = self._log()
        failures: list[str] = []
        for flags in ATTEMPTS:
            by_hand = ("sh", "-c", f"setsid {program} >/var/log/turnwise-dockerd.log 2>&1 </dev/null &")
            command = as_root(self._machine, (program, *flags), why="start the Docker engine", by_hand=by_hand)
            report.say(f"Starting the Docker engine (no systemd here; log: {log}): {shlex.join(command)}")
            daemon = self._machine.start(command, log=log)
            engine = self._wait(daemon)
            self._refuse_if_denied(engine)
            # An engine may start well and fail at the first container: it has to run one to count.
            trial = self._run_container() if engine.ok else engine
            if trial.ok:
                return
            words = _last_words(self._machine, log)
            failures.append("\n  ".join((shlex.join(command), trial.error, *words)))
            # Of a daemon that ended, the client only says that nobody answers.
            report.say(f"That did not work: {trial.error if daemon.running() or not words else words[0]}")
            self._stop(daemon)
        raise SetupError(
            f"The Docker engine is installed and can't run on this machine; {len(ATTEMPTS)} ways were tried. "
            "Machines that are containers themselves often forbid it. turnwise's embedded sandbox needs no engine.",
            output="\n".join(failures),
        )

    def _wait(self, daemon: Daemon | None) -> Answer:
        """The engine's first good answer, or the last bad one when it ended or time is up."""
        engine = self._ask()
        for _ in range(READY_TRIES):
            if engine.ok or _denied(engine) or (daemon is not None and not daemon.running()):
                break
            self._machine.pause(READY_PAUSE)
            engine = self._ask()
        return engine

    def _stop(self, daemon: Daemon) -> None:
        for signal in ("-TERM", "-KILL"):
            if daemon.running():
                kill = as_root(self._machine, ("kill", signal, str(daemon.pid)), why="stop the Docker engine")
                self._machine.run(kill, timeout=10)
            for _ in range(20):
                if not daemon.running():
                    return
                self._machine.pause(0.5)

    def _log(self) -> Path:
        if self._machine.is_root:
            return Path("/var/log/turnwise-dockerd.log")
        state = self._machine.variable("XDG_STATE_HOME") or f"{self._machine.variable('HOME')}/.local/state"
        return Path(state) / "turnwise" / "dockerd.log"


def _denied(engine: Answer) -> bool:
    """True if an engine is there and its socket is closed to this user."""
    return "Permission denied" in engine.error or "PermissionError" in engine.error


def _last_words(machine: Machine, log: Path) -> tuple[str, ...]:
    """The lines of the log that tell why: the errors if any, else the last ones."""
    lines = (machine.read(str(log)) or "").splitlines()
    errors = [line for line in lines if "failed to start daemon" in line or "level=fatal" in line]
    errors += [line for line in lines if "level=error" in line and line not in errors]
    return tuple((errors or lines)[-6:])
