"""Asks a Docker engine for its version, or has it run a container: `python -m ... version|run`."""

import sys
from typing import Any

from .hello import GREETING, SUPPORTED, root_file_system
from .probe import answer

IMAGE = "turnwise-setup-check"


def version() -> dict[str, str]:
    """The engine's version and storage, as the Docker SDK gets them."""
    import docker

    client = docker.from_env(timeout=15)
    try:
        engine, info = client.version(), client.info()
        return {
            "version": engine["Version"],
            "machine": info["Architecture"],
            "driver": info["Driver"],
            "cgroups": info.get("CgroupVersion", "1"),
        }
    finally:
        client.close()


def run() -> dict[str, str]:
    """The version, and what a program said that ran in a container without network."""
    import docker

    facts = version()
    if facts["machine"] not in SUPPORTED:
        return facts | {"said": "", "note": f"no test program for {facts['machine']}"}
    client = docker.from_env(timeout=30)
    try:
        archive = root_file_system(facts["machine"])
        client.api.import_image_from_data(archive, repository=IMAGE, tag="latest", changes=['CMD ["/hello"]'])
        try:
            said = _output(client)
        finally:
            client.images.remove(f"{IMAGE}:latest", force=True)
    finally:
        client.close()
    if said != GREETING:
        return {"error": f"the container should have printed {GREETING!r}, and printed {said!r}"}
    return facts | {"said": said.decode().strip()}


def _output(client: Any) -> bytes:
    """What the image's program printed, in a container that is gone afterwards whatever happened."""
    container = client.containers.create(
        f"{IMAGE}:latest", ["/hello"], network_mode="none", read_only=True, cap_drop=["ALL"]
    )
    try:
        container.start()
        container.wait(timeout=30)
        output: bytes = container.logs()
        return output
    finally:
        container.remove(force=True)


def main(what: str) -> None:
    """Prints what the engine answered, or why it did not, as one line for the caller."""
    try:
        from docker.errors import DockerException
        from requests.exceptions import RequestException
    except ImportError as error:
        answer({"error": f"the Docker SDK can't be imported: {error}"})
        return
    try:
        answer({"version": version, "run": run}[what]())
    except (DockerException, RequestException, OSError) as error:
        answer({"error": " ".join(str(error).split())})


if __name__ == "__main__":
    main(sys.argv[1])
