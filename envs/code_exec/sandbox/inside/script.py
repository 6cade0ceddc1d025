"""Runs a text as a script: `__main__` in the workspace, with arguments, tracebacks and an exit status as usual."""

from __future__ import annotations

import atexit
import builtins
import linecache
import os
import sys
import threading
import types
from typing import Any

NAME = "main.py"


def main(job: dict[str, Any], channel: Any) -> None:
    """Runs `job["source"]` with `job["arguments"]`, or `job["shell"]` as a shell's command."""
    os.close(3)  # a script has nothing to say to the runner
    if job.get("shell") is not None:
        os.execv("/bin/sh", ["sh", "-c", job["shell"], "sh", *job["arguments"]])
    sys.argv = [NAME, *job["arguments"]]
    module = new_module("__main__", NAME)
    remember(job["source"], NAME)
    status = 0
    try:
        exec(compile(job["source"], NAME, "exec"), module.__dict__)
    except SystemExit as error:
        status = exit_status(error)
    except BaseException as error:  # as an interpreter does at its top
        show(error)
        status = 130 if isinstance(error, KeyboardInterrupt) else 1
    leave(status)


def new_module(name: str, file: str) -> types.ModuleType:
    """An empty module in `sys.modules`."""
    module = types.ModuleType(name)
    module.__dict__.update(__file__=file, __builtins__=builtins)
    sys.modules[name] = module
    return module


def remember(source: str, file: str) -> None:
    """Lets tracebacks quote the lines of a text that lies in no file."""
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)


def show(error: BaseException) -> None:
    """Prints a traceback that begins with the first frame outside these modules, as an interpreter would."""
    error = error.with_traceback(outside(error.__traceback__))
    if sys.excepthook is sys.__excepthook__:
        import traceback  # which quotes the lines of texts that lie in no file

        traceback.print_exception(type(error), error, error.__traceback__)
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def outside(trace: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback from the first frame that is not one of ours."""
    while trace is not None and trace.tb_frame.f_globals.get("__package__") == __package__:
        trace = trace.tb_next
    return trace


def exit_status(error: SystemExit) -> int:
    """The status that an interpreter ends with; a message goes to standard error."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 255
    print(error.code, file=sys.stderr)
    return 1


def leave(status: int) -> None:
    """Ends the process as an interpreter does: waits for threads, calls exit functions, flushes."""
    try:
        getattr(threading, "_shutdown", lambda: None)()
        getattr(atexit, "_run_exitfuncs", lambda: None)()
    except BaseException as error:  # what exit functions raise is shown and ends nothing
        show(error)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            status = status or 120
    os._exit(status)
