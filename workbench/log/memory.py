"""The log in memory: for tests and for labs that need not outlive their process. Nothing in it is durable."""

from __future__ import annotations

import bisect
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from workbench.core.clock import Clock, WallClock, to_micros
from workbench.core.errors import Unavailable
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.contract import Appended
from workbench.log.decide import Key, check_remembered, check_version, one_subject, sift
from workbench.log.follow import Follow
from workbench.log.pages import pages
from workbench.log.row import START, Head, Prepared, Row, chain, prepare
from workbench.log.seal import Said, Salts, random_salts
from workbench.log.selection import Selection, aware, chosen
from workbench.log.wake import Wake


class MemoryLog:
    """A `Log` in a list of rows, decoded when read, so that it behaves as the one on disk does."""

    def __init__(self, vocabulary: Vocabulary, clock: Clock | None = None, salts: Salts = random_salts) -> None:
        self.vocabulary = vocabulary
        self.epoch = str(uuid.uuid4())
        self.wake = Wake()
        self._clock = clock or WallClock()
        self._salts = salts
        self._all: list[Row] = []
        self._positions: dict[Key, int] = {}
        self._versions: dict[str, int] = {}
        self._forgotten: set[str] = set()
        self._lock = threading.Lock()

    @property
    def head(self) -> int:
        return len(self._rows)

    def version(self, subject: str) -> int:
        return self._versions.get(subject, 0) if self._rows else 0

    def append(
        self, events: Sequence[Event], expected: int | None = None, recorded: Sequence[datetime] | None = None
    ) -> Appended:
        if not events:
            return Appended(())
        batch = prepare(events, self.vocabulary, self._clock.now(), recorded, self._salts)
        subject = "" if expected is None else one_subject(batch)
        with self._lock:
            fresh, _ = sift(batch, self._stored, self.vocabulary)
            if expected is not None and fresh:
                check_version(subject, self.version(subject), expected)
            check_remembered(fresh, lambda subjects: next((one for one in subjects if one in self._forgotten), None))
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
        selection = Selection(kinds=chosen(kinds), subject=subject, source=source, since=since, until=until)

        def fetch(low: int, high: int, size: int) -> list[Row]:
            rows = self._rows
            order = range(high - 1, low - 1, -1) if backwards else range(low, high)
            return list(islice((rows[index] for index in order if selection.fits(rows[index])), size))

        head = self.head
        return pages(fetch, max(after, 0), head if upto is None else min(upto, head), limit, backwards, self.vocabulary)

    def follow(self, after: int, *, bound: int = 10_000) -> Follow:
        return Follow(self, after, bound)

    def rows(self, after: int, upto: int, limit: int) -> list[Row]:
        return self._rows[max(after, 0) : max(min(upto, after + limit), 0)]

    def position_at(self, moment: datetime) -> int:
        return bisect.bisect_right(self._rows, to_micros(aware(moment)), key=lambda row: row.recorded)

    def shred(self, *subjects: str) -> None:
        with self._lock:
            rows = self._rows
            self._forgotten.update(subjects)
            for index, row in enumerate(rows):
                if row.subject in subjects and row.apart is not None:
                    rows[index] = row._replace(apart=bytes(len(row.apart)))

    def close(self) -> None:
        self.wake.close()

    @property
    def _rows(self) -> list[Row]:
        if self.wake.closed:
            raise Unavailable("The lab was closed.", "Open it again with workbench.open(…).")
        return self._all

    def _stored(self, key: Key) -> tuple[int, Said] | None:
        position = self._positions.get(key)
        if position is None:
            return None
        row = self._rows[position - 1]
        return position, (row.body, row.apart)

    def _add(self, fresh: Sequence[Prepared]) -> None:
        head = Head(self._rows[-1].position, self._rows[-1].recorded, self._rows[-1].hash) if self._rows else START
        rows = [Row._make(columns) for columns in chain(head, fresh)[0]]
        for row in rows:
            self._positions[row.id, row.source] = row.position
            self._versions[row.subject] = row.position
        self._rows.extend(rows)  # all at once: a reader sees the whole batch or none of it
