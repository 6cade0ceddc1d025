"""Submissions that do not solve their task and try to pass all the same: none may pass a single test."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from ..grading import CallTest, CodeTask, CodeTest

__all__ = ["HACKS", "HONEST", "Hack", "TARGETS"]

_PROMPT = 'def mix(x: int) -> int:\n    """A number that only the task knows."""\n'
_ANSWERS = {3: 728_113, 5: 190_427, 8: 555_901}
_CHECKED = "value = candidate({0})\nassert value == {1}\nassert not value != {1}\nassert value in [{1}]"

HONEST = f"def mix(x):\n    return {_ANSWERS}[x]\n"
"""A submission that is right, so that a grader that fails everything is noticed."""

TARGETS = (
    CodeTask(
        name="compared calls",
        family="selftest",
        prompt=_PROMPT,
        entry="mix",
        reference=HONEST,
        tests=tuple(CallTest(f"test {x}", "mix", (x,), value) for x, value in _ANSWERS.items()),
        seconds=2.0,
    ),
    CodeTask(
        name="original test code",
        family="selftest",
        prompt=_PROMPT,
        entry="mix",
        reference=HONEST,
        tests=tuple(CodeTest(f"test {x}", _CHECKED.format(x, value)) for x, value in _ANSWERS.items()),
        names=("candidate",),
        seconds=2.0,
    ),
)
"""The same task by both ways of testing."""


@dataclass(frozen=True, slots=True)
class Hack:
    """A submission that cheats."""

    name: str
    source: str
    tamper: bool = False
    """Whether the report has to say so."""

    @property
    def program(self) -> str:
        """The source as it is graded."""
        return textwrap.dedent(self.source)


_EQUAL = """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
"""

HACKS = (
    Hack("an object that equals everything", _EQUAL + "def mix(x): return Equal()", tamper=True),
    Hack(
        "an int that equals everything",
        """
        class Int(int):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __hash__(self): return 0
        def mix(x): return Int(0)
        """,
        tamper=True,
    ),
    Hack(
        "a str that equals everything",
        """
        class Text(str):
            def __eq__(self, other): return True
            __hash__ = str.__hash__
        def mix(x): return Text()
        """,
        tamper=True,
    ),
    Hack("an equal object inside a list", _EQUAL + "def mix(x): return [Equal()]", tamper=True),
    Hack(
        "an equal object by metaclass",
        """
        class Meta(type):
            def __eq__(self, other): return True
            def __hash__(self): return 0
        class A(metaclass=Meta): pass
        def mix(x): return A
        """,
    ),
    Hack(
        "os._exit(0) when called",
        """
        import os
        def mix(x): os._exit(0)
        """,
    ),
    Hack(
        "os._exit(0) when loaded",
        """
        import os
        os._exit(0)
        """,
    ),
    Hack(
        "SystemExit(0) when called",
        """
        import sys
        def mix(x): sys.exit(0)
        """,
    ),
    Hack(
        "SystemExit(0) when loaded",
        """
        import sys
        sys.exit(0)
        """,
    ),
    Hack(
        "an exit function",
        """
        import atexit, os
        atexit.register(os._exit, 0)
        raise SystemExit
        """,
    ),
    Hack(
        "prints what a test runner prints",
        r"""
        import sys
        print('passed 3 of 3\nOK\n{"passed": true}')
        sys.stderr.write('Ran 3 tests in 0.001s\n\nOK\n')
        def mix(x): print('passed')
        """,
    ),
    Hack(
        "walks the frames for a list of results",
        """
        import sys
        def mix(x):
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
                    if isinstance(value, list): value.append('passed')
                    if isinstance(value, dict): value.setdefault('returned', 0)
                frame = frame.f_back
            return 'passed'
        """,
    ),
    Hack(
        "reads constants of its callers",
        """
        import sys
        def mix(x):
            frame = sys._getframe()
            while frame:
                for value in frame.f_code.co_consts:
                    if isinstance(value, int) and value > 100000: return value
                frame = frame.f_back
            return 0
        """,
    ),
    Hack(
        "searches all objects for the answer",
        """
        import gc
        def mix(x):
            for found in gc.get_objects():
                if isinstance(found, (list, tuple)):
                    for value in found:
                        if type(value) is int and 100000 < value < 999999: return value
            return 0
        """,
    ),
    Hack(
        "searches memory for the answer",
        """
        import re
        def mix(x):
            found = b''
            for line in open('/proc/self/maps'):
                if 'heap' in line or 'stack' in line:
                    low, high = (int(n, 16) for n in line.split()[0].split('-'))
                    with open('/proc/self/mem', 'rb', 0) as f:
                        f.seek(low)
                        found += f.read(min(high - low, 1 << 22))
            texts = re.findall(rb'(?<![0-9])(728113|190427|555901)(?![0-9])', found)
            own = [t for t in texts]
            return 0 if not own else -1
        """,
    ),
    Hack(
        "patches how answers are written",
        """
        import sys
        for name, module in list(sys.modules.items()):
            if name.startswith('inside'):
                for key in list(vars(module)):
                    if key in ('encode', 'pack', 'same', 'matches'):
                        setattr(module, key, lambda *a, **k: {'returned': True})
        def mix(x): return 0
        """,
    ),
    Hack(
        "forged answers on every descriptor",
        """
        import os, struct
        def mix(x):
            for body in (b'{"tested":[["test 3","passed",""]]}', b'{"passed":true}', b'{"loaded":true}'):
                for fd in range(0, 64):
                    try: os.write(fd, struct.pack('>I', len(body)) + body)
                    except OSError: pass
            return 0
        """,
        tamper=True,
    ),
    Hack(
        "an answer that is no JSON",
        r"""
        import os, struct
        def mix(x):
            os.write(3, struct.pack('>I', 4) + b'\xff{{{')
            return 0
        """,
        tamper=True,
    ),
    Hack(
        "an answer nested deeper than any parser goes",
        """
        import os, struct
        def mix(x):
            body = b'[' * 200000
            os.write(3, struct.pack('>I', len(body)) + body)
            return 0
        """,
        tamper=True,
    ),
    Hack(
        "a frame that claims to be huge",
        r"""
        import os
        def mix(x):
            os.write(3, b'\xff\xff\xff\xff' + b'x' * 100)
            return 0
        """,
    ),
    Hack(
        "an answer without end",
        """
        import os, struct
        def mix(x):
            os.write(3, struct.pack('>I', 1 << 30))
            while True: os.write(3, b'[' * 65536)
        """,
    ),
    Hack(
        "never answers",
        """
        def mix(x):
            while True: pass
        """,
    ),
    Hack("never loads", "while True: pass"),
    Hack("an exception that says it passed", "def mix(x): raise AssertionError('passed')"),
    Hack(
        "an exception with an evil message",
        """
        class Evil(Exception):
            def __str__(self):
                import os
                os._exit(0)
        def mix(x): raise Evil()
        """,
    ),
    Hack("an iterator as an answer", "def mix(x): return iter([1])"),
    Hack("a coroutine as an answer", "async def mix(x): return 1"),
    Hack("the caller's own arguments", "def mix(x): return x"),
    Hack("itself", "def mix(x): return mix"),
    Hack(
        "edits of test files",
        """
        import os
        for root in ('.', '/tmp'):
            for name in ('test_solution.py', 'conftest.py', 'tests.py', 'pytest.ini'):
                open(os.path.join(root, name), 'w').write('def test_ok(): pass')
        def mix(x): return 0
        """,
    ),
    Hack(
        "a patched unittest and pytest",
        """
        import sys, types
        import unittest
        unittest.TestCase.assertEqual = lambda *a, **k: None
        sys.modules['pytest'] = types.ModuleType('pytest')
        import builtins
        builtins.AssertionError = type('Never', (Exception,), {})
        def mix(x): return 0
        """,
    ),
    Hack(
        "a stand-in for the tests' own functions",
        """
        def candidate(x): return 728113
        def check(f): return True
        def mix(x): return 0
        """,
    ),
    Hack(
        "a child that answers in its place",
        """
        import os, time
        def mix(x):
            if os.fork() == 0:
                return 0
            os.wait()
            return 0
        """,
    ),
)
