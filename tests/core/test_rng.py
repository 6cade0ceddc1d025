import numpy as np
import pytest

from turnwise.envs.core import Stream, bucket, derive_seed


def test_stream_gives_these_numbers_for_ever() -> None:
    stream = Stream(7, "dynamics", 3)
    assert [stream.integers(100) for _ in range(6)] == [69, 33, 49, 94, 85, 23]
    assert Stream(0, "x").random() == 0.11845930632657975


def test_streams_do_not_disturb_each_other() -> None:
    alone = [Stream(1, "a").integers(1000) for _ in range(1)]
    first, second = Stream(1, "a"), Stream(1, "b")
    second.integers(1000)
    assert first.integers(1000) == alone[0]


def test_addresses_of_other_type_or_nesting_differ() -> None:
    words = {Stream(*address).word() for address in [(1, 2), (1, "2"), (1, 2, 0), (12,), (1, "2", ""), (1, "2,")]}  # type: ignore[arg-type]
    assert len(words) == 6


@pytest.mark.parametrize(("low", "high"), [(0, 1), (3, 10), (-5, 5), (0, 2**64)])
def test_integers_stay_in_range(low: int, high: int) -> None:
    stream = Stream(0, "range")
    assert all(low <= stream.integers(low, high) < high for _ in range(500))


@pytest.mark.parametrize(("low", "high"), [(0, 0), (5, 5), (5, 4), (0, 2**64 + 1)])
def test_an_empty_or_too_wide_range_is_refused(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="range"):
        Stream(0).integers(low, high)


def test_integers_are_uniform() -> None:
    stream = Stream(0, "uniform")
    counts = np.bincount([stream.integers(7) for _ in range(70_000)], minlength=7)
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 25  # chi squared, 6 degrees of freedom: p < 0.001 above 22.5


def test_permutation_and_sample_are_uniform_over_orders() -> None:
    stream = Stream(0, "orders")
    orders = [tuple(stream.permutation("abc")) for _ in range(6000)]
    pairs = [tuple(stream.sample("abc", 2)) for _ in range(6000)]
    for drawn in (orders, pairs):
        assert len(set(drawn)) == 6
        assert all(850 < drawn.count(order) < 1150 for order in set(drawn))


def test_sample_of_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="k must be 0 to 3, got 4"):
        Stream(0).sample("abc", 4)


def test_weighted_follows_the_weights_and_never_gives_zero_weight() -> None:
    stream = Stream(0, "weights")
    drawn = [stream.weighted("abc", (1, 0, 3)) for _ in range(4000)]
    assert drawn.count("b") == 0
    assert 850 < drawn.count("a") < 1150
    with pytest.raises(ValueError, match="one weight an item"):
        stream.weighted("abc", (1, 2))


def test_generator_is_addressed_too() -> None:
    assert Stream(3, "g").generator().integers(10**9) == Stream(3, "g").generator().integers(10**9)


def test_buckets_and_seeds_are_stable() -> None:
    assert bucket("some board", 10) == bucket("some board", 10)
    assert {bucket(str(i), 4) for i in range(100)} == {0, 1, 2, 3}
    assert 0 <= derive_seed("a", 1) < 2**63
    assert derive_seed("a", 1) != derive_seed("a", 2)
