"""The log in a SQLite file: several threads and processes write and follow it at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from workbench.core.clock import Clock, WallClock, to_micros
from workbench.core.errors import Unavailable
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.commit import Commit, Pending
from workbench.log.contract import Appended
from workbench.log.follow import Follow
from workbench.log.pages import pages
from workbench.log.row import START, Columns, Head, Row, prepare
from workbench.log.seal import Salts, random_salts
from workbench.log.selection import Selection, aware, chosen
from workbench.log.shred import clean, forget
from workbench.log.sqlite_file import Connections, named_errors
from workbench.log.wake import Wake

_COLUMNS = "position, id, recorded, kind, subject, source, hash, body, apart"


class SqliteLog:
    """A `Log` in one SQLite database in WAL mode with `synchronous=FULL`.

    Appends of several threads that meet are committed as one group, so that they share one wait for the disk.

    Args:
        path: the database file; made when missing.
        vocabulary: the kinds of event it may hold.
        clock: gives `recorded`.
        salts: for the seals of what can be forgotten; a stepped lab has salts that repeat.

    Raises:
        BadLab: the file is not a log, is damaged, or was made by a newer version.
    """

    def __init__(
        self, path: Path, vocabulary: Vocabulary, clock: Clock | None = None, salts: Salts = random_salts
    ) -> None:
        self.vocabulary = vocabulary
        self._clock = clock or WallClock()
        self._salts = salts
        self._connections = Connections(path)
        self.epoch = self._connections.epoch
        self._writer = self._connections.open()
        self._writing = threading.Lock()
        self._waiting: list[Pending] = []
        self._queue = threading.Lock()
        self._probing = self._connections.open()
        self.wake = Wake(lambda: self._probing.pragma("data_version"))

    @property
    def head(self) -> int:
        return int(self._one("SELECT coalesce(max(position), 0) FROM events"))

    def version(self, subject: str) -> int:
        return int(self._one("SELECT coalesce(max(position), 0) FROM events WHERE subject = ?", subject))

    def append(
        self, events: Sequence[Event], expected: int | None = None, recorded: Sequence[datetime] | None = None
    ) -> Appended:
        if not events:
            return Appended(())
        pending = Pending(prepare(events, self.vocabulary, self._clock.now(), recorded, self._salts), expected)
        with self._queue:
            self._waiting.append(pending)
        with self._writing:
            if not pending.settled:
                self._commit_waiting()
        positions = pending.result()
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
        where, values = selection.sql()
        order = "DESC" if backwards else "ASC"
        sql = f"SELECT {_COLUMNS} FROM events WHERE position > ? AND position <= ?{where} ORDER BY position {order} LIMIT ?"

        def fetch(low: int, high: int, size: int) -> list[Columns]:
            return self._fetch(sql, (low, high, *values, size))

        head = self.head
        return pages(fetch, max(after, 0), head if upto is None else min(upto, head), limit, backwards, self.vocabulary)

    def follow(self, after: int, *, bound: int = 10_000) -> Follow:
        return Follow(self, after, bound)

    def rows(self, after: int, upto: int, limit: int) -> list[Row]:
        sql = f"SELECT {_COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"
        return [Row._make(columns) for columns in self._fetch(sql, (max(after, 0), min(upto, self.head), limit))]

    def position_at(self, moment: datetime) -> int:
        # `recorded` never decreases, so the primary key is as good as an index on it, and costs appends nothing.
        wanted, low, high = to_micros(aware(moment)), 0, self.head
        while low < high:
            middle = (low + high + 1) // 2
            if int(self._one("SELECT recorded FROM events WHERE position = ?", middle)) <= wanted:
                low = middle
            else:
                high = middle - 1
        return low

    def shred(self, *subjects: str) -> None:
        if not subjects:
            return
        with self._writing, named_errors():
            forget(self._writer, subjects, self.vocabulary.sealing)
        with closing(self._connections.open()) as connection, named_errors():
            clean(connection)

    def close(self) -> None:
        self.wake.close()
        with self._writing:
            self._writer.close()
        self._probing.close()
        self._connections.close()

    def _commit_waiting(self) -> None:
        with self._queue:
            group, self._waiting = self._waiting, []
        try:
            with named_errors():
                Commit(self._writer, self._head, self.vocabulary).run(group)
        except Exception as error:
            self._settle(group, error)
        except BaseException:
            self._settle(group, Unavailable("The commit was interrupted.", "Send it again: nothing is written twice."))
            raise

    def _settle(self, group: Sequence[Pending], error: Exception) -> None:
        for pending in group:
            if not pending.settled:
                pending.settle(error)

    def _head(self) -> Head:
        row = self._writer.execute(
            "SELECT position, recorded, hash FROM events ORDER BY position DESC LIMIT 1"
        ).fetchone()
        return START if row is None else Head(*row)

    def _one(self, sql: str, *values: object) -> int:
        with self._connections.borrow() as connection, named_errors():
            return connection.execute(sql, values).get  # type: ignore[no-any-return]

    def _fetch(self, sql: str, values: Sequence[object]) -> list[Columns]:
        with self._connections.borrow() as connection, named_errors():
            return connection.execute(sql, values).fetchall()  # type: ignore[return-value]
