"""The contract of a log. One test suite (`tests/contracts/test_log.py`) holds every backend to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.follow import Follow
from workbench.log.row import Row
from workbench.log.wake import Wake


class Appended(msgspec.Struct, frozen=True):
    """What `append` returns, once every event is durable: the position of each, in the order given."""

    positions: tuple[int, ...]


class Log(Protocol):
    """An append-only sequence of events with one gap-free total order, shared by threads and processes."""

    @property
    def epoch(self) -> str:
        """The identity of this history; positions of two epochs have nothing to do with each other."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The kinds of event that may be appended."""
        ...

    @property
    def wake(self) -> Wake:
        """Says that there may be something new, in any thread. A hint: the position is the truth."""
        ...

    @property
    def head(self) -> int:
        """The position of the last event, 0 when there is none."""
        ...

    def append(
        self, events: Sequence[Event], expected: int | None = None, recorded: Sequence[datetime] | None = None
    ) -> Appended:
        """Add events at the end: all of them or, when this raises, none. Returns only when they are durable.

        An event that is already there (same `source` and `id`) is not added again; the answer has the position it got then.

        Args:
            events: any number, in order.
            expected: the version of the subject that the decision to append rests on: the position of the last event
                about it, 0 for none. All events must then be about one subject.
            recorded: when another log took each event; only an import says this.

        Raises:
            Conflict: the subject has moved on from `expected`, an id is in use for a different event, or the event says
                what was forgotten of its subject.
            BadInput: an event is not valid, or `expected` is given for several subjects.
            DiskFull: there is no room; nothing was written.
            Unavailable: the log cannot be written now.
        """
        ...

    def read(
        self,
        after: int = 0,
        upto: int | None = None,
        *,
        kinds: Iterable[str] | None = None,
        subject: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        backwards: bool = False,
    ) -> Iterator[Record]:
        """Records with `after` < position ≤ `upto` (default: the head now) that fit, oldest first, or newest first.

        Reads in pages: no lock is held and memory stays small however long the log is.

        Raises:
            BadInput: a moment has no time zone, or `kinds` is one string.
        """
        ...

    def follow(self, after: int, *, bound: int = 10_000) -> Follow:
        """Every record after a position, those to come included: `for` in a thread, `async for` on an event loop.

        Raises, while iterating:
            TooSlow: the reader had caught up once and is now more than `bound` events behind.
        """
        ...

    def version(self, subject: str) -> int:
        """The position of the last event about a subject, 0 for none: what `append` wants as `expected`."""
        ...

    def position_at(self, moment: datetime) -> int:
        """The position of the last event recorded at or before a moment, 0 for none.

        Raises:
            BadInput: the moment has no time zone.
        """
        ...

    def rows(self, after: int, upto: int, limit: int) -> list[Row]:
        """At most `limit` stored rows as they are, undecoded, for verification and copies."""
        ...

    def shred(self, *subjects: str) -> None:
        """Forget for ever what events about some subjects say in the fields that their kinds seal (`Payload.seals`).

        When this returns, none of it is in any file of the log, and the chain verifies as before. Read again, such an event
        has nothing in these fields and a `sealed` that is not empty. Doing it again changes nothing.

        Raises:
            Conflict: an event about one of them was written before events were sealed; nothing was forgotten.
            Unavailable: nobody can read it any more, but somebody kept the file from being cleaned; doing it again goes on.
        """
        ...

    def close(self) -> None:
        """Let go of files and threads. Everything acknowledged is already durable.

        From then on everything else raises `Unavailable`, and every `follow` ends.
        """
        ...
