"""The cache's file: bytes by key in SQLite, which may be lost at any time."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import apsw

_APPLICATION_ID = 0x574B4245  # "WKBE"
_BUSY_MILLISECONDS = 2_000  # then it is quicker to compute
_SCHEMA = f"""
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL);
PRAGMA application_id = {_APPLICATION_ID};
"""
_log = logging.getLogger(__name__)
T = TypeVar("T")


class CacheFile:
    """Keeps bytes by key. Thread-safe; several processes may share the file.

    A file that is damaged, or is no cache, is put aside under the name ``….damaged`` and begun anew. Where there is no
    writing at all (a full disk, a read-only folder), a warning is logged once and nothing is kept.

    Args:
        path: the file; None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._warned = False
        self._connection: apsw.Connection | None = None
        self._attempt(lambda connection: None, None)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is kept under these keys."""
        return self._attempt(lambda connection: _select(connection, keys), {})

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep these, all or none."""
        self._attempt(lambda connection: _insert(connection, values), None)

    def drop(self, keys: Iterable[bytes]) -> None:
        """Keep nothing under these keys."""
        self._attempt(lambda connection: _delete(connection, keys), None)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            self._close()

    def _attempt(self, act: Callable[[apsw.Connection], T], otherwise: T) -> T:
        with self._lock:
            try:
                try:
                    return act(self._open())
                except (apsw.NotADBError, apsw.CorruptError, apsw.SchemaChangeError, apsw.SQLError) as error:
                    _log.warning("The embedding cache %s is begun anew: %s", self._path, error)
                    self._close()
                    return act(self._open(anew=True))
            except (apsw.Error, OSError) as error:
                if not self._warned:
                    _log.warning("The embedding cache %s cannot be used now: %s", self._path, error)
                    self._warned = True
                return otherwise

    def _open(self, anew: bool = False) -> apsw.Connection:
        if self._connection is None:
            self._connection = _open(self._path, anew) if self._path else _connect(":memory:")
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(apsw.Error):
                self._connection.close()
            self._connection = None


def _open(path: Path, anew: bool) -> apsw.Connection:
    """Open or make the file, one process at a time: one that puts it aside must not meet one that makes it."""
    with path.with_name(f"{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if anew and not _is_sound(path):  # another process may have begun it anew meanwhile
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{path}{ending}").replace(f"{path}.damaged{ending}")
        return _connect(str(path))


def _connect(path: str) -> apsw.Connection:
    connection = apsw.Connection(path)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last vectors, not the file
        if connection.execute("SELECT count(*) FROM sqlite_schema").get == 0:
            connection.execute(_SCHEMA)
        if connection.pragma("application_id") != _APPLICATION_ID:
            raise apsw.NotADBError("it is not an embedding cache")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_sound(path: Path) -> bool:
    try:
        connection = _connect(str(path))
        sound: bool = connection.execute("PRAGMA quick_check(1)").get == "ok"
        connection.execute("SELECT key, vector FROM vectors LIMIT 1").fetchall()
        connection.close()
    except (apsw.NotADBError, apsw.CorruptError, apsw.SQLError):
        return False
    return sound


def _select(connection: apsw.Connection, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    rows = connection.executemany("SELECT key, vector FROM vectors WHERE key = ?", ((key,) for key in keys))
    return {bytes(key): bytes(vector) for key, vector in rows}


def _insert(connection: apsw.Connection, values: Mapping[bytes, bytes]) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", values.items())


def _delete(connection: apsw.Connection, keys: Iterable[bytes]) -> None:
    with connection:
        connection.executemany("DELETE FROM vectors WHERE key = ?", ((key,) for key in keys))
