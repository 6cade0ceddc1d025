"""The workspace's files: read, written, put back and brought into one form, as the submission's own user."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from typing import Any

TIME = 1_704_067_200  # 2024-01-01: every file's time, so that equal workspaces look equal
DEEPEST = 40  # folders in folders; what lies deeper is removed, since it may have no path that can be opened


def main(job: dict[str, Any], channel: Any) -> None:
    """Does one thing: "write", "read", "list", "restore" or "wipe"; answers {"ok": ...} or {"error": ...}."""
    try:
        answer = {"ok": _ACTS[job["act"]](job)}
    except OSError as error:
        answer = {"error": os.strerror(error.errno) if error.errno else str(error), "number": error.errno or 0}
    channel.send(answer)


def _write(job: dict[str, Any]) -> None:
    path, data = job["path"], base64.b64decode(job["data"])
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    if os.path.islink(path) or (os.path.exists(path) and not os.path.isfile(path)):
        raise OSError(22, "not a regular file")
    with open(path, "wb") as file:
        file.write(data)


def _read(job: dict[str, Any]) -> Any:
    try:
        return base64.b64encode(_content(job["path"])).decode()
    except FileNotFoundError:
        return None


def _content(path: str) -> bytes:
    """A regular file's bytes; never waits for a pipe and never reads a device."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(22, "not a regular file")
        return file.read()


def _list(job: dict[str, Any]) -> list[Any]:
    """Every entry, in one form: [path, kind, mode, digest or link, content unless the digest is known]."""
    known: set[str] = set(job["known"])
    found: list[Any] = []
    for path, kind, info in _walk():
        if kind == "link":
            found.append([path, kind, 0o777, os.readlink(path), None])
        elif kind == "folder":
            found.append([path, kind, stat.S_IMODE(info.st_mode), "", None])
        else:
            data = _content(path)
            digest = hashlib.sha256(data).hexdigest()
            content = None if digest in known else base64.b64encode(data).decode()
            known.add(digest)
            if info.st_nlink > 1:
                _separate(path, data, info)
            found.append([path, kind, stat.S_IMODE(info.st_mode), digest, content])
    _settle([entry[0] for entry in found])
    return found


def _restore(job: dict[str, Any]) -> None:
    """Makes the workspace hold exactly these entries; a file that is right already is not touched."""
    wanted = {entry[0]: entry for entry in job["entries"]}
    present = {path: (kind, info) for path, kind, info in _walk()}
    for path in sorted(present, reverse=True):
        if path not in wanted or wanted[path][1] != present[path][0]:
            _remove(path, present[path][0])
            del present[path]
    for path in sorted(wanted):
        _, kind, mode, name, content = wanted[path]
        if kind == "folder":
            if path not in present:
                os.mkdir(path)
            os.chmod(path, mode)
        elif kind == "link":
            if path not in present or os.readlink(path) != name:
                if path in present:
                    os.unlink(path)
                os.symlink(name, path)
        else:
            data = base64.b64decode(content)
            if path not in present or _content(path) != data:
                with open(path, "wb") as file:
                    file.write(data)
            os.chmod(path, mode)
    _settle(list(wanted))


def _wipe(job: dict[str, Any]) -> None:
    """Empties the scratch folders of this sandbox, and the workspace where the job says so."""
    for folder in (".", *job["scratch"]) if job["workspace"] else job["scratch"]:
        _empty(folder)


def _empty(folder: str) -> None:
    """Removes all that is in a folder, however deep: what a subfolder holds is moved up before it goes."""
    number = 0
    while names := os.listdir(folder):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path) or not os.path.isdir(path):
                os.unlink(path)
                continue
            os.chmod(path, 0o700)
            for inner in os.listdir(path):
                below = os.path.join(path, inner)
                if os.path.islink(below) or not os.path.isdir(below):
                    os.unlink(below)
                else:
                    os.chmod(below, 0o700)
                    number += 1
                    while os.path.lexists(os.path.join(folder, f".moved-{number}")):
                        number += 1
                    os.rename(below, os.path.join(folder, f".moved-{number}"))
            os.rmdir(path)


def _walk() -> list[tuple[str, str, os.stat_result]]:
    """Every entry; what is neither file, folder nor link (a pipe, a socket), or lies too deep, is removed."""
    found = []
    waiting = ["."]
    while waiting:
        folder = waiting.pop()
        for name in os.listdir(folder):
            path = name if folder == "." else folder + "/" + name
            info = os.lstat(path)
            if stat.S_ISLNK(info.st_mode):
                found.append((path, "link", info))
            elif stat.S_ISDIR(info.st_mode):
                info = _readable(path, info, 0o700)
                if path.count("/") >= DEEPEST:
                    _empty(path)
                    os.rmdir(path)
                else:
                    found.append((path, "folder", info))
                    waiting.append(path)
            elif stat.S_ISREG(info.st_mode):
                found.append((path, "file", _readable(path, info, 0o400)))
            else:
                os.unlink(path)
    return sorted(found)


def _readable(path: str, info: os.stat_result, needed: int) -> os.stat_result:
    """Gives back the rights that an owner took from itself: nobody could look at it otherwise."""
    if info.st_mode & needed == needed:
        return info
    os.chmod(path, stat.S_IMODE(info.st_mode) | needed)
    return os.lstat(path)


def _settle(paths: list[str]) -> None:
    """One time for all, and one order in which folders list their entries, whatever the history was."""
    folders: dict[str, list[str]] = {"": []}
    for path in paths:
        folders.setdefault(os.path.dirname(path), []).append(os.path.basename(path))
    for folder, names in folders.items():
        where, names = folder or ".", sorted(names)
        if os.listdir(where) != names[::-1]:  # as a new folder on tmpfs that was filled in sorted order
            for name in names:
                away = os.path.join(where, ".turnwise-moving")
                os.rename(os.path.join(where, name), away)
                os.rename(away, os.path.join(where, name))
    for path in [*sorted(paths, reverse=True), "."]:
        os.utime(path, (TIME, TIME), follow_symlinks=False)


def _separate(path: str, data: bytes, info: os.stat_result) -> None:
    """A file of its own in place of a second name of another: the link could not be told from the files alone."""
    os.unlink(path)
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, stat.S_IMODE(info.st_mode))


def _remove(path: str, kind: str) -> None:
    if kind == "folder":
        _empty(path)
        os.rmdir(path)
    else:
        os.unlink(path)


_ACTS = {"write": _write, "read": _read, "list": _list, "restore": _restore, "wipe": _wipe}
