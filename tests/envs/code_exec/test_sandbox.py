"""What a sandbox does for its user, in every backend."""

import pytest

from turnwise.envs.code_exec import (
    Ended,
    Failure,
    NoAnswer,
    NotPlain,
    Raised,
    Ran,
    Returned,
    Sandbox,
    open_sandbox,
)
from turnwise.envs.core.errors import UsageError


def ran(result: Ran | Failure) -> Ran:
    assert isinstance(result, Ran), result
    return result


@pytest.mark.parametrize("fresh", [False, True], ids=["fork", "fresh"])
def test_a_script_has_its_input_arguments_output_and_status(box: Sandbox, fresh: bool) -> None:
    source = "import sys\nprint(input(), sys.argv[1:])\nprint('no', file=sys.stderr)\nsys.exit(3)"
    result = ran(box.run(source, stdin="hello\n", arguments=("a", "b"), fresh=fresh))
    assert result == Ran(Ended.EXITED, 3, "hello ['a', 'b']\n", "no\n")


def test_a_traceback_is_the_programs_own(box: Sandbox) -> None:
    result = ran(box.run("def f():\n    return 1 / 0\nf()"))
    assert result.stderr == (
        'Traceback (most recent call last):\n  File "main.py", line 3, in <module>\n    f()\n'
        '  File "main.py", line 2, in f\n    return 1 / 0\n           ~~^~~\nZeroDivisionError: division by zero\n'
    )


def test_names_stay_from_cell_to_cell_and_a_lost_session_says_so(box: Sandbox) -> None:
    assert ran(box.execute("x = 20")).ok
    assert ran(box.execute("x += 1\nprint(x)\nx * 2")) == Ran(Ended.EXITED, 0, "21\n", value="42")
    assert "ZeroDivisionError" in ran(box.execute("1 / 0")).stderr
    assert ran(box.execute("x")).value == "21"
    assert ran(box.execute("import os; os._exit(4)")) == Ran(Ended.EXITED, 4, session_lost=True)
    assert "NameError" in ran(box.execute("x")).stderr


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (
            "def f(x): return [x, (1.5, {2: {3}}), b'4', None, 10**40]",
            Returned([7, (1.5, {2: {3}}), b"4", None, 10**40]),
        ),
        (
            "def f(x): raise KeyError('no')",
            Raised("KeyError", "'no'", ("LookupError", "Exception", "BaseException", "object")),
        ),
        ("def f(x): return object()", NotPlain("an object of type 'object'")),
        ("def f(x):\n import os\n os._exit(3)", NoAnswer(Ended.EXITED, 3)),
        ("def f(x):\n while True: pass", NoAnswer(Ended.TIMEOUT, -9)),
    ],
    ids=["returns", "raises", "gives an object", "exits", "never ends"],
)
def test_a_call_is_answered_with_plain_data(box: Sandbox, source: str, answer: object) -> None:
    assert ran(box.load(source)).ok
    assert box.call("f", 7, seconds=0.5) == answer


def test_a_module_that_does_not_load_is_no_module(box: Sandbox) -> None:
    assert "SyntaxError" in ran(box.load("def f(:")).stderr
    with pytest.raises(UsageError, match="no loaded module"):
        box.call("f")


def test_files_are_written_read_listed_and_restored(box: Sandbox) -> None:
    assert box.write("a/b.txt", "hi") is None
    assert box.read("a/b.txt") == b"hi"
    assert box.read("none") is None
    files = box.files()
    assert not isinstance(files, Failure)
    assert [(file.path, file.kind) for file in files] == [("a", "folder"), ("a/b.txt", "file")]
    ran(box.run("import os, shutil; shutil.rmtree('a'); os.symlink('nowhere', 'l'); os.mkfifo('p'); open('z','w')"))
    assert box.restore(files) is None
    assert box.files() == files


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "", "a\0b"])
def test_a_path_out_of_the_workspace_is_refused(box: Sandbox, path: str) -> None:
    with pytest.raises(UsageError, match="relative to the workspace"):
        box.write(path, "x")


def test_equal_programs_give_equal_results(box: Sandbox) -> None:
    source = "import random, os\nprint(random.random(), hash('a'), list({'x', 'y', 'z'}), sorted(os.environ))"
    first = ran(box.run(source))
    assert first.ok
    assert first == ran(box.run(source)) == ran(box.run(source, fresh=True))


def test_a_closed_sandbox_answers_with_a_failure(backend: str) -> None:
    sandbox = open_sandbox(backend)  # type: ignore[arg-type]
    sandbox.close()
    sandbox.close()
    result = sandbox.run("1")
    assert isinstance(result, Failure)
    assert result.kind == "closed"


def test_plain_processes_have_to_be_asked_for_in_so_many_words() -> None:
    with pytest.raises(UsageError, match="isolate nothing"):
        open_sandbox("subprocess")
    with pytest.raises(UsageError, match="isolate nothing"):
        open_sandbox("auto", unsafe_subprocess=True)
    with pytest.warns(UserWarning, match="WITHOUT ISOLATION"):
        sandbox = open_sandbox("subprocess", unsafe_subprocess=True)
    with sandbox:
        assert sandbox.facts["runtime"] == "UNSAFE"
        assert ran(sandbox.run("print(6 * 7)")).stdout == "42\n"
