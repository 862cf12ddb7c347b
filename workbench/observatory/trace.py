"""Traces: which events a windowed statistic rests on, so that a figure can be followed back to them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from workbench.core.figure import Basis
from workbench.stats import Ring


class Trace(msgspec.Struct):
    """The positions of the last `size` events that went into a statistic, kept in step with it.

    For statistics that take in every event of some kinds from one source: kinds, first and last then name the events.

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

    def update(self, position: int, recorded: int) -> None:
        """Note one more event."""
        self.positions.push(position)
        self.recorded = recorded

    def basis(self, kinds: tuple[str, ...], source: str | None) -> tuple[Basis, ...]:
        """The events as a basis."""
        first, last = self.positions.oldest, self.positions.newest
        if first is None or last is None:
            return ()
        events = len(self.positions)
        return (Basis(kinds=kinds, source=source, first=first, last=last, events=events, recorded=self.recorded),)


class PairTrace(msgspec.Struct):
    """The last `size` pairs of events between which something was measured, kept in step with a statistic of it.

    Attributes:
        pairs: positions of the earlier and the later event, oldest pair first.
        recorded: when the log took the last event, in microseconds since 1970 UTC.
    """

    pairs: Ring[tuple[int, int]]
    recorded: int = 0

    @classmethod
    def of(cls, size: int) -> PairTrace:
        """An empty trace."""
        return cls(Ring(size))

    def update(self, earlier: int, later: int, recorded: int) -> None:
        """Note one more pair."""
        self.pairs.push((earlier, later))
        self.recorded = recorded

    def basis(self, kinds: tuple[str, ...]) -> tuple[Basis, ...]:
        """The events as a basis that names each position: not every event of these kinds is in a pair."""
        return listed(kinds, (position for pair in self.pairs for position in pair), self.recorded)


def listed(kinds: tuple[str, ...], positions: Iterable[int], recorded: int) -> tuple[Basis, ...]:
    """A basis that names each position; `recorded` is when the log took the last of them."""
    ordered = tuple(sorted(set(positions)))
    if not ordered:
        return ()
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
