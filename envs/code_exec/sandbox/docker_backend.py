"""Sandboxes as Docker containers, each with every restriction that the engine can put on one."""

from __future__ import annotations

import atexit
import contextlib
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .backend import ENVIRONMENT, Started, settings
from .docker_image import Image, resolve
from .errors import Broken, SandboxUnavailable
from .limits import Limits
from .line import BOOT, Line
from .owner import LABEL, is_dead, mark

__all__ = ["DockerBackend"]

_HELLO = 60.0
"""Seconds for a new container's runner; a loaded engine takes some."""
_ENGINE = 60.0
"""Seconds for one request to the engine."""


@dataclass(frozen=True, slots=True)
class DockerBackend:
    """Containers of a Docker engine.

    Attributes:
        limits: what programs may use.
        image: an image with a `python3` of 3.9 or newer; None for `python:3.x-slim` if there is one, else an image
            made of this machine's own Python.
        runtime: an OCI runtime of the engine's, such as "runsc" for gVisor; None for the engine's default.
        shell: whether the image has to have a shell.
    """

    limits: Limits
    image: str | None = None
    runtime: str | None = None
    shell: bool = False

    @property
    def name(self) -> str:
        """What `open_sandbox` calls it."""
        return "docker"

    def check(self) -> None:
        """Finds the SDK, an engine that answers, and an image.

        Raises:
            SandboxUnavailable: one of them is missing; says how to get it.
        """
        try:
            import docker  # noqa: F401
        except ImportError as error:
            raise SandboxUnavailable(
                "the Docker sandbox needs the Docker SDK: pip install 'turnwise[code]', or turnwise setup docker"
            ) from error
        try:
            with _engine() as client:
                self._image(client)
        except Broken as error:
            raise SandboxUnavailable(f"{error.failure.reason}. Try: turnwise setup docker") from error

    def start(self) -> Started:
        """A new container whose runner said hello.

        Raises:
            Broken: the engine does not answer, or no container can be made.
        """
        with _engine() as client:
            image = self._image(client)
            _sweep(client)
            container = self._create(client, image)
            destroy = _Destroyer(container)
            try:
                connection = client.api.attach_socket(container, {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
                line = _line(connection)
                client.api.start(container)
                hello = line.hello(settings(self.limits), _HELLO)
            except BaseException:
                destroy()
                raise
        facts = {
            "backend": self.name,
            "image": image.name,
            "image_id": image.id,
            "python": hello["python"],
            "runtime": self.runtime or "default",
            "user": str(hello["user"]),
            "filter": hello["unfiltered"] or "on",
        }

        def end() -> None:
            line.close()
            destroy()

        return Started(line, facts, end, destroy.why)

    def count(self) -> int:
        """How many containers of this process exist."""
        with _engine() as client:
            return len(client.api.containers(all=True, filters={"label": f"{LABEL}={mark()}"}))

    def _image(self, client: Any) -> Image:
        return resolve(client, self.image, tools=self.shell)

    def _create(self, client: Any, image: Image) -> str:
        user = random.SystemRandom().randrange(100_000, 1 << 30)  # of its own: the kernel counts some things by user
        limits, disk = self.limits, int(self.limits.disk_mb)
        mount = f"rw,nosuid,nodev,noexec,size={disk}m,nr_inodes={int(limits.files)},uid={user},gid={user},mode=0700"
        # Besides what programs may use: files in memory, and the runner itself.
        memory = (int(limits.memory_mb) + 2 * disk + 64) << 20
        api = client.api
        host = api.create_host_config(
            network_mode="none",
            read_only=True,
            tmpfs={"/work": mount, "/tmp": mount, "/dev/shm": f"{mount.replace(f'size={disk}m', 'size=16m')}"},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges:true"],
            mem_limit=memory,
            memswap_limit=memory,
            nano_cpus=int(limits.cpus * 1e9),
            pids_limit=int(limits.processes) + 2,
            oom_score_adj=500,
            ipc_mode="private",
            ulimits=[{"Name": "core", "Soft": 0, "Hard": 0}, {"Name": "msgqueue", "Soft": 0, "Hard": 0}],
            log_config={"Type": "none"},
            runtime=self.runtime,
            auto_remove=True,  # also where this process is killed: the line ends, so does the runner, so does it
        )
        config = api.create_container_config(
            image.id,
            [],
            entrypoint=["python3", "-s", "-c", BOOT],
            user=f"{user}:{user}",
            working_dir="/",
            hostname="sandbox",
            environment=ENVIRONMENT,
            labels={LABEL: mark()},
            stdin_open=True,
            healthcheck={"test": ["NONE"]},
            host_config=host,
        )
        config["StdinOnce"] = True
        container: str = api.create_container_from_config(config)["Id"]
        return container


class _Destroyer:
    """Removes a container once, however often it is called and whatever the engine says.

    Args:
        container: its id.
    """

    def __init__(self, container: str) -> None:
        self._container = container
        self._process = os.getpid()
        self._done = False

    def __call__(self) -> None:
        if self._done or self._process != os.getpid():  # a fork's child leaves its parent's containers alone
            return
        self._done = True
        from docker.errors import APIError, NotFound

        try:
            with _engine() as client:
                try:
                    client.api.remove_container(self._container, force=True, v=True)
                except NotFound:
                    return
                except APIError as error:
                    if error.status_code != 409:  # it is being removed already
                        raise
        except Broken:
            self._done = False  # its line is closed, so that it ends by itself when the engine is back

    def why(self) -> str:
        """What the engine knows about the container's end."""
        try:
            with _engine() as client:
                state = client.api.inspect_container(self._container)["State"]
        except Broken as error:
            return error.failure.reason
        return f"container {state['Status']}, exit status {state['ExitCode']}, out of memory: {state['OOMKilled']}"


def _line(connection: Any) -> Line:
    """The line over what `attach_socket` gave: a socket wrapped once or not, by the way to the engine."""

    def hang_up() -> None:
        response = getattr(connection, "_response", None)
        if response is not None:
            response.close()
        connection.close()

    return Line(getattr(connection, "_sock", connection), multiplexed=True, hang_up=hang_up)


_idle: list[Any] = []
_swept: set[int] = set()


@contextlib.contextmanager
def _engine() -> Iterator[Any]:
    """A client of the engine that nobody else uses meanwhile; what the SDK raises becomes `Broken`.

    Clients are kept for the next: making one takes a request of its own.
    """
    import docker
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    client = None
    try:
        try:
            client = _idle.pop()
        except IndexError:
            client = docker.from_env(timeout=_ENGINE)
        yield client
    except (DockerException, RequestException, OSError) as error:
        text = " ".join(str(error).split())[:500]
        kind = "disk" if "no space left" in text.lower() else "engine"
        raise Broken(kind, f"the Docker engine failed: {text}") from error
    finally:
        if client is not None:
            _idle.append(client)


def _hang_up() -> None:
    """Closes this process's idle connections; a fork's child closes its copies of its parent's."""
    while _idle:
        _idle.pop().close()


atexit.register(_hang_up)
os.register_at_fork(after_in_child=_hang_up)


def _sweep(client: Any) -> None:
    """Removes containers whose owners are gone; once a process."""
    if os.getpid() in _swept:
        return
    _swept.add(os.getpid())
    for container in client.api.containers(all=True, filters={"label": LABEL}):
        if is_dead(container["Labels"][LABEL]):
            _Destroyer(container["Id"])()
