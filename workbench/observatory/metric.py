"""The metric: a named way to read one number from the observatory's state."""

from __future__ import annotations

from collections.abc import Callable
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
        """The formula, the source and the meaning, in words."""
        read = self.of_agent or self.of_lab
        return (read.__doc__ or "") if read else ""

    def measure(self, state: ObservatoryState, subject: str, now: int) -> Measure:
        """Read it for an agent or for ``lab``."""
        if subject != "lab":
            signals = state.agents.get(subject)
            return self.of_agent(signals) if signals and self.of_agent else UNKNOWN
        if self.of_lab is not None:
            return self.of_lab(state, now)
        assert self.of_agent is not None
        return _mean({source: self.of_agent(signals) for source, signals in state.agents.items()})


def _mean(measures: dict[str, Measure]) -> Measure:
    parts = {source: measure.value for source, measure in measures.items() if measure.value is not None}
    if not parts:
        return UNKNOWN
    basis = tuple(basis for source in parts for basis in measures[source].basis)
    return Measure(sum(parts.values()) / len(parts), parts, basis)
