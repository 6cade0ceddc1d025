"""The conversation around a played episode: reads lines, obeys commands, shows what happened."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from ..envs.core.errors import UsageError
from .page import actions_text
from .session import Session
from .verdicts import terms_text, verdict_lines

__all__ = ["Dialogue", "terminal_lines"]

HELP = """Write an action as the rules say. Everything else starts with a colon:
  :hint        what the oracle would do
  :legal       the legal actions
  :look        show the observation again
  :undo        take the last turn back
  :text        write an action of several lines, up to a line ":end"
  :save FILE   save the episode as JSON
  :quit        leave (also the end of input or Ctrl-C)
  :help, ?     this list
Two colons in front send a text that itself starts with a colon."""
OVER = "The episode is over: :undo, :save FILE or :quit."

Reader = Callable[[str], str]
"""Gives the next line, without its end, after a prompt. Raises EOFError at the end."""


def terminal_lines(console: Console) -> Reader:
    """A reader of standard input: with line editing at a terminal, echoing each line otherwise."""
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):  # Windows has none
            import readline  # noqa: F401 - gives input() its history and keys
        return input

    def read(prompt: str) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        console.print(Text(f"{prompt}{line.rstrip()}", style="bold"), soft_wrap=True)
        return line.rstrip("\r\n")

    return read


class Dialogue:
    """Plays one session to the end of the input.

    Args:
        session: the episode.
        console: where to show it.
        read: where lines come from.
    """

    def __init__(self, session: Session, console: Console, read: Reader) -> None:
        self._session = session
        self._console = console
        self._read = read
        self._commands: dict[str, Callable[[str], None]] = {
            "hint": self._hint,
            "legal": lambda _: self._say(actions_text(session.legal)),
            "look": lambda _: self._observe(),
            "undo": self._undo,
            "text": self._text,
            "save": self._save,
            "help": lambda _: self._say(Text(HELP)),
        }

    def run(self) -> None:
        """Plays until the person leaves; ends with a summary."""
        self._observe()
        self._say(Text("? lists the commands.", style="dim"))
        try:
            while True:
                was_over = self._session.over
                line = self._read("over> " if was_over else f"{len(self._session.records) + 1}> ").strip()
                if line in (":quit", ":q"):
                    break
                self._answer(line)
                if self._session.over and not was_over:
                    self._summary()
                    self._say(Text(OVER, style="dim"))
        except (EOFError, KeyboardInterrupt):
            self._console.print()
        if not self._session.over:
            self._summary()

    def _answer(self, line: str) -> None:
        if not line:
            return
        if line == "?":
            line = ":help"
        if line.startswith(":") and not line.startswith("::"):
            name, _, rest = line[1:].partition(" ")
            command = self._commands.get(name)
            if command is None:
                self._say(Text(f"There is no command :{name}; ? lists them.", style="yellow"))
            else:
                command(rest.strip())
            return
        self._take(line.removeprefix(":"))

    def _take(self, text: str) -> None:
        if self._session.over:
            self._say(Text(OVER, style="yellow"))
            return
        record = self._session.take(text)
        for line in verdict_lines(record):
            self._say(line)
        self._observe()

    def _observe(self) -> None:
        self._console.print(Rule(f"after turn {len(self._session.records)}" if self._session.records else "start"))
        self._say(Text(self._session.episode.observation))

    def _hint(self, _: str) -> None:
        hint = self._session.hint()
        if hint is None:
            self._say(Text(OVER if self._session.over else "The oracle names no action here.", style="yellow"))
            return
        text, best = hint
        others = f" (one of {len(best.actions)})" if len(best.actions) > 1 else ""
        self._say(Text.assemble("The oracle would write: ", (text, "bold green"), others))

    def _undo(self, _: str) -> None:
        if self._session.undo():
            self._observe()
        else:
            self._say(Text("This is the start; there is no turn to take back.", style="yellow"))

    def _text(self, _: str) -> None:
        lines: list[str] = []
        while (line := self._read("... ")) != ":end":
            lines.append(line)
        self._take("\n".join(lines))

    def _save(self, name: str) -> None:
        if not name:
            self._say(Text("Give a file: :save FILE", style="yellow"))
            return
        path = Path(name).expanduser()
        try:
            self._session.save(path)
        except UsageError as error:
            self._say(Text(str(error), style="red"))
        else:
            self._say(Text(f"Saved {_count(len(self._session.records))} in {path}"))

    def _summary(self) -> None:
        session = self._session
        self._console.print(Rule("summary"))
        end = session.episode.end or "left before the end"
        success = "success" if session.over and session.info["success"] else "no success" if session.over else "open"
        best = session.guarantee
        lines = [
            Text.assemble(f"{_count(len(session.records))}, {end}, ", (success, "bold")),
            Text.assemble("return ", (f"{session.total:+.4g}", "bold"), "  ").append_text(terms_text(session.sums())),
        ]
        if best is not None:
            lines.append(Text(f"best play surely reaches {best:+.4g}", style="dim"))
        for line in lines:
            self._say(line)

    def _say(self, text: Text) -> None:
        self._console.print(text)


def _count(turns: int) -> str:
    return "1 turn" if turns == 1 else f"{turns} turns"
