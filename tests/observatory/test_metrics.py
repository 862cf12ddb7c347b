"""Each metric is what its definition says, whatever happened."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observatory import naive
from tests.observatory.streams import START, everything, long_stream, observed, streams
from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.observatory import METRICS, Observatory


def check(records: list[Record], observatory: Observatory) -> None:
    for figure in everything(observatory):
        metric = METRICS[figure.name]
        if figure.value is not None:
            assert math.isfinite(figure.value)
            assert metric.low is None or figure.value >= metric.low
            assert metric.high is None or figure.value <= metric.high
        assert all(map(math.isfinite, figure.parts.values()))
        agree(figure, expected(records, figure))


def expected(records: list[Record], figure: Figure) -> Any:
    read = getattr(naive, figure.name)
    if METRICS[figure.name].of_agent is None:
        return read(records, to_micros(figure.moment))
    if figure.subject != "lab":
        return read(records, figure.subject)
    found = [value for agent in naive.agents(records) if (value := read(records, agent)) is not None]
    if not found:
        return None
    pairs = [value if isinstance(value, naive.Expected) else naive.Expected(value) for value in found]
    mean = sum(value for value, _ in pairs) / len(pairs)
    return naive.Expected(mean, max(within for _, within in pairs) + 1e-12 * max(abs(value) for value, _ in pairs))


def agree(figure: Figure, wanted: Any) -> None:
    if wanted is None or figure.value is None:
        assert figure.value is wanted, figure
        return
    value, within = wanted if isinstance(wanted, naive.Expected) else naive.Expected(wanted)
    assert figure.value == pytest.approx(value, rel=1e-9, abs=within), figure


@settings(max_examples=150)
@given(streams(), st.sampled_from((0, 1, 9_999_999, 599_000_000, 10**12)))
def test_any_events_give_what_the_definition_says(records: list[Record], later: int) -> None:
    now = (records[-1].recorded if records else START) + timedelta(microseconds=later)
    check(records, observed(records, now))


@pytest.mark.parametrize("seed", range(3))
def test_long_streams_too(seed: int) -> None:
    records = long_stream(seed)
    check(records, observed(records))


def test_no_event_lies_outside_of_what_is_tried() -> None:
    records = long_stream(0)
    values = {figure.name: figure for figure in everything(observed(records)) if figure.value is not None}
    assert set(values) == set(METRICS)  # else the comparison above would have compared nothing


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_its_docstring_defines_it(metric: Any) -> None:
    for section in ("Formula", "Range", "Unit", "Source"):
        assert re.search(rf"^{section}: \S", metric.definition, re.MULTILINE), section
    assert f"\nRange: {metric.range}.\n" in metric.definition
    assert f"\nUnit: {metric.unit}.\n" in metric.definition
    assert (metric.of_agent is None) != (metric.of_lab is None)
    assert metric.material > 0
