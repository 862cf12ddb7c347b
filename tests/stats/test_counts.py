from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats import RollingCounts

streams = st.lists(st.sampled_from("abcdeé"), min_size=1, max_size=60)


@given(st.integers(1, 12), streams)
def test_against_counting_the_window_anew(size: int, stream: list[str]) -> None:
    rolling = RollingCounts(size)
    for end, category in enumerate(stream, 1):
        rolling.update(category)
        window = Counter(stream[max(0, end - size) : end])
        total = window.total()
        shares = rolling.shares()
        assert len(rolling) == total
        assert shares == {category: count / total for category, count in window.items()}
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-12)
        different = sum(a * b for i, a in window.items() for j, b in window.items() if i != j)
        assert rolling.diversity() == different / total**2


@given(streams, st.randoms(use_true_random=False), st.integers(0, 8))
def test_ranking_forgets_the_order_of_arrival(stream: list[str], source: object, n: int) -> None:
    shuffled = list(stream)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = RollingCounts(100), RollingCounts(100)
    for left, right in zip(stream, shuffled, strict=True):
        one.update(left)
        other.update(right)
    expected = sorted(Counter(stream).items(), key=lambda item: (-item[1], item[0]))[:n]
    assert one.ranking(n) == other.ranking(n) == expected
    assert list(one.shares().items()) == list(other.shares().items())


def test_extremes_of_diversity() -> None:
    one, many = RollingCounts(10), RollingCounts(10)
    for category in "abcdefghij":
        one.update("always")
        many.update(category)
    assert (one.diversity(), many.diversity()) == (0.0, 0.9)


def test_empty() -> None:
    rolling = RollingCounts(3)
    assert (len(rolling), rolling.shares(), rolling.diversity(), rolling.ranking(5)) == (0, {}, None, [])


def test_needs_a_size() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RollingCounts(0)
