import pickle
from typing import Any

import pytest
from gymnasium.vector.utils import batch_space, create_shared_memory

from turnwise.envs.core import AnyText


@pytest.mark.parametrize("text", ["", "é\u4e2d\x00", "\ud800", "x" * 10**6])
def test_every_string_is_in_it(text: str) -> None:
    assert AnyText().contains(text)


@pytest.mark.parametrize("thing", [None, 3, b"x", ["x"]])
def test_nothing_else_is(thing: Any) -> None:
    assert not AnyText().contains(thing)


def test_it_is_short_to_print_and_to_pickle() -> None:
    assert repr(AnyText()) == "AnyText()"
    assert len(pickle.dumps(AnyText())) < 1000
    assert pickle.loads(pickle.dumps(AnyText(["a"]))) == AnyText()


def test_samples_come_from_the_examples() -> None:
    space = AnyText(["up", "down"], seed=1)
    assert {space.sample() for _ in range(30)} == {"up", "down"}
    assert AnyText(seed=1).sample() == AnyText(seed=1).sample()
    with pytest.raises(ValueError, match="no mask"):
        space.sample(mask=(None, None))


def test_it_batches_to_a_tuple_and_refuses_shared_memory() -> None:
    assert len(batch_space(AnyText(), 3).spaces) == 3  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="shared_memory=False"):
        create_shared_memory(AnyText(), n=2)
