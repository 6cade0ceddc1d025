"""Attacks on a sandbox: programs that try to get out, to stay, to take everything or to break the runner.

Each is run by `check`, inside the sandbox that it attacks and nowhere else. A program that gets through prints
"ESCAPED"; what keeps it from that is how it was contained.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace

from ..sandbox import Ended

__all__ = ["ATTACKS", "Attack"]

END = frozenset({Ended.EXITED})
STOPPED = frozenset({Ended.TIMEOUT, Ended.MEMORY, Ended.KILLED, Ended.OUTPUT})
ANY = END | STOPPED


@dataclass(frozen=True, slots=True)
class Attack:
    """A program and how it may end."""

    name: str
    source: str
    ends: frozenset[Ended] = ANY
    """How a run of it may end in a sandbox that holds."""
    kind: str = "escape"
    """"resources", "escape", "runner" or "stay"."""

    @property
    def program(self) -> str:
        """The source as it is run."""
        return textwrap.dedent(self.source)


def _attempts(*calls: str, before: str = "") -> str:
    """A program that tries calls one by one and says how each was refused; whatever works is an escape."""
    lines = ["import os, sys, socket, ctypes, errno", textwrap.dedent(before)]
    for call in calls:
        lines.append(
            f"try:\n    result = {call}\nexcept BaseException as error:\n"
            f"    print({call[:40]!r}, type(error).__name__, getattr(error, 'errno', ''))\n"
            f"else:\n    print('ESCAPED', {call[:40]!r}, repr(result)[:80])\n"
        )
    return "\n".join(lines)


_CALL = """

        import platform
        libc = ctypes.CDLL(None, use_errno=True)
        x86 = platform.machine() == 'x86_64'
        def call(x, arm, *arguments):
            ctypes.set_errno(0)
            result = libc.syscall(x if x86 else arm, *arguments)
            if result == -1:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            return result
        """

_RESOURCES = (
    Attack("endless loop", "while True: pass", STOPPED),
    Attack(
        "endless sleep",
        """
        import time
        time.sleep(1000)
        """,
        STOPPED,
    ),
    Attack(
        "ignores every signal",
        """
        import signal
        for n in range(1, 65):
            try: signal.signal(n, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True: pass
        """,
        STOPPED,
    ),
    Attack(
        "fork bomb",
        """
        import os
        while True:
            try: os.fork()
            except OSError: pass
        """,
        STOPPED,
    ),
    Attack(
        "thread bomb",
        """
        import threading, time
        try:
            for _ in range(100000):
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            print('ESCAPED')
        except RuntimeError as error: print(error)
        """,
    ),
    Attack(
        "one great block of memory",
        """
        x = bytearray(1 << 33)
        print('ESCAPED', len(x))
        """,
    ),
    Attack(
        "memory bit by bit",
        """
        x = []
        while True: x.append(bytearray(1 << 20))
        """,
    ),
    Attack(
        "memory in many processes",
        """
        import os, time
        for _ in range(20):
            if os.fork() == 0:
                x = bytearray(200 << 20)
                for i in range(0, len(x), 4096): x[i] = 1
                time.sleep(20)
                print('ESCAPED')
                os._exit(0)
        time.sleep(20)
        """,
        STOPPED,
    ),
    Attack(
        "memory in shared maps",
        """
        import mmap, os, time
        keep = []
        for n in range(40):
            m = mmap.mmap(-1, 100 << 20)
            for i in range(0, len(m), 4096): m[i] = 1
            keep.append(m)
        print('ESCAPED', len(keep))
        """,
    ),
    Attack(
        "memory in memfd files",
        """
        import os
        keep = []
        for n in range(200):
            fd = os.memfd_create('x')
            os.write(fd, bytes(15 << 20))
            keep.append(fd)
        print('ESCAPED', len(keep))
        """,
    ),
    Attack(
        "memory in socket buffers",
        """
        import socket
        keep = []
        try:
            while True:
                a, b = socket.socketpair()
                a.setblocking(False)
                try:
                    while True: a.send(bytes(1 << 16))
                except BlockingIOError: pass
                keep.append((a, b))
        except OSError as error: print(len(keep), error)
        if len(keep) > 2000: print('ESCAPED')
        """,
    ),
    Attack(
        "one endless file",
        """
        try:
            with open('big', 'wb') as f:
                for _ in range(1000): f.write(bytes(1 << 20))
            print('ESCAPED')
        except OSError as error: print(error)
        """,
    ),
    Attack(
        "a disk full of files",
        """
        try:
            for n in range(1000):
                with open(f'f{n}', 'wb') as f: f.write(bytes(1 << 20))
            print('ESCAPED')
        except OSError as error: print(error)
        """,
    ),
    Attack(
        "empty files without end",
        """
        import os
        for folder in ('.', '/tmp', '/dev/shm'):
            try:
                for n in range(100000): open(f'{folder}/e{n}', 'w').close()
                print('ESCAPED')
            except OSError as error: print(folder, n, error)
        """,
    ),
    Attack(
        "a folder deeper than any path",
        """
        import os
        try:
            for n in range(100000):
                os.mkdir('d')
                os.chdir('d')
            print('ESCAPED')
        except OSError as error: print(n, error)
        """,
    ),
    Attack(
        "output without end",
        """
        import sys
        while True: sys.stdout.write('x' * 65536)
        """,
        STOPPED,
    ),
    Attack(
        "errors without end",
        """
        import os
        while True: os.write(2, b'x' * 65536)
        """,
        STOPPED,
    ),
    Attack(
        "recursion without end",
        """
        import sys
        sys.setrecursionlimit(10**9)
        def f(): f()
        f()
        """,
    ),
    Attack(
        "segmentation fault",
        """
        import ctypes
        ctypes.string_at(0)
        """,
        STOPPED,
    ),
    Attack(
        "reads input that is not there",
        """
        try: input()
        except EOFError: print('end of input')
        """,
        END,
    ),
    Attack(
        "closes its descriptors and goes on",
        """
        import os
        os.closerange(0, 1024)
        while True: pass
        """,
        STOPPED,
    ),
    Attack(
        "stops itself",
        """
        import os, signal, time
        if os.fork():
            os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(100)
        """,
        STOPPED,
    ),
    Attack(
        "regular expression that backtracks for ever",
        """
        import re
        re.match('(a+)+$', 'a' * 64 + 'b')
        """,
        STOPPED,
    ),
)

_STAY = (
    Attack(
        "children that outlive it",
        """
        import os, time
        for _ in range(5):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(60)
                    open('late', 'w')
                os._exit(0)
        print('gone')
        """,
        END,
        "stay",
    ),
    Attack(
        "children that hold its output open",
        """
        import os, time
        if os.fork() == 0:
            while True:
                try: os.write(1, b'still here ')
                except OSError: pass
                time.sleep(0.01)
        os._exit(0)
        """,
        ANY,
        "stay",
    ),
    Attack(
        "files outside the workspace",
        """
        import os
        for folder in ('/tmp', '/dev/shm'):
            open(folder + '/left', 'w').write('x')
            os.mkdir(folder + '/dir', 0o000)
        print('left')
        """,
        END,
        "stay",
    ),
    Attack(
        "objects that outlive processes",
        _attempts(
            "call(29, 194, 1, 4096, 0o1666)",
            "call(64, 190, 1, 1, 0o1666)",
            "call(68, 186, 1, 0o1666)",
            "call(240, 180, b'q', 0o102, 0o600, None)",
            "call(248, 217, b'user', b'k', b'v', 1, -3)",
            before=_CALL,
        ),
        END,
        "stay",
    ),
)

_ESCAPES = (
    Attack(
        "writes outside its workspace",
        _attempts(
            *(
                f"open({path!r}, 'w')"
                for path in ("/x", "/etc/passwd", "/usr/local/bin/python3", "/dev/x", "/proc/sys/kernel/core_pattern")
            ),
            "os.mkdir('/opt/x')",
            "open('/sys/fs/cgroup/cgroup.procs', 'w')",
            "open('/proc/sysrq-trigger', 'w')",
            "open('/proc/1/oom_score_adj', 'w')",
        ),
        END,
    ),
    Attack(
        "reads what belongs to the machine",
        _attempts(
            *(
                f"open({path!r}, 'rb').read(10)"
                for path in (
                    "/etc/shadow",
                    "/proc/kcore",
                    "/proc/1/environ",
                    "/proc/1/mem",
                    "/dev/mem",
                    "/dev/kmsg",
                    "/dev/sda",
                    "/dev/vda",
                    "/root/.ssh/id_rsa",
                    "/var/run/docker.sock",
                    "/run/docker.sock",
                )
            ),
            "os.listdir('/proc/1/fd')",
            "os.listdir('/home')[0]",
        ),
        END,
    ),
    Attack(
        "finds secrets in its environment",
        """
        import os
        known = {'HOME', 'LANG', 'LC_ALL', 'TZ', 'PATH', 'PWD', 'HOSTNAME'}
        odd = [k for k in os.environ if k not in known and not k.startswith(('PYTHON', 'MALLOC', 'GPG', 'LC_'))]
        print('ESCAPED' if odd else 'nothing', odd)
        """,
        END,
    ),
    Attack(
        "opens connections",
        _attempts(
            "socket.create_connection(('1.1.1.1', 53), 1)",
            "socket.create_connection(('169.254.169.254', 80), 1)",
            "socket.create_connection(('172.17.0.1', 2375), 1)",
            "socket.create_connection(('2606:4700:4700::1111', 53), 1)",
            "socket.getaddrinfo('example.com', 80)[0][4]",
            "[name for _, name in socket.if_nameindex() if name == 'eth0'][0]",
        ),
        END,
    ),
    Attack(
        "sockets that no network namespace confines",
        _attempts(
            "socket.socket(40, socket.SOCK_STREAM)",
            "socket.socket(38, socket.SOCK_SEQPACKET)",
            "socket.socket(17, socket.SOCK_RAW)",
            "socket.socket(31, socket.SOCK_RAW)",
            "socket.socket(2, socket.SOCK_RAW, 1)",
        ),
        END,
    ),
    Attack(
        "becomes another user",
        _attempts(
            "os.setuid(0)",
            "os.setgid(0)",
            "os.setgroups([0])",
            "os.setresuid(0, 0, 0)",
            "os.chown('.', 0, 0)",
            "call(126, 91, (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(0xffffffff, 0xffffffff))",
            before=_CALL,
        ),
        END,
    ),
    Attack(
        "calls of the kernel that lead out",
        _attempts(
            "call(161, 51, b'/')",
            "call(165, 40, b'none', b'/tmp', b'tmpfs', 0, 0)",
            "call(166, 39, b'/proc', 0)",
            "call(155, 41, b'/', b'/')",
            "call(272, 97, 0x10000000)",
            "call(272, 97, 0x00020000)",
            "call(308, 268, 3, 0)",
            "call(170, 161, b'x', 1)",
            "call(304, 265, 0, 0, 0)",
            "call(428, 428, -100, b'/', 0)",
            "call(430, 430, b'tmpfs', 0)",
            "call(169, 142, 0xfee1dead, 672274793, 0)",
            "call(175, 105, 0, 0, b'')",
            "call(246, 104, 0, 0, 0, 0)",
            "call(227, 112, 0, (ctypes.c_long * 2)(0, 0))",
            "os.mknod('dev', 0o60666, os.makedev(8, 0))",
            before=_CALL,
        ),
        END,
    ),
    Attack(
        "calls of the kernel with a history of holes",
        _attempts(
            "call(425, 425, 8, ctypes.create_string_buffer(120))",
            "call(321, 280, 0, ctypes.create_string_buffer(120), 120)",
            "call(298, 241, ctypes.create_string_buffer(120), 0, -1, -1, 0)",
            "call(323, 282, 0)",
            "call(250, 219, 0, -3, 0)",
            "call(300, 262, 0, 0)",
            "call(442, 442, -100, b'/', 0, 0, 0)",
            before=_CALL,
        ),
        END,
    ),
    Attack(
        "a process in namespaces of its own",
        _attempts(
            *(
                f"call(56, 220, {flag:#x} | 17, 0, 0, 0, 0) or os._exit(0)"
                for flag in (0x10000000, 0x20000000, 0x40000000, 0x00020000)
            ),
            "call(435, 435, (ctypes.c_uint64 * 8)(0x10000000, 0, 0, 0, 17), 64) or os._exit(0)",
            before=_CALL,
        ),
        END,
    ),
    Attack(
        "runs a program that it wrote",
        """
        import os, shutil
        for folder in ('.', '/tmp', '/dev/shm'):
            try:
                shutil.copy('/usr/local/bin/python3', folder + '/p')
                os.chmod(folder + '/p', 0o755)
                if os.spawnl(os.P_WAIT, folder + '/p', 'p', '-c', '1') == 0: print('ESCAPED')
                else: print(folder, 'not executed')
            except OSError as error: print(folder, error)
        """,
        END,
    ),
    Attack(
        "types into a terminal",
        _attempts("open('/dev/tty')", "__import__('fcntl').ioctl(0, 0x5412, b'x')"),
        END,
    ),
)

_RUNNER = (
    Attack(
        "kills the runner",
        """
        import os, signal
        for n in range(1, 65):
            try: os.kill(1, n)
            except OSError as error: last = error
        os.kill(1, 0) if False else print(last)
        assert os.path.exists('/proc/1')
        """,
        END,
        "runner",
    ),
    Attack(
        "kills everything",
        """
        import os
        os.kill(-1, 9)
        """,
        ANY,
        "runner",
    ),
    Attack(
        "takes the runner's limits away",
        _attempts(
            "__import__('resource').prlimit(1, __import__('resource').RLIMIT_NOFILE, (3, 3))",
            "__import__('resource').prlimit(1, __import__('resource').RLIMIT_CPU, (1, 1))",
            "os.write(os.open('/proc/1/timerslack_ns', os.O_WRONLY), b'5')",
            "call(434, 434, 1, 0)",
            "call(312, 272, 1, os.getpid(), 0, 0, 0)",
            before=_CALL,
        ),
        END,
        "runner",
    ),
    Attack(
        "starves the runner",
        """
        import os
        os.setpriority(os.PRIO_PROCESS, 1, 19)
        os.sched_setaffinity(1, {0})
        print(os.getpriority(os.PRIO_PROCESS, 1))
        if os.getpriority(os.PRIO_PROCESS, 1) > 10: print('ESCAPED')
        """,
        END,
        "runner",
    ),
    Attack(
        "looks into the runner",
        _attempts(
            "call(101, 117, 16, 1, 0, 0)",
            "call(310, 270, 1, (ctypes.c_uint64 * 2)(0, 8), 1, (ctypes.c_uint64 * 2)(4096, 8), 1, 0)",
            "call(438, 438, 3, 0, 0)",
            "open('/proc/1/maps').read(1)[0]",
            "os.readlink('/proc/1/exe')",
            "open('/proc/1/stack').read()",
            before=_CALL,
        ),
        END,
        "runner",
    ),
    Attack(
        "writes to every descriptor",
        """
        import os, struct
        frame = b'{"ended":"exited","code":0,"number":1,"out":"forged","err":"","cut":false}'
        for fd in range(3, 300):
            try: os.write(fd, struct.pack('>I', len(frame)) + frame)
            except OSError: pass
        print('wrote')
        """,
        END,
        "runner",
    ),
    Attack(
        "forged frames on standard output",
        """
        import sys, struct
        frame = b'{"ended":"exited","code":0,"number":1}'
        for n in range(100):
            sys.stdout.buffer.write(struct.pack('>I', len(frame)) + frame)
        """,
        END,
        "runner",
    ),
    Attack(
        "leaves a module for the next interpreter",
        """
        for name in ('os', 'json', 'sys', 'marshal', 'encodings', 'site', 'sitecustomize', 'usercustomize', 'inside'):
            open(name + '.py', 'w').write('print("ESCAPED")')
        print('left')
        """,
        END,
        "runner",
    ),
)

ATTACKS = (
    *(replace(attack, kind="resources") for attack in _RESOURCES),
    *_STAY,
    *_ESCAPES,
    *_RUNNER,
)
