"""The space of all texts."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, NoReturn

import gymnasium
from gymnasium import spaces
from gymnasium.error import CustomSpaceError
from gymnasium.vector.utils import create_shared_memory

__all__ = ["AnyText"]


class AnyText(spaces.Text):
    """Every string of any length and script; `contains` costs the same for all of them.

    Gymnasium's `Text` checks each character, prints its alphabet and, in shared memory, hands back garbage without
    a word. This one has no alphabet, and `AsyncVectorEnv(shared_memory=True)` refuses it: pass
    `shared_memory=False`, or use `turnwise.make_vec`, which does.

    Args:
        examples: texts that `sample()` draws from; without any it makes up short lower-case words.
        seed: seed of `sample()`.
    """

    def __init__(self, examples: Sequence[str] = (), *, seed: int | None = None) -> None:
        super().__init__(max_length=2**31 - 1, min_length=0, charset="abcdefgh", seed=seed)
        self.examples = tuple(examples)

    def contains(self, x: Any) -> bool:
        """Whether `x` is a string."""
        return isinstance(x, str)

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """One of the examples, or a short made-up word. Masks do not apply to open text.

        Raises:
            ValueError: a mask or probability was given.
        """
        if mask is not None or probability is not None:
            raise ValueError("AnyText.sample() takes no mask or probability; use the discrete view for masks")
        if self.examples:
            return self.examples[int(self.np_random.integers(len(self.examples)))]
        letters = self.np_random.integers(0, 8, size=int(self.np_random.integers(1, 12)))
        return "".join("abcdefgh"[i] for i in letters)

    def __deepcopy__(self, memo: object) -> AnyText:
        """A space with the same examples and its own generator in the same state."""
        twin = copy.copy(self)
        if self._np_random is not None:
            twin._np_random = copy.deepcopy(self._np_random)
        return twin

    def __repr__(self) -> str:
        return "AnyText()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyText)

    def __hash__(self) -> int:
        return hash(AnyText)


@create_shared_memory.register(AnyText)
def _refuse_shared_memory(space: AnyText, n: int = 1, ctx: Any = None) -> NoReturn:
    raise CustomSpaceError(
        "texts have no fixed size, so they can't live in shared memory: pass shared_memory=False to "
        f"AsyncVectorEnv (gymnasium {gymnasium.__version__}), or use turnwise.make_vec"
    )
