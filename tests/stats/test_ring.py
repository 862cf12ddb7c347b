from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats import Ring


@given(st.integers(1, 7), st.lists(st.integers(), max_size=40))
def test_is_a_bounded_deque(size: int, values: list[int]) -> None:
    ring: Ring[int] = Ring(size)
    model: deque[int] = deque(maxlen=size)
    for value in values:
        leaving = model[0] if len(model) == size else None
        assert ring.push(value) == leaving
        model.append(value)
        assert list(ring) == list(model)
        assert len(ring) == len(model)
        assert (ring.oldest, ring.newest) == (model[0], model[-1])


def test_empty() -> None:
    ring: Ring[str] = Ring(3)
    assert (list(ring), len(ring), ring.oldest, ring.newest) == ([], 0, None, None)


@pytest.mark.parametrize("size", [0, -1])
def test_needs_room(size: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Ring(size)
