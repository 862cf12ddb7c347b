"""The curve: what a chart draws of one figure, from the beginning of a window until the moment that is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from workbench.core.clock import to_micros
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.course import WINDOWS
from workbench.observatory.history import History
from workbench.observatory.metric import Metric
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot

_LEAST_SPAN = 30_000_000  # microseconds
_LEAST_RANGE = 20  # of the changes that matter
_ROOM = 0.08
_EDGE = 0.015

_BY_EXAM = ("learning", "self_knowledge", "emotional_stability", "learning_acceleration", "pathway_efficiency")

Column = NDArray[np.float64]
Holds = Literal["always", "gaps", "never"]


class Curve(msgspec.Struct, frozen=True, eq=False):
    """Samples of a figure, the oldest first; the last is the figure at the moment itself.

    Attributes:
        at: microseconds since 1970 UTC.
        position: the event after which each was taken.
        value: the figure, NaN where it was not known.
        low, high: the 10th and 90th percentile over agents; None where there is no band.
        begin, end: what the x axis shows, microseconds since 1970 UTC.
    """

    at: NDArray[np.int64]
    position: NDArray[np.int64]
    value: Column
    low: Column | None
    high: Column | None
    begin: int
    end: int

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return not bool(np.isnan(self.value).all())


def curve(snapshot: Snapshot, look: Look, metric: str, subject: str) -> Curve | None:
    """What there is of a metric; None where nothing was measured at all."""
    history = snapshot.histories.get((look.window, subject))
    column = None if history is None else history.values.get(metric)
    if history is None or column is None or not len(history):
        return None
    end = max(to_micros(snapshot.moment), int(history.recorded[-1]))
    now = snapshot.figures.get((metric, subject))
    since = 0 if now is None or holds(metric) == "never" else max((basis.recorded for basis in now.basis), default=0)
    at, position, value = _until(history, column, now, since, end)
    low, high = history.values.get(f"{metric}_low"), history.values.get(f"{metric}_high")
    more = len(at) - len(history)
    return Curve(
        at=at,
        position=position,
        value=value,
        low=None if low is None else np.append(low, [low[-1]] * more),
        high=None if high is None else np.append(high, [high[-1]] * more),
        begin=_begin(look, int(history.recorded[0]), end),
        end=end,
    )


def spread(metric: Metric, columns: Sequence[Column]) -> tuple[float, float]:
    """The range of the y axis: all that is shown and a little room, at least what tells a change from a wobble, within the bounds."""
    seen = np.concatenate(columns) if columns else np.empty(0)
    seen = seen[np.isfinite(seen)]
    least = metric.material * _LEAST_RANGE
    low, high = (float(seen.min()), float(seen.max())) if len(seen) else (metric.low or 0.0, metric.high or least)
    room = max((high - low) * _ROOM, (least - (high - low)) / 2)
    low, high = low - room, high + room
    # At a bound the axis goes on the other way, so that it still shows as much as it should, and beyond it by the line's width.
    if metric.low is not None and low < metric.low:
        low, high = metric.low, max(high, metric.low + least)
    if metric.high is not None and high > metric.high:
        low, high = min(low, metric.high - least), metric.high
    edge = (high - low) * _EDGE
    return low - edge * (low == metric.low), high + edge * (high == metric.high)


def holds(metric: str) -> Holds:
    """Where a line between two samples would be untrue: between two exams or tasks, and where for long nothing happened."""
    if METRICS[metric].unit == "1/min":
        return "never"
    return "always" if METRICS[metric].stream == "performance" or metric in _BY_EXAM else "gaps"


def _until(
    history: History, column: Column, now: Figure | None, since: int, end: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Column]:
    """Times, positions and values of the samples, and after them the figure as it is at the end, and has been since its last event."""
    recorded, position = history.recorded.tolist(), history.position.tolist()
    value = math.nan if now is None or now.value is None else now.value
    added = [since, end] if recorded[-1] < since < end else [end]
    last = position[-1] if now is None else max(now.position, position[-1])
    return (
        np.array(recorded + added, dtype=np.int64),
        np.array(position + [last] * len(added), dtype=np.int64),
        np.append(column, [value] * len(added)),
    )


def _begin(look: Look, first: int, end: int) -> int:
    """The window's beginning, or that of the history where it is later: the same for every figure. At least half a minute."""
    span = WINDOWS[look.window]
    opens = first if span is None else max(first, end - int(span.total_seconds() * 1_000_000))
    return min(opens, end - _LEAST_SPAN)
