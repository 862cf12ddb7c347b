"""The log in memory: for tests and for labs that need not outlive their process. Nothing in it is durable."""

from __future__ import annotations

import bisect
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from workbench.core.clock import Clock, WallClock, to_micros
from workbench.core.errors import Conflict, Unavailable
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.contract import Appended, Selection
from workbench.log.follow import Follow
from workbench.log.row import START, Head, Prepared, Row, chain, one_subject, prepare, same_event, to_records
from workbench.log.wake import Wake


class MemoryLog:
    """A `Log` in a list of rows, decoded when read, so that it behaves as the one on disk does."""

    def __init__(self, vocabulary: Vocabulary, clock: Clock | None = None) -> None:
        self.vocabulary = vocabulary
        self.epoch = str(uuid.uuid4())
        self.wake = Wake()
        self._clock = clock or WallClock()
        self._rows: list[Row] = []
        self._positions: dict[tuple[str, str], int] = {}
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def head(self) -> int:
        return len(self._rows)

    def version(self, subject: str) -> int:
        return self._versions.get(subject, 0)

    def append(
        self, events: Sequence[Event], expected: int | None = None, recorded: Sequence[datetime] | None = None
    ) -> Appended:
        if not events:
            return Appended(())
        batch = prepare(events, self.vocabulary, self._clock.now(), recorded)
        with self._lock:
            if self.wake.closed:
                raise Unavailable("The lab was closed.", "Open it again with workbench.open(…).")
            fresh = self._fresh(batch)
            if expected is not None and fresh:
                self._check_version(one_subject(batch), expected)
            self._add(fresh)
            positions = tuple(self._positions[p.id, p.source] for p in batch)
        self.wake.notify()
        return Appended(positions)

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
        wanted = Selection(
            kinds=None if kinds is None else frozenset(kinds), subject=subject, source=source, since=since, until=until
        )
        end = self.head if upto is None else min(upto, self.head)
        order = range(end, after, -1) if backwards else range(after + 1, end + 1)
        given = 0
        for position in order:
            if limit is not None and given >= limit:
                return
            (record,) = to_records([self._rows[position - 1]], self.vocabulary)
            if wanted.matches(record):
                given += 1
                yield record

    def follow(self, after: int, *, bound: int = 10_000) -> Follow:
        return Follow(self, after, bound)

    def rows(self, after: int, upto: int, limit: int) -> list[Row]:
        return self._rows[after : min(upto, after + limit)]

    def position_at(self, moment: datetime) -> int:
        return bisect.bisect_right(self._rows, to_micros(moment), key=lambda row: row.recorded)

    def close(self) -> None:
        if not self.wake.closed:
            self.wake.close()

    def _fresh(self, batch: Sequence[Prepared]) -> list[Prepared]:
        fresh: dict[tuple[str, str], Prepared] = {}
        for prepared in batch:
            key = (prepared.id, prepared.source)
            position = self._positions.get(key)
            if position is None:
                fresh.setdefault(key, prepared)
            elif not same_event(self._rows[position - 1].body, prepared.body, self.vocabulary):
                raise Conflict(
                    f"The id “{prepared.id}” is that of a different event at position {position}.",
                    "Give a new event a new id.",
                )
        return list(fresh.values())

    def _check_version(self, subject: str, expected: int) -> None:
        found = self.version(subject)
        if found != expected:
            raise Conflict(
                f"“{subject}” is at version {found}, not {expected}.",
                "Somebody else changed it: read it again and decide again.",
            )

    def _add(self, fresh: Sequence[Prepared]) -> None:
        last = self._rows[-1] if self._rows else None
        head = Head(last.position, last.recorded, last.hash) if last else START
        for row in chain(head, fresh):
            self._rows.append(row)
            self._positions[row.id, row.source] = row.position
            self._versions[row.subject] = row.position
