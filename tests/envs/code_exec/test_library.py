"""The library's functions: each does what its examples say, and its tests notice what is wrong."""

import pytest

from turnwise.envs.code_exec.fuel import trusted
from turnwise.envs.code_exec.library import Problem, problem, problems
from turnwise.envs.code_exec.mutation import OPERATORS, mutants
from turnwise.envs.code_exec.values import is_plain, same
from turnwise.envs.core import UsageError
from turnwise.envs.core.rng import Stream, derive_seed

CALLS = 24


def calls_of(found: Problem) -> list[tuple[tuple[object, ...], object]]:
    reference = trusted(found.source, found.name)
    drawn = [found.arguments(Stream(0, "test", found.name, number)) for number in range(CALLS)]
    return [*found.examples, *((given, reference(given).value) for given in drawn)]


def test_there_are_enough_of_every_kind() -> None:
    every = problems()
    assert len(every) >= 150
    assert len({found.name for found in every}) == len({found.statement for found in every}) == len(every)
    assert {found.level for found in every} == {"easy", "medium", "hard"}
    assert min(sum(other.domain == found.domain for other in every) for found in every) >= 15


@pytest.mark.parametrize("found", problems(), ids=lambda found: found.name)
def test_a_reference_keeps_its_promises(found: Problem) -> None:
    reference = trusted(found.source, found.name)
    assert len(found.examples) >= 2
    assert '"""' not in found.source
    for given, wanted in found.examples:
        outcome = reference(given)
        assert not outcome.error
        assert same(outcome.value, wanted), (given, wanted, outcome.value)
    results = []
    for number in range(CALLS):
        given = found.arguments(Stream(0, "test", found.name, number))
        assert given == found.arguments(Stream(0, "test", found.name, number))
        outcome = reference(given)
        assert not outcome.error, (given, outcome.error)
        assert is_plain(outcome.value)
        results.append(repr(outcome.value))
    assert len(set(results)) >= 2


def test_nine_in_ten_mutants_are_noticed() -> None:
    made = noticed = 0
    for found in problems():
        tests = calls_of(found)
        for mutant in mutants(found.source):
            call = trusted(mutant.source, found.name)
            outcomes = ((call(given), wanted) for given, wanted in tests)
            made += 1
            noticed += any(outcome.error or not same(outcome.value, wanted) for outcome, wanted in outcomes)
    assert made > 1500
    assert noticed / made >= 0.93, (noticed, made)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UsageError, match="no problem is named 'no_such'"):
        problem("no_such")


SOURCE = '''def f(items, limit):
    """The text 1 < 2 is no code."""
    total = 0
    for item in items:
        if item < limit and not total:
            continue
        total += item * 2
    return max(total, 1), f"{total + 1}"
'''


def test_a_mutant_differs_in_one_line_and_parses() -> None:
    found = mutants(SOURCE)
    original = SOURCE.split("\n")
    for mutant in found:
        lines = mutant.source.split("\n")
        assert [number for number, line in enumerate(lines, 1) if line != original[number - 1]] == [mutant.line]
        assert mutant.operator in OPERATORS
        compile(mutant.source, "mutant", "exec")
    texts = {mutant.source.split("\n")[mutant.line - 1].strip() for mutant in found}
    assert {
        "if item <= limit and not total:",
        "if item > limit and not total:",
        "if item < limit or not total:",
        "if item < limit and total:",
        "break",
        "total -= item * 2",
        "total += item + 2",
        "total += item * 3",
        "total += item * 1",
        "total = 1",
    } <= texts
    assert not any("1 < 2" not in mutant.source or "{total + 1}" not in mutant.source for mutant in found)


def test_an_operator_that_would_bind_otherwise_gets_parentheses() -> None:
    (mutant,) = (m for m in mutants("def f(a, b, c):\n    return a - b * c\n") if "+" in m.source and "-" in m.source)
    assert mutant.source == "def f(a, b, c):\n    return a - (b + c)\n"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def f(x):\n    while True:\n        x += 1\n", "out of steps"),
        ("def f(x):\n    return f(x)\n", "out of steps"),
        ("def f(x):\n    return [y for y in iter(int, 1)]\n", "out of steps"),
        (
            "def f(x):\n    while 1:\n        try:\n            x += 1\n        except Exception:\n            pass\n",
            "out of steps",
        ),
        ("def f(x):\n    return x / 0\n", "ZeroDivisionError"),
    ],
    ids=["a loop", "a recursion", "a comprehension", "one that catches all", "an exception"],
)
def test_a_trusted_program_always_ends(source: str, error: str) -> None:
    assert trusted(source, "f")((1,), 500).error == error


def test_a_trusted_program_cannot_change_its_arguments() -> None:
    given = ([1, 2],)
    assert trusted("def f(x):\n    x.append(3)\n    return x\n", "f")(given).value == [1, 2, 3]
    assert given == ([1, 2],)


def test_mutants_are_the_same_on_every_interpreter() -> None:
    """A digest of all of them: made on Python 3.11, 3.12 and 3.13 alike."""
    sources = [mutant.source for found in problems() for mutant in mutants(found.source)]
    assert derive_seed(*sources) == 4259383021068955090
