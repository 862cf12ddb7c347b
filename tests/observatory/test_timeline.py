"""The timeline: from the beginning until now in bounded space."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.observatory import naive
from tests.observatory.streams import long_stream, observed
from workbench.observatory.timeline import CAPACITY, Sample, Timeline


@given(st.lists(st.integers(0, 3_000_000), max_size=4 * CAPACITY), st.integers(1, 1_000))
def test_it_stays_bounded_and_keeps_its_ends(gaps: list[int], factor: int) -> None:
    timeline, at, taken = Timeline(), 0, list[int]()
    for position, gap in enumerate([*gaps, *gaps, *gaps], 1):
        at += gap * factor
        if timeline.due(at):
            timeline.add(Sample(at, position, 0.5, 0.5, 0.5))
            taken.append(at)
    kept = [sample.recorded for sample in timeline.samples]
    assert len(kept) <= CAPACITY
    assert set(kept) <= set(taken)
    assert kept[:1] == taken[:1]
    assert all(later - earlier >= timeline.spacing for earlier, later in pairwise(kept))
    if taken:
        assert at - kept[-1] <= 2 * timeline.spacing + 3_000_000 * factor


def test_samples_are_of_the_agents_as_they_were() -> None:
    records = long_stream(3, 300, agents=5)
    samples = observed(records).timeline()
    assert len(samples) > 50
    for sample in samples[::7]:
        upto = records[: sample.position]
        levels = [x for agent in naive.agents(upto) if (x := naive.level(upto, agent)) is not None]
        assert sample.mean == pytest.approx(np.mean(levels))
        assert (sample.low, sample.high) == pytest.approx(tuple(np.quantile(levels, (0.1, 0.9))))
