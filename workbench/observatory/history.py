"""The history: how figures went in a window of time, as columns that a chart can draw and a person can trace."""

from __future__ import annotations

import math
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from workbench.core.clock import from_micros, to_micros
from workbench.observatory.course import WINDOWS, Course, Window


class History(msgspec.Struct, frozen=True, eq=False):
    """Samples of figures, the oldest first: those in a window of time, and the last one before it.

    The sample of `metric` at row i is exactly the figure with the id ``<metric>:<subject>@<position[i]>`` (to the seven
    digits that are kept of an agent's).

    Attributes:
        recorded: when the log took the event after which each was taken, in microseconds since 1970 UTC.
        position: that event's position.
        values: columns by name, NaN where a figure was not measured yet. Of the lab every metric, and the 10th and 90th
            percentile over agents of those that agents have (``level_low``, ``level_high``); of an agent the level and
            its four signals.
    """

    recorded: NDArray[np.int64]
    position: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.position)

    def before(self, name: str) -> tuple[datetime, float] | None:
        """The first known value, and when it was: what a change in the window is counted from."""
        if (column := self.values.get(name)) is not None:
            for recorded, value in zip(self.recorded.tolist(), column.tolist(), strict=True):
                if not math.isnan(value):
                    return from_micros(recorded), value
        return None


def history_of(course: Course, names: tuple[str, ...], window: Window, now: datetime) -> History:
    """What a course, whose samples have the values `names`, has of the window that ends at `now`."""
    span = WINDOWS[window]
    rows = course.samples(None if span is None else to_micros(now - span))
    values = rows["values"].astype(np.float64)
    return History(
        rows["recorded"].astype(np.int64),
        rows["position"].astype(np.int64),
        {name: values[:, column] for column, name in enumerate(names)},
    )
