"""The axis: a lab's life in few points."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.clock import from_micros, to_micros
from workbench.observatory.course import Window
from workbench.observatory.history import History
from workbench.views.axis import POINTS, axis_of

BEGIN = datetime.fromisoformat("2026-03-02T09:00:00.000001+00:00")


class Lived(msgspec.Struct, frozen=True):
    """What the axis needs of a snapshot, from the moments at which the log took every event."""

    recorded: list[int]
    sampled: list[int]

    @property
    def moment(self) -> datetime:
        return from_micros(self.recorded[-1] if self.recorded else to_micros(BEGIN)) + timedelta(seconds=1)

    @property
    def head(self) -> int:
        return len(self.recorded)

    @property
    def begin(self) -> datetime | None:
        return from_micros(self.recorded[0]) if self.recorded else None

    @property
    def newest(self) -> datetime | None:
        return from_micros(self.recorded[-1]) if self.recorded else None

    def history(self, window: Window) -> History:
        assert window == "all"
        taken = np.array([self.recorded[position - 1] for position in self.sampled], dtype=np.int64)
        return History(taken, np.array(self.sampled, dtype=np.int64), {})


@st.composite
def lives(draw: st.DrawFn) -> Lived:
    gaps = draw(st.lists(st.integers(0, 10**12), min_size=1, max_size=400))
    recorded = (to_micros(BEGIN) + np.cumsum(gaps)).tolist()
    sampled = draw(st.lists(st.integers(1, len(recorded)), unique=True).map(sorted))
    return Lived(recorded, sampled)


@given(lives())
def test_it_begins_with_the_first_event_and_ends_with_the_last(lived: Lived) -> None:
    axis = axis_of(lived)
    moments, positions = axis["recorded"], axis["position"]
    assert len(moments) == len(positions) <= POINTS
    assert positions == sorted(set(positions))
    assert (positions[0], positions[-1]) == (1, lived.head) == (1, axis["head"])
    assert moments == sorted(moments) and axis["now"] >= moments[-1]
    for moment, position in zip(
        moments, positions, strict=True
    ):  # none before its event, or a drag there would miss it
        assert 0 <= moment * 1_000 - lived.recorded[position - 1] < 1_000


def test_it_is_a_few_kilobytes() -> None:
    lived = Lived((to_micros(BEGIN) + np.arange(100_000) * 1_000_007).tolist(), list(range(1, 100_001, 9)))
    assert len(msgspec.json.encode(axis_of(lived))) < 5_000


def test_an_empty_lab_has_an_empty_axis() -> None:
    axis = axis_of(Lived([], []))
    assert (axis["recorded"], axis["position"], axis["head"]) == ([], [], 0)
