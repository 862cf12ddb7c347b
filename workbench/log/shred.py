"""Forgetting in the log's file: overwrite what was kept apart, and leave no older copy of it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import apsw
import msgspec

from workbench.core.errors import Conflict, Unavailable
from workbench.log.sqlite_file import immediate

_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.02
_TURN_MILLISECONDS = 50
_AMONG = "subject IN (SELECT value FROM json_each(?))"


def forget(connection: apsw.Connection, subjects: Sequence[str], sealing: Sequence[str]) -> None:
    """Overwrite what is kept apart of every event about some subjects, and remember that they were forgotten.

    As many zeros take its place, so that SQLite writes over it where it is. No row of the log ever moves within the file
    either, for each is added at the end: there is no other copy but in the write-ahead log.

    Args:
        connection: one that may write.
        subjects: whose.
        sealing: the kinds that keep something apart.

    Raises:
        Conflict: an event about one of them holds it in its body.
    """
    named, kinds = (msgspec.json.encode(list(names)).decode() for names in (subjects, sealing))
    with immediate(connection):
        old = connection.execute(
            f"SELECT subject FROM events WHERE {_AMONG} AND apart IS NULL AND kind IN (SELECT value FROM json_each(?)) LIMIT 1",
            (named, kinds),
        ).get
        if old is not None:
            raise Conflict(
                f"“{old}” cannot be forgotten here: it was written before events were sealed.",
                "Export the log, import it into a new lab, and forget it there.",
            )
        connection.execute("INSERT OR IGNORE INTO forgotten SELECT value FROM json_each(?)", (named,))
        connection.execute(
            f"UPDATE events SET apart = zeroblob(length(apart)) WHERE {_AMONG} AND apart IS NOT NULL", (named,)
        )


def clean(connection: apsw.Connection) -> None:
    """Bring everything from the write-ahead log into the database file, and empty it.

    Waits in short turns, for writers wait meanwhile.

    Args:
        connection: one for this alone.

    Raises:
        Unavailable: somebody went on reading an old state of the log all the while.
    """
    connection.set_busy_timeout(_TURN_MILLISECONDS)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _truncate(connection):
        if time.monotonic() > deadline:
            raise Unavailable(
                "It is forgotten, but a reader kept the log's file from being cleaned of it.",
                "Do it again when whoever has read this lab for so long is done.",
            )
        time.sleep(_PAUSE_SECONDS)


def _truncate(connection: apsw.Connection) -> bool:
    try:
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except apsw.BusyError:
        return False
    return True
