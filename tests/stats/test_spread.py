import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from workbench.stats import evenness, gini, quantile

parts = st.lists(st.floats(0, 1e9) | st.integers(0, 5), min_size=1, max_size=30).filter(
    lambda values: max(values) > 1e-6
)
Spread = Callable[[Sequence[float]], float | None]


@given(parts)
def test_gini_against_its_definition(values: list[float]) -> None:
    array = np.array(values, dtype=float)
    expected = np.abs(array[:, None] - array[None, :]).mean() / (2 * array.mean())
    got = gini(values)
    assert got is not None
    assert got == pytest.approx(expected, abs=1e-12)
    assert 0.0 <= got <= 1.0 - 1.0 / len(values) + 1e-12


@given(parts)
def test_evenness_against_scipy(values: list[float]) -> None:
    got = evenness(values)
    if len(values) < 2:
        assert got is None
        return
    assert got is not None
    assert got == pytest.approx(stats.entropy(values) / math.log(len(values)), abs=1e-12)
    assert 0.0 <= got <= 1.0


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30), st.floats(0, 1))
def test_quantile_against_numpy(values: list[float], q: float) -> None:
    got = quantile(values, q)
    assert got is not None
    assert got == pytest.approx(np.quantile(values, q), rel=1e-12, abs=1e-14 * max(map(abs, values)))
    assert min(values) <= got <= max(values)


@pytest.mark.parametrize(("q", "expected"), [(0, 1.0), (1, 9.0), (0.5, 4.0)])
def test_quantile_ends(q: float, expected: float) -> None:
    assert quantile([9, 1, 4], q) == expected


@pytest.mark.parametrize("q", [-0.1, 1.1, math.nan])
def test_quantile_out_of_range(q: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        quantile([1, 2], q)


@given(st.floats(1e-300, 1e308), st.integers(2, 20))
def test_equal_parts(value: float, n: int) -> None:
    assert gini([value] * n) == pytest.approx(0.0, abs=1e-12)
    assert evenness([value] * n) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("n", [2, 5, 40])
def test_one_has_everything(n: int) -> None:
    values = [0.0] * (n - 1) + [3.0]
    assert gini(values) == pytest.approx(1.0 - 1.0 / n)
    assert evenness(values) == 0.0


@pytest.mark.parametrize("spread", [gini, evenness])
@pytest.mark.parametrize("values", [[], [0, 0]])
def test_nothing_to_divide(spread: Spread, values: list[float]) -> None:
    assert spread(values) is None
    assert quantile([], 0.5) is None


@pytest.mark.parametrize("spread", [gini, evenness])
@pytest.mark.parametrize("values", [[1, -1], [1, math.nan], [1, math.inf]])
def test_what_is_no_amount(spread: Spread, values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"amount|finite"):
        spread(values)
