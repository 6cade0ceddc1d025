"""Holds a submission and answers calls: gets inputs, gives plain data, and never sees what was expected."""

from __future__ import annotations

import sys
from typing import Any

from .remote import OPERATIONS, Peer
from .script import new_module, remember, show


def main(job: dict[str, Any], channel: Any) -> None:
    """Loads `job["source"]` as a module of `job["name"]`, with `job["modules"]` beside it, and serves calls."""
    sys.argv = [""]
    peer = Peer(channel, handles=job["handles"], allowed=frozenset(OPERATIONS), by_identity=True)
    try:
        for name, source in job["modules"]:
            _load(name, source)
        peer.root = _load(job["name"], job["source"])
    except BaseException as error:  # whatever a submission raises is its answer
        show(error)
        sys.stderr.flush()
        channel.send({"loaded": False})
        return
    message = channel.ask({"loaded": True})
    while True:
        peer.serve(message)
        message = channel.receive()


def _load(name: str, source: str) -> Any:
    file = name.replace(".", "/") + ".py"
    remember(source, file)
    module = new_module(name, file)
    exec(compile(source, file, "exec"), module.__dict__)
    return module
