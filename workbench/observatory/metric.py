"""The metric: a named way to read one number from the observatory's state."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from workbench.core.figure import Basis
from workbench.observatory.signals import Signals
from workbench.observatory.state import ObservatoryState

Stream = Literal["consciousness", "performance", "knowledge"]


class Measure(NamedTuple):
    """What a metric reads: the value (None when it cannot be known yet), its parts, and the events it rests on."""

    value: float | None
    parts: dict[str, float]
    basis: tuple[Basis, ...]


UNKNOWN = Measure(None, {}, ())

OfAgent = Callable[[Signals], Measure]
OfLab = Callable[[ObservatoryState, int], Measure]


class Metric(NamedTuple):
    """A metric.

    Attributes:
        name: as it is asked for.
        title: as it is shown.
        stream: the live stream that it is published on.
        unit: ``1`` for a plain number.
        low, high: the range; None where there is no bound.
        material: a change of at least this much is published at once.
        better: whether more is good, less is good, or neither.
        of_agent: reads it for one agent; the lab's value is then the mean over agents, with each agent as a part.
        of_lab: reads it for the lab at a moment in microseconds since 1970 UTC.
    """

    name: str
    title: str
    stream: Stream
    unit: str
    low: float | None
    high: float | None
    material: float
    better: Literal["more", "less", "neither"]
    of_agent: OfAgent | None = None
    of_lab: OfLab | None = None

    @property
    def definition(self) -> str:
        """Meaning, formula, range, unit and source, in words."""
        return inspect.getdoc(self.of_agent or self.of_lab) or ""

    @property
    def range(self) -> str:
        """The range in words, as “0 to 1”."""
        if self.low is None or self.high is None:
            return "any" if self.low is None else f"from {self.low:.4g}"
        return f"{self.low:.4g} to {self.high:.4g}"

    def for_agent(self, signals: Signals) -> Measure:
        """Read it for one agent; unknown where it is measured of a lab only."""
        return self._within(self.of_agent(signals)) if self.of_agent else UNKNOWN

    def for_agents(self, state: ObservatoryState) -> dict[str, Measure]:
        """Read it for every agent; empty where it is measured of a lab only."""
        if self.of_agent is None:
            return {}
        return {source: self.for_agent(signals) for source, signals in state.agents.items()}

    def for_lab(self, state: ObservatoryState, now: int, measures: Mapping[str, Measure]) -> Measure:
        """Read it for the lab, at a moment in microseconds since 1970 UTC, from what was read for each agent."""
        return self._within(self.of_lab(state, now)) if self.of_lab else _mean(measures)

    def _within(self, measure: Measure) -> Measure:
        """The same, where rounding in the last bit took the value out of its range: at its end."""
        value = measure.value
        if value is None:
            return measure
        low, high = self.low, self.high
        if low is not None and value < low:
            return measure._replace(value=float(low))
        return measure._replace(value=float(high)) if high is not None and value > high else measure


def _mean(measures: Mapping[str, Measure]) -> Measure:
    parts = {source: measure.value for source, measure in measures.items() if measure.value is not None}
    if not parts:
        return UNKNOWN
    basis = tuple(basis for source in parts for basis in measures[source].basis)
    return Measure(sum(parts.values()) / len(parts), parts, basis)
