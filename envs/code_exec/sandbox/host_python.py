"""This machine's own Python as a root file system: what a sandbox needs where no image can be had.

The interpreter, its standard library with compiled files and the shared objects that they load; no shell, no package
manager, no package. With `tools`, a shell and the usual small programs as well.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import marshal
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["HostPython", "host_python"]

_SKIPPED = {
    "__pycache__",
    "site-packages",
    "dist-packages",
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "lib2to3",
    "idle_test",
}
_TOOLS = """
    sh [ awk basename cat chmod cmp comm cp cut date diff dirname du echo env expr false find grep head id join
    ln ls md5sum mkdir mv nl od paste printf pwd readlink realpath rm rmdir sed seq sha256sum sleep sort split stat
    tac tail tee test touch tr true uniq wc xargs
"""
_FORM = 3  # of the tree below: another number makes another image


@dataclass(frozen=True, slots=True)
class HostPython:
    """What goes in: (path in the sandbox, file on this machine)."""

    files: tuple[tuple[str, Path], ...]
    tag: str
    """Hash of the list: another Python, another tag."""
    version: str

    def archive(self) -> bytes:
        """The tree as a tar archive, every file owned by root and readable by all."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for folder in ("work", "tmp", "proc", "dev", "etc"):
                _add_folder(archive, folder)
            _add(archive, "etc/passwd", b"root:x:0:0:root:/:/bin/sh\n", 0o644)
            for path, content, mode in self._contents():
                _add(archive, path, content, mode)
        return buffer.getvalue()

    def _contents(self) -> Iterator[tuple[str, bytes, int]]:
        for path, source in self.files:
            content = source.read_bytes()
            executable = bool(source.stat().st_mode & stat.S_IXUSR)
            yield path, content, 0o755 if executable else 0o644
            if path.endswith(".py"):
                compiled = _compiled(path, content)
                if compiled is not None:
                    yield *compiled, 0o644


@cache
def host_python(*, tools: bool = False) -> HostPython:
    """The inventory of the Python that runs this.

    Args:
        tools: also a shell and small programs.

    Raises:
        OSError: a part can't be read, or there is no `ldd`.
    """
    program = Path(sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib", vars={"base": sys.base_prefix})).resolve()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = {"usr/local/bin/python3": program, f"usr/local/bin/python{version}": program}
    for source in _walk(library):
        found[f"usr/local/lib/python{version}/{source.relative_to(library).as_posix()}"] = source
    if tools:
        for name in _TOOLS.split():
            where = shutil.which(name)
            if where is not None:
                found[f"bin/{name}"] = Path(where).resolve()
    binaries = [source for path, source in found.items() if source.suffix == ".so" or "bin/" in path]
    for library_path in _shared(binaries):
        found[library_path.lstrip("/")] = Path(library_path).resolve()
    files = tuple(sorted(found.items()))
    listed = "\n".join(f"{path} {source.stat().st_size} {source.stat().st_mtime_ns}" for path, source in files)
    digest = hashlib.sha256(f"{_FORM} {sys.version}\n{listed}".encode()).hexdigest()[:16]
    return HostPython(files, f"{version}-{digest}", version)


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name in _SKIPPED or entry.name.startswith("config-"):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.is_file() and entry.suffix not in (".a", ".o", ".exe", ".pyc", ".whl"):
            yield entry


def _shared(binaries: Iterable[Path]) -> list[str]:
    """The shared objects that programs and extension modules load, the loader included."""
    command = ["ldd", *sorted({str(path) for path in binaries})]
    listing = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    found = set()
    for line in listing.splitlines():
        words = line.split()
        where = words[2] if len(words) > 2 and words[1] == "=>" else words[0] if line.startswith("\t") else ""
        if where.startswith("/"):
            found.add(where)
    late = (Path(path).with_name("libgcc_s.so.1") for path in found if Path(path).name.startswith("libc.so"))
    return sorted(found | {str(path) for path in late if path.exists()})  # loaded when a thread is canceled


def _compiled(path: str, source: bytes) -> tuple[str, bytes] | None:
    """A module's compiled file, good as long as the file system is read-only: nothing is checked at import."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(source, f"/{path}", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None  # templates and bad examples, which nobody imports
    flags, digest = 0b01, importlib.util.source_hash(source)
    data = importlib.util.MAGIC_NUMBER + flags.to_bytes(4, "little") + digest + marshal.dumps(code)
    return importlib.util.cache_from_source(path), data


def _add_folder(archive: tarfile.TarFile, path: str) -> None:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
    archive.addfile(entry)


def _add(archive: tarfile.TarFile, path: str, content: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mode = len(content), mode
    archive.addfile(entry, io.BytesIO(content))
