"""Snapshots: states as they were at some positions, so that folding to a moment need not start at the beginning.

A snapshot is a cache. It is keyed by a fingerprint of the code that folds, so one that other code made is never used, and a
damaged file is made anew.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import apsw

MOST = 64
_ABOVE = ("_share", "app", "cli", "hub", "views")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS snapshots (
    epoch TEXT, state TEXT, code TEXT, position INTEGER, body BLOB NOT NULL,
    PRIMARY KEY (epoch, state, code, position)
) WITHOUT ROWID
"""


class Snapshots:
    """Snapshots in a SQLite file, shared by processes; with no path, in memory."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._connection = self._open(path)

    def nearest(self, epoch: str, state: str, code: str, position: int) -> tuple[int, bytes] | None:
        """The latest snapshot at or before a position, as (position, body)."""
        with self._lock, suppress(apsw.Error):
            row = self._connection.execute(
                "SELECT position, body FROM snapshots WHERE epoch = ? AND state = ? AND code = ? AND position <= ? "
                "ORDER BY position DESC LIMIT 1",
                (epoch, state, code, position),
            ).fetchone()
            return None if row is None else (int(row[0]), bytes(row[1]))
        return None

    def keep(self, epoch: str, state: str, code: str, position: int, body: bytes) -> None:
        """Remember a snapshot; those that other code made are dropped."""
        with self._lock, suppress(apsw.Error):  # a cache that cannot be written is only slow
            self._connection.execute("DELETE FROM snapshots WHERE state = ? AND code != ?", (state, code))
            self._connection.execute(
                "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)", (epoch, state, code, position, body)
            )
            self._thin(epoch, state)

    def _thin(self, epoch: str, state: str) -> None:
        """Too many: the one goes without which the longest way from one to the next grows least. The newest stays."""
        query = "SELECT position FROM snapshots WHERE epoch = ? AND state = ? ORDER BY position"
        positions = [0, *(int(row[0]) for row in self._connection.execute(query, (epoch, state)))]
        if len(positions) > MOST + 1:
            inner = range(1, len(positions) - 1)
            gone = min(inner, key=lambda number: positions[number + 1] - positions[number - 1])
            self._connection.execute(
                "DELETE FROM snapshots WHERE epoch = ? AND state = ? AND position = ?", (epoch, state, positions[gone])
            )

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _open(self, path: Path | None) -> apsw.Connection:
        if path is not None:
            with suppress(apsw.Error, OSError):
                try:
                    return _connect(str(path))
                except (apsw.NotADBError, apsw.CorruptError):
                    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                        name.unlink(missing_ok=True)
                    return _connect(str(path))
        return _connect(":memory:")  # a folder that cannot be written is no reason not to look at its lab


def _connect(name: str) -> apsw.Connection:
    connection = apsw.Connection(name)
    connection.set_busy_timeout(2_000)
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    connection.execute(_SCHEMA)
    return connection


@cache
def code_fingerprint(module: str) -> str:
    """A hash over the sources that a state of a module may fold with: its own, and all of Workbench below hub and views.

    A state folds events of several features and counts with the statistics, so no smaller part of it would be safe.
    """
    root = Path(__file__).parents[1]
    below = [file for file in root.rglob("*.py") if file.relative_to(root).parts[0] not in _ABOVE]
    own = Path(str(import_module(module).__file__))
    digest = sha256()
    for file in sorted({*below, own}):
        name = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
