"""The announcement: a file by which other processes find a server of the lab while it runs."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec


class Announcement(msgspec.Struct, frozen=True):
    """A server that runs: where it answers, and its process id."""

    url: str
    pid: int


@contextmanager
def announced(run: Path, name: str, url: str) -> Iterator[None]:
    """While inside, ``<run>/<name>.json`` says at which URL this process serves; for the owner's eyes only.

    The file is locked for as long. The system drops the lock when the process ends, however that happens, so a file that
    is left behind is known for what it is.

    Args:
        run: the lab's folder for running processes.
        name: what is served, as ``hub``.
        url: where it answers.
    """
    place = run / f"{name}.json"
    fresh = run / f"{name}-{os.getpid()}"
    with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        out.write(msgspec.json.encode(Announcement(url, os.getpid())))
        out.flush()
        os.replace(fresh, place)
        try:
            yield
        finally:
            with suppress(OSError):
                if os.path.samestat(os.stat(place), os.fstat(out.fileno())):  # another may have come after us
                    place.unlink()


def find_announced(run: Path, name: str) -> Announcement | None:
    """The server of this name that runs now, None when there is none."""
    with suppress(OSError, msgspec.MsgspecError), (run / f"{name}.json").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return msgspec.json.decode(file.read(), type=Announcement)
    return None
