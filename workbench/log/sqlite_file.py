"""The log's database file: its schema, its connections, and what its errors mean."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from workbench.core.errors import BadLab, DiskFull, Unavailable

SCHEMA_VERSION = 2
_APPLICATION_ID = 0x574B424C  # "WKBL": tells `file` and us that this is a log of ours
_BUSY_MILLISECONDS = 30_000
_UNREADABLE = {
    apsw.SQLITE_IOERR_READ,
    apsw.SQLITE_IOERR_SHORT_READ,
    apsw.SQLITE_IOERR_CORRUPTFS,
    apsw.SQLITE_IOERR_DATA,
}
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    source   TEXT NOT NULL,
    hash     BLOB NOT NULL,
    body     BLOB NOT NULL,
    apart    BLOB
);
CREATE TABLE forgotten (subject TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE UNIQUE INDEX events_id ON events (id, source);
CREATE INDEX events_kind ON events (kind);
CREATE INDEX events_subject ON events (subject);
CREATE INDEX events_source ON events (source);
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""
_FROM_1 = """
ALTER TABLE events ADD COLUMN apart BLOB;
CREATE TABLE forgotten (subject TEXT PRIMARY KEY) WITHOUT ROWID;
PRAGMA user_version = 2;
"""


class Connections:
    """Opens connections to one log file and lends readers out of a small pool.

    A connection is used by one thread at a time; a reader returns to the pool after each page.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[apsw.Connection] = []
        self._closed = False
        self._lock = threading.Lock()
        with named_errors():
            connection = self._connect(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
            self.epoch = self._create_or_check(connection)
        self._idle.append(_durable(connection))

    def open(self) -> apsw.Connection:
        """A connection for one owner."""
        with named_errors():
            return _durable(self._connect(apsw.SQLITE_OPEN_READWRITE))

    @contextmanager
    def borrow(self) -> Iterator[apsw.Connection]:
        """A connection for a moment."""
        with self._lock:
            if self._closed:
                raise Unavailable("The lab was closed.", "Open it again with workbench.open(…).")
            connection = self._idle.pop() if self._idle else None
        connection = connection or self.open()
        try:
            yield connection
        finally:
            with self._lock:
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    def close(self) -> None:
        """Close the pool; what is lent out is closed when it returns."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _connect(self, flags: int) -> apsw.Connection:
        connection = apsw.Connection(str(self._path), flags=flags)
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        return connection

    def _create_or_check(self, connection: apsw.Connection) -> str:
        """The epoch of the log. Somebody else's database is left as it is, to the byte."""
        if _is_empty(connection):
            with immediate(connection):  # two processes may make the lab at once
                if _is_empty(connection):
                    connection.execute(SCHEMA)
                    connection.execute("INSERT INTO meta VALUES ('epoch', ?)", (str(uuid.uuid4()),))
        if connection.pragma("application_id") != _APPLICATION_ID:
            raise BadLab(f"{self._path} is a database, but not a log.", "Open a folder that Workbench made.")
        if int(connection.pragma("user_version")) > SCHEMA_VERSION:
            raise BadLab(f"{self._path} was made by a newer version of Workbench.", "Update society-workbench.")
        if int(connection.pragma("user_version")) == 1:
            with immediate(connection):  # nor does a second process do this again
                if int(connection.pragma("user_version")) == 1:
                    connection.execute(_FROM_1)
        return str(connection.execute("SELECT value FROM meta WHERE key = 'epoch'").get)


@contextmanager
def immediate(connection: apsw.Connection) -> Iterator[None]:
    """One transaction that has the write lock from its start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_empty(connection: apsw.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema").get == 0)


def _durable(connection: apsw.Connection) -> apsw.Connection:
    """Set up for the log: readers do not wait for a writer, a commit waits for the disk, and what is freed is overwritten."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn SQLite's errors into ours, which say what to do."""
    try:
        yield
    except apsw.FullError as error:
        raise _full(error) from error
    except apsw.IOError as error:
        if getattr(error, "extendedresult", None) in _UNREADABLE:
            raise _damaged(error) from error
        raise _full(error) from error  # under a write-ahead log a full disk shows as a failed write
    except (apsw.NotADBError, apsw.CorruptError, apsw.ConstraintError, UnicodeDecodeError) as error:
        raise _damaged(error) from error
    except apsw.BusyError as error:
        raise Unavailable(
            "Another process held the log's write lock for 30 seconds.",
            "Look for a stopped process that uses this lab.",
        ) from error
    except apsw.ReadOnlyError as error:
        raise Unavailable("The log cannot be written.", "Check the folder's owner and permissions.") from error
    except apsw.CantOpenError as error:
        raise BadLab(
            f"The log cannot be opened: {error}.", "Check that the folder exists and may be written."
        ) from error
    except (apsw.ConnectionClosedError, apsw.CursorClosedError) as error:
        raise Unavailable("The lab was closed.", "Open it again with workbench.open(…).") from error


def _damaged(error: Exception) -> BadLab:
    return BadLab(
        f"The log is damaged: {error}.",
        "Restore the folder from a backup, or save what can be read with `workbench log export`.",
    )


def _full(error: apsw.Error) -> DiskFull:
    return DiskFull(
        f"The log could not be written ({error}); nothing of this append was kept.",
        "Free some disk space and send it again.",
    )
