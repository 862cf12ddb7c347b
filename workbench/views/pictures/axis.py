"""The axis: the name, the unit and the bounds of what a picture shows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

MOST_BARS = 24
_LONGEST = 34
_LEAST_SPAN = 0.1
_ROOM = 0.08


class Axis(NamedTuple):
    """An axis of values.

    Attributes:
        name: the column.
        title: what it is, in words.
        unit: as in docs/metrics.md, ``1`` for a plain number.
        low, high: its bounds, None where there is none.
        percent: whether the share is shown in percent.
    """

    name: str
    title: str
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    percent: bool = False

    @property
    def scale(self) -> int:
        """What a value is multiplied by before it is shown."""
        return 100 if self.percent else 1

    @property
    def measure(self) -> str:
        """The unit or the range in words: “per hour”, “0 to 1”; empty where there is nothing to say."""
        if self.percent:
            return "%"
        if self.unit != "1":
            return {"1/h": "per hour", "1/min": "per minute"}.get(self.unit, self.unit)
        if self.low is None:
            return ""
        return f"from {self.low:.4g}" if self.high is None else f"{self.low:.4g} to {self.high:.4g}"

    @property
    def label(self) -> str:
        """The title and its measure."""
        return f"{self.title} ({self.measure})" if self.measure else self.title

    def said(self, value: float) -> str:
        """A value that is shown, beside its bar."""
        return f"{value:.1f} %" if self.percent else f"{value:,.2f}"

    def end(self, values: Any) -> float:
        """Where values that are shown end: the upper bound where it is not far, else the largest of them."""
        most = float(np.max(values)) if len(values) else 0.0
        if self.high is not None and most > self.high * self.scale * 0.4:
            return self.high * self.scale
        return most or 1.0

    def limits(self, values: Any) -> tuple[float, float]:
        """From the least to the most and a little room, at least a tenth, within the bounds."""
        known = values[np.isfinite(values)]
        least, most = (float(known.min()), float(known.max())) if len(known) else (self.low or 0.0, self.high or 1.0)
        room = max((most - least) * _ROOM, (_LEAST_SPAN - (most - least)) / 2)
        low, high = least - room, most + room
        return (low if self.low is None else max(self.low, low), high if self.high is None else min(self.high, high))


def short(text: str, most: int = _LONGEST) -> str:
    """A name that fits beside a bar; what is cut out is its middle, because dotted names end in what tells them apart.

    >>> short("networkx.algorithms.assortativity.mixing")
    'networkx.algo…assortativity.mixing'
    """
    head = most * 2 // 5
    return text if len(text) <= most else f"{text[:head].rstrip()}…{text[head + 1 - most :].lstrip()}"
