"""The axis of the transport bar: a lab's whole life in few points, from which the browser draws how much happened when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.core.clock import to_micros
from workbench.observatory.course import Window
from workbench.observatory.history import History

POINTS = 160
"""As many points as an axis has at the most; a bar on a screen has about as many pixels' width for each."""


class Life(Protocol):
    """What the axis needs of a snapshot: a live one, as the axis goes on until now."""

    @property
    def moment(self) -> datetime: ...

    @property
    def head(self) -> int: ...

    @property
    def begin(self) -> datetime | None: ...

    @property
    def newest(self) -> datetime | None: ...

    def history(self, window: Window) -> History: ...


def axis_of(life: Life) -> dict[str, Any]:
    """The axis as the browser gets it, as small as a few kilobytes.

    `recorded` and `position` are columns: after the event at that position, at that moment, this much had happened. The
    first event and the last are among them. Moments are in whole milliseconds since 1970 UTC, none before its event; `now`
    is where the axis ends and `head` how many events there are.
    """
    recorded, position = _points(life)
    return {
        "recorded": (-(-recorded // 1_000)).tolist(),
        "position": position.tolist(),
        "now": -(-to_micros(life.moment) // 1_000),
        "head": life.head,
    }


def _points(life: Life) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    history = life.history("all")
    recorded, position = history.recorded, history.position
    if life.begin is not None and (not len(position) or position[0] > 1):
        recorded, position = np.insert(recorded, 0, to_micros(life.begin)), np.insert(position, 0, 1)
    if life.newest is not None and life.head > position[-1]:
        recorded, position = np.append(recorded, to_micros(life.newest)), np.append(position, life.head)
    if len(position) > POINTS:
        kept = np.linspace(0, len(position) - 1, POINTS).round().astype(np.int64)
        recorded, position = recorded[kept], position[kept]
    return recorded, position
