"""The trace: which events a windowed statistic rests on, so that a figure can be followed back to them."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.figure import Basis
from workbench.stats import Ring


class Trace(msgspec.Struct):
    """The positions of the last `size` events that went into a statistic, kept in step with it.

    Attributes:
        positions: their positions, oldest first.
        recorded: when the log took the last one, in microseconds since 1970 UTC.
    """

    positions: Ring[int]
    recorded: int = 0

    @classmethod
    def of(cls, size: int) -> Trace:
        """An empty trace."""
        return cls(Ring(size))

    def update(self, record: Record) -> None:
        """Note one more event."""
        self.positions.push(record.position)
        self.recorded = to_micros(record.recorded)

    def basis(self, kinds: tuple[str, ...], source: str | None) -> tuple[Basis, ...]:
        """The events as a basis, for traces that took in every event of these kinds from this source."""
        first, last = self.positions.oldest, self.positions.newest
        if first is None or last is None:
            return ()
        events = len(self.positions)
        return (Basis(kinds=kinds, source=source, first=first, last=last, events=events, recorded=self.recorded),)

    def listed(self, kinds: tuple[str, ...]) -> tuple[Basis, ...]:
        """The events as a basis that names each position, for traces that took in only some of them."""
        return listed(kinds, tuple(self.positions), self.recorded)


def listed(kinds: tuple[str, ...], positions: tuple[int, ...], recorded: int) -> tuple[Basis, ...]:
    """A basis that names each position."""
    if not positions:
        return ()
    ordered = tuple(sorted(positions))
    return (
        Basis(
            kinds=kinds,
            source=None,
            first=ordered[0],
            last=ordered[-1],
            events=len(ordered),
            recorded=recorded,
            positions=ordered,
        ),
    )
