"""Workspaces: every turn's sandbox can be built again from the value alone, and does the same next."""

import pickle
from collections.abc import Iterator

import pytest

from turnwise.envs.code_exec import Bench, Failure, Ran, Workspace
from turnwise.envs.core.errors import UsageError


@pytest.fixture
def bench(backend: str) -> Iterator[Bench]:
    found = Bench(backend)  # type: ignore[arg-type]
    yield found
    found.close()


def acted(outcome: tuple[Workspace, Ran] | Failure) -> tuple[Workspace, Ran]:
    assert not isinstance(outcome, Failure), outcome
    return outcome


LOOK = "import os\nfor name in os.listdir('.'):\n    print(name, os.stat(name).st_mtime, oct(os.stat(name).st_mode))"
MESS = (
    "import os\nos.mkdir('d')\nfor n in 'bca':\n    open(n, 'w').write(n)\nos.link('a', 'd/hard')\nos.chmod('b', 0o700)"
)


def test_the_live_sandbox_and_one_built_again_see_the_same(bench: Bench) -> None:
    start = Workspace.of({"main.py": "print('hi')", "pkg/x.txt": "1"})
    after, _ = acted(bench.act(start, lambda box: box.run(MESS)))
    live = acted(bench.act(after, lambda box: box.run(LOOK)))
    again = acted(bench.act(pickle.loads(pickle.dumps(after)), lambda box: box.run(LOOK)))
    assert live == again
    assert "main.py" in live[1].stdout


def test_an_interpreter_session_is_replayed_on_the_files_that_its_cells_found(bench: Bench) -> None:
    first, _ = acted(bench.execute(Workspace(), "x = 1\nlog = open('log', 'a')\nprint('one', file=log, flush=True)"))
    second, _ = acted(bench.execute(first, "x += 1\nprint('two', file=log, flush=True)\nx"))
    edited, _ = acted(bench.act(second, lambda box: box.write("note", "n") or Ran_ok()))
    source = "x += 1\nprint('three', file=log, flush=True)\n(x, open('log').read(), open('note').read())"
    live = acted(bench.execute(edited, source))
    again = acted(bench.execute(edited, source))
    assert live == again
    assert live[1].value == "(3, 'one\\ntwo\\nthree\\n', 'n')"
    assert live[0].key == again[0].key


def Ran_ok() -> Ran:
    from turnwise.envs.code_exec import Ended

    return Ran(Ended.EXITED, 0)


def test_sixteen_branches_of_a_moment_do_not_disturb_each_other(bench: Bench) -> None:
    moment, _ = acted(bench.act(Workspace(), lambda box: box.run("open('n', 'w').write('0')")))
    for branch in range(16):
        source = f"n = int(open('n').read()) + {branch}\nopen('n', 'w').write(str(n))"
        after, _ = acted(bench.act(moment, lambda box, source=source: box.run(source)))
        assert after.read("n") == str(branch).encode()
        bench.release(after)


def test_contents_are_shared_between_the_states_of_an_episode(bench: Bench) -> None:
    first, _ = acted(bench.act(Workspace.of({"big": b"x" * 100_000}), lambda box: box.run("open('small', 'w')")))
    second, _ = acted(bench.act(first, lambda box: box.run("open('small', 'w').write('y')")))
    big = [next(file.blob for file in state.files if file.path == "big") for state in (first, second)]
    assert big[0] is big[1]


def test_a_file_written_by_value_equals_one_written_in_the_sandbox(bench: Bench) -> None:
    start = Workspace.of({"a": "1"})
    by_value = start.written("b/c.txt", "2").written("a", "3")

    def write(box):  # type: ignore[no-untyped-def]
        return box.write("b/c.txt", "2") or box.write("a", "3") or Ran_ok()

    assert acted(bench.act(start, write))[0] == by_value
    with pytest.raises(UsageError, match="relative to the workspace"):
        start.written("../x", "")
