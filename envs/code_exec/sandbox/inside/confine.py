"""Locks a process into what it may do: the kernel's switches that no container engine has to grant.

A system call filter is put on top of whatever filter the engine has, so that the same things are closed in every
backend: io_uring, nested namespaces, looking into other processes, objects that outlive a process (System V, message
queues, memfd), sockets that no network namespace confines (AF_VSOCK reaches the host of a virtual machine), and
changing limits or priorities of other processes, the runner's above all.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Sequence

PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
_FILTER = 2

EPERM, EAFNOSUPPORT, ENOSYS = 1, 97, 38
FAKE = 0  # the call does nothing and says that it worked

# name: (x86_64, aarch64 and the other new architectures); -1 where there is none
_REFUSED: dict[int, dict[str, tuple[int, int]]] = {
    EPERM: {
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "process_madvise": (440, 440),
        "pidfd_getfd": (438, 438),
        "pidfd_open": (434, 434),
        "pidfd_send_signal": (424, 424),
        "kcmp": (312, 272),
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
        "add_key": (248, 217),
        "request_key": (249, 218),
        "keyctl": (250, 219),
        "mount": (165, 40),
        "umount2": (166, 39),
        "pivot_root": (155, 41),
        "chroot": (161, 51),
        "unshare": (272, 97),
        "setns": (308, 268),
        "open_tree": (428, 428),
        "move_mount": (429, 429),
        "fsopen": (430, 430),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fspick": (433, 433),
        "mount_setattr": (442, 442),
        "open_by_handle_at": (304, 265),
        "name_to_handle_at": (303, 264),
        "init_module": (175, 105),
        "finit_module": (313, 273),
        "delete_module": (176, 106),
        "kexec_load": (246, 104),
        "kexec_file_load": (320, 294),
        "reboot": (169, 142),
        "swapon": (167, 224),
        "swapoff": (168, 225),
        "acct": (163, 89),
        "quotactl": (179, 60),
        "settimeofday": (164, 170),
        "clock_settime": (227, 112),
        "clock_adjtime": (305, 266),
        "adjtimex": (159, 171),
        "sethostname": (170, 161),
        "setdomainname": (171, 162),
        "iopl": (172, -1),
        "ioperm": (173, -1),
        "personality": (135, 92),
        "syslog": (103, 116),
        "vhangup": (153, 58),
        "lookup_dcookie": (212, 18),
        "fanotify_init": (300, 262),
        "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        "mbind": (237, 235),
        "migrate_pages": (256, 238),
        "move_pages": (279, 239),
        "set_mempolicy": (238, 237),
    },
    ENOSYS: {
        "clone3": (435, 435),  # its flags lie in memory, where no filter can see them; libraries then use clone
        "memfd_create": (319, 279),  # memory that no limit on files or on mapped memory counts
        "memfd_secret": (447, 447),
        "shmget": (29, 194),
        "shmat": (30, 196),
        "shmctl": (31, 195),
        "semget": (64, 190),
        "semop": (65, 193),
        "semctl": (66, 191),
        "semtimedop": (220, 192),
        "msgget": (68, 186),
        "msgsnd": (69, 189),
        "msgrcv": (70, 188),
        "msgctl": (71, 187),
        "mq_open": (240, 180),
    },
    FAKE: {
        # A program that yields its share of the machine would be starved, and called the machine's failure.
        "setpriority": (141, 140),
        "sched_setscheduler": (144, 119),
        "sched_setparam": (142, 118),
        "sched_setattr": (314, 274),
        "sched_setaffinity": (203, 122),
        "ioprio_set": (251, 30),
    },
}
_SIGNALS = {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "queue": (129, 138), "tqueue": (297, 240)}
_CLONE, _PRLIMIT, _SOCKET, _SOCKETPAIR, _IOCTL = (56, 220), (302, 261), (41, 198), (53, 199), (16, 29)
_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
_FAMILIES = (1, 2, 10, 16)  # unix, IPv4, IPv6, netlink
_TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into a terminal

_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# struct seccomp_data: number at 0, architecture at 4, arguments of 8 bytes from 16
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def set_dumpable(dumpable: bool) -> None:
    """Opens or closes this process to others of the same user (/proc/PID/mem, /proc/PID/fd, tracing)."""
    libc().prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)


def drop_privileges() -> None:
    """Gives up every capability, for this process and for whatever it starts.

    Raises:
        OSError: the kernel refused.
    """
    library = libc()
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if library.capset(header, nothing) or library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "can't give up privileges")


def mount_tmpfs(path: str, options: str) -> None:
    """Mounts a file system in memory; needs the right to.

    Raises:
        OSError: the kernel refused.
    """
    nosuid_nodev_noexec = 2 | 4 | 8
    if libc().mount(b"tmpfs", path.encode(), b"tmpfs", nosuid_nodev_noexec, options.encode()):
        raise OSError(ctypes.get_errno(), "can't mount a tmpfs on " + path)


def filter_calls() -> str:
    """Puts the filter on this process and all that it will start; "" or why it could not."""
    machine = platform.machine()
    if machine not in _MACHINES:
        return "no filter is written for " + machine
    program = filter_program(machine)
    library = libc()
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    wanted = Program(len(program) // 8, ctypes.addressof(code))
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if library.prctl(PR_SET_SECCOMP, _FILTER, ctypes.byref(wanted), 0, 0):
        return os.strerror(ctypes.get_errno())
    return ""


def filter_program(machine: str) -> bytes:
    """The filter as the kernel reads it: eight bytes an instruction.

    Args:
        machine: "x86_64" or "aarch64".
    """
    architecture, column = _MACHINES[machine]
    # Another architecture's calls (32-bit ones) have other numbers: none is let through.
    lines = [_line(_LOAD, _ARCHITECTURE), _line(_EQUAL, architecture, 1, 0), _answer(ENOSYS), _line(_LOAD, _NUMBER)]
    if machine == "x86_64":
        lines += [_line(_SET, 0x40000000, 0, 1), _answer(ENOSYS)]  # the x32 variant of each call
    for errno, calls in _REFUSED.items():
        for numbers in calls.values():
            if numbers[column] >= 0:
                lines += [_line(_EQUAL, numbers[column], 0, 1), _answer(errno)]
    for numbers in _SIGNALS.values():
        lines += _when(numbers[column], 0, [_line(_EQUAL, 1, 0, 1), _answer(EPERM)])
    lines += _when(_CLONE[column], 0, [_line(_SET, _NAMESPACES, 0, 1), _answer(EPERM)])
    lines += _when(_PRLIMIT[column], 0, [_line(_EQUAL, 0, 1, 0), _answer(EPERM)])
    terminal = [part for request in _TERMINAL for part in (_line(_EQUAL, request, 0, 1), _answer(EPERM))]
    lines += _when(_IOCTL[column], 1, terminal)
    for call in (_SOCKET, _SOCKETPAIR):
        allowed = [part for family in _FAMILIES for part in (_line(_EQUAL, family, 0, 1), _line(_RETURN, _ALLOW))]
        lines += _when(call[column], 0, [*allowed, _answer(EAFNOSUPPORT)])
    lines.append(_line(_RETURN, _ALLOW))
    return b"".join(lines)


def _when(number: int, argument: int, body: Sequence[bytes]) -> list[bytes]:
    """Runs the body with an argument's low half loaded where the call is this one; loads the number again after."""
    inner = [_line(_LOAD, _ARGUMENT + 8 * argument), *body, _line(_LOAD, _NUMBER)]
    return [_line(_EQUAL, number, 0, len(inner)), *inner]


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _answer(errno: int) -> bytes:
    return _line(_RETURN, _ERRNO | errno)
