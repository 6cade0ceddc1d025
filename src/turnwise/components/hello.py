"""The smallest program that says something: what a container runs to show that it can run."""

import io
import struct
import tarfile

GREETING = b"turnwise was here\n"

_HEADERS = 64 + 56  # bytes: ELF header, one program header
_BASE = 0x400000
_ENTRY = _BASE + _HEADERS


def _x86_64() -> bytes:
    # write(1, greeting, length); exit(0)
    write = b"\xb8\x01\x00\x00\x00" + b"\xbf\x01\x00\x00\x00"  # mov eax, 1; mov edi, 1
    length = b"\xba" + struct.pack("<I", len(GREETING))  # mov edx, length
    leave = b"\x0f\x05" + b"\xb8\x3c\x00\x00\x00" + b"\x31\xff" + b"\x0f\x05"  # syscall; mov eax, 60; ...
    greeting = b"\x48\x8d\x35" + struct.pack("<i", len(length) + len(leave))  # lea rsi, [rip + greeting]
    return write + greeting + length + leave + GREETING


def _aarch64() -> bytes:
    words = (
        0xD2800020,  # mov x0, #1
        0x100000E1,  # adr x1, the greeting, 28 bytes on
        0xD2800002 | len(GREETING) << 5,  # mov x2, #length
        0xD2800808,  # mov x8, #64: write
        0xD4000001,  # svc #0
        0xD2800000,  # mov x0, #0
        0xD2800BA8,  # mov x8, #93: exit
        0xD4000001,  # svc #0
    )
    return struct.pack(f"<{len(words)}I", *words) + GREETING


# Machine names as the kernel says them -> (ELF's number for it, the code)
_MACHINES = {"x86_64": (62, _x86_64), "amd64": (62, _x86_64), "aarch64": (183, _aarch64), "arm64": (183, _aarch64)}

SUPPORTED = frozenset(_MACHINES)


def program(machine: str) -> bytes:
    """A static Linux executable of under 200 bytes that prints `GREETING` and exits with 0.

    Args:
        machine: "x86_64" or "aarch64", or Docker's names for them.

    Raises:
        ValueError: Another machine.
    """
    if machine not in _MACHINES:
        raise ValueError(f"machine must be one of {', '.join(sorted(_MACHINES))}, got {machine!r}")
    number, code = _MACHINES[machine]
    text = code()
    size = _HEADERS + len(text)
    identity = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9)  # 64 bits, little-endian
    elf = struct.pack("<16sHHIQQQIHHHHHH", identity, 2, number, 1, _ENTRY, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    loaded = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 0x1000)  # readable, executable
    return elf + loaded + text


def root_file_system(machine: str) -> bytes:
    """A tar archive with the program as its only file, /hello: an image that needs no registry."""
    content = program(machine)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("hello")
        entry.size, entry.mode = len(content), 0o755
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
