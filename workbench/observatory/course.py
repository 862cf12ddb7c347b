"""The course: how some values went from the beginning until now, in bounded space, fine for what is near and coarse for what is far.

Samples lie packed in byte strings, because a state is copied whole whenever a snapshot of it is made or read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from struct import Struct as Packing
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

Window = Literal["10 min", "1 h", "24 h", "all"]
WINDOWS: dict[Window, timedelta | None] = {
    "10 min": timedelta(minutes=10),
    "1 h": timedelta(hours=1),
    "24 h": timedelta(hours=24),
    "all": None,
}
_SECOND = 1_000_000


class Track(msgspec.Struct):
    """Samples of one spacing, the oldest first.

    Attributes:
        spacing: the least microseconds between two of them.
        fixed: whether the oldest go when there are too many; else every other one goes and the spacing doubles.
        due: from when on the next one is wanted, in microseconds since 1970 UTC.
        packed: their bytes.
        whole: whether none has gone.
    """

    spacing: int
    fixed: bool
    due: int = 0
    packed: bytearray = msgspec.field(default_factory=bytearray)
    whole: bool = True

    def add(self, recorded: int, sample: bytes, most: int) -> None:
        """Keep a sample that is due, and at most twice `most` in all."""
        self.packed += sample
        size = len(sample)
        if len(self.packed) > 2 * most * size:
            if self.fixed:
                del self.packed[: most * size]
                self.whole = False
            else:
                rows = np.frombuffer(bytes(self.packed), dtype=f"V{size}")
                self.packed = bytearray(rows[::2].tobytes())
                self.spacing *= 2
        self.due = recorded + self.spacing


class Course(msgspec.Struct):
    """How `width` values went: one track for each window of time, and one from the beginning on.

    Attributes:
        width: how many values a sample has.
        most: a track that was full has at least so many samples, and at most twice as many.
        double: whether values are kept in 8 bytes, not 4.
        due: from when on a sample is wanted, in microseconds since 1970 UTC.
    """

    width: int
    most: int
    double: bool
    tracks: list[Track]
    due: int = 0

    @classmethod
    def of(cls, width: int, most: int, *, double: bool) -> Course:
        """An empty course."""
        spans = (span for span in WINDOWS.values() if span is not None)
        fixed = [Track(round(span.total_seconds() * _SECOND / most), fixed=True) for span in spans]
        return cls(width, most, double, [Track(_SECOND, fixed=False), *fixed])

    def add(self, recorded: int, position: int, values: Sequence[float]) -> None:
        """Keep the values after the event at `position`, where they are due. NaN is a value that is not known."""
        sample = self._packing.pack(recorded, position, *values)
        for track in self.tracks:
            if recorded >= track.due:
                track.add(recorded, sample, self.most)
        self.due = min(track.due for track in self.tracks)

    def samples(self, begin: int | None) -> NDArray[np.void]:
        """Samples since `begin` (microseconds since 1970 UTC; None for all), and the last one before it.

        Of the tracks that reach back so far, the finest. The fields are `recorded`, `position` and `values`.
        """
        reaching = [track for track in self.tracks if track.whole or self._oldest(track) <= (begin or 0)]
        finest = min(reaching, key=lambda track: track.spacing)
        rows: NDArray[np.void] = np.frombuffer(bytes(finest.packed), dtype=_kind(self.width, self.double))
        if begin is None:
            return rows
        return rows[max(0, int(np.searchsorted(rows["recorded"], begin)) - 1) :]

    @property
    def _packing(self) -> Packing:
        return _packing(self.width, self.double)

    def _oldest(self, track: Track) -> int:
        recorded: int = self._packing.unpack_from(track.packed)[0]
        return recorded


@cache
def _packing(width: int, double: bool) -> Packing:
    return Packing(f"<qq{width}{'d' if double else 'f'}")


@cache
def _kind(width: int, double: bool) -> np.dtype[np.void]:
    values = ("values", "<f8" if double else "<f4", (width,))
    return np.dtype([("recorded", "<i8"), ("position", "<i8"), values])
