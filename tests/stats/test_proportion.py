import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from workbench.stats import posterior_mean, wilson

trials = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(trials, st.floats(0.01, 0.999))
def test_wilson_against_scipy(seen: tuple[int, int], confidence: float) -> None:
    successes, n = seen
    expected = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    low, high = wilson(successes, n, confidence)
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)
    assert 0.0 <= low <= successes / n <= high <= 1.0


@given(trials)
def test_wilson_does_not_care_which_outcome_is_called_success(seen: tuple[int, int]) -> None:
    successes, n = seen
    low, high = wilson(successes, n)
    assert wilson(n - successes, n) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


@pytest.mark.parametrize("n", [1, 3, 10, 997])
def test_wilson_ends_exactly_at_the_ends(n: int) -> None:
    assert wilson(0, n)[0] == 0.0
    assert wilson(n, n)[1] == 1.0


def test_no_trials_no_knowledge() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert posterior_mean(0, 0) == 0.5


@given(trials, st.floats(0.01, 100), st.floats(0.01, 100))
def test_posterior_mean_against_scipy(seen: tuple[int, int], a: float, b: float) -> None:
    successes, n = seen
    mean = posterior_mean(successes, n, (a, b))
    assert mean == pytest.approx(stats.beta(a + successes, b + n - successes).mean(), rel=1e-9)
    assert 0.0 < mean < 1.0


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_trials(successes: int, n: int) -> None:
    for ask in (wilson, posterior_mean):
        with pytest.raises(ValueError, match="cannot be"):
            ask(successes, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -1.0, math.nan])
def test_impossible_confidence(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 2, confidence)


@pytest.mark.parametrize("prior", [(0, 1), (1, 0), (math.nan, 1), (1, math.inf)])
def test_impossible_prior(prior: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="prior"):
        posterior_mean(1, 2, prior)
