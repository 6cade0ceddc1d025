"""`turnwise shop serve`: a person shops in a browser."""

from __future__ import annotations

import threading
from typing import Any

import click
from rich.console import Console

from ..terminal import index_option, make_environment, options_option, seed_option, split_option

__all__ = ["command"]

_ID = "turnwise/WebShop-v0"


@click.group("shop")
def command() -> None:
    """The web shop for people."""


@command.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port; 0 takes a free one."
)
@options_option
@seed_option
@split_option
@index_option
def serve(*, port: int, options: dict[str, Any], seed: int, split: str | None, index: int | None) -> None:
    """Serve the shop on 127.0.0.1: browse it, and see at the foot of each page the verdict of your last click.

    The pages are those that agents are shown in a browser; the strip with the verdicts is for people only. The
    browser's back button takes turns back. Options are those of turnwise/WebShop-v0, such as products=100.
    """
    from ..shop import Guest, ShopServer

    def guest(number: int) -> Guest:
        env, _ = make_environment(_ID, options)
        return Guest(env, seed=seed + number, task={"split": split, "index": index})

    guest(0)  # so that a wrong option is an error here and not in somebody's browser
    try:
        server = ShopServer(guest, port)
    except OSError as error:
        raise click.UsageError(f"port {port} of 127.0.0.1 can't be used: {error.strerror}; choose another") from error
    console = Console(highlight=False)
    console.print(f"The shop is open at {server.address} (Ctrl+C closes it).")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Closed.")
    finally:
        server.close()
