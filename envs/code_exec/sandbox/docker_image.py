"""Which image a container is made of: the user's, Python's own, or one made of this machine's Python."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import Any

from .errors import Broken
from .host_python import host_python

__all__ = ["REPOSITORY", "Image", "resolve"]

REPOSITORY = "turnwise-sandbox"
_lock = threading.Lock()
_known: dict[tuple[str | None, bool], Image] = {}
_unreachable: set[str] = set()


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is there."""

    name: str
    id: str


def resolve(client: Any, wanted: str | None, *, tools: bool) -> Image:
    """The image to use; pulled or built if it has to be, once a process.

    Args:
        client: the engine's client.
        wanted: the user's image; None for `python:3.x-slim` of this interpreter's version where it is there or can be
            pulled, else an image of the host's Python.
        tools: whether it must have a shell.

    Raises:
        Broken: the user's image is not there and can't be pulled.
        docker.errors.DockerException: the engine failed.
    """
    with _lock:
        image = _known.get((wanted, tools))
        if image is not None and _there(client, image.id) is None:
            image = None  # somebody removed it
        if image is None:
            image = _find(client, wanted, tools=tools)
            _known[wanted, tools] = image
        return image


def official() -> str:
    """Docker's own image of this interpreter's version."""
    return f"python:{sys.version_info.major}.{sys.version_info.minor}-slim"


def _find(client: Any, wanted: str | None, *, tools: bool) -> Image:
    if wanted is not None:
        image = _there(client, wanted) or _pulled(client, wanted)
        if image is None:
            raise Broken("start", f"the image {wanted!r} is not there and can't be pulled")
        return image
    built = f"{REPOSITORY}:{host_python(tools=tools).tag}{'-tools' if tools else ''}"
    return (
        _there(client, official())
        or _there(client, built)  # made when the registry could not be reached
        or _pulled(client, official())
        or _built(client, built, tools=tools)
    )


def _there(client: Any, name: str) -> Image | None:
    from docker.errors import NotFound

    try:
        return Image(name, client.api.inspect_image(name)["Id"])
    except NotFound:
        return None


def _pulled(client: Any, name: str) -> Image | None:
    from docker.errors import APIError

    if name in _unreachable:
        return None
    repository, _, tag = name.rpartition(":") if ":" in name.rpartition("/")[2] else (name, "", "latest")
    try:
        for line in client.api.pull(repository, tag=tag, stream=True, decode=True):
            if "error" in line:
                break
    except APIError:
        pass
    image = _there(client, name)
    if image is None:
        _unreachable.add(name)
    return image


def _built(client: Any, name: str, *, tools: bool) -> Image:
    repository, _, tag = name.partition(":")
    archive = host_python(tools=tools).archive()
    client.api.import_image_from_data(archive, repository=repository, tag=tag, changes=["WORKDIR /work"])
    image = _there(client, name)
    if image is None:
        raise Broken("start", f"the engine took the image {name!r} and does not have it")
    return image
