"""Locks between processes, through files."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from workbench.core.errors import Unavailable

_PAUSE = 0.02


class FileLock:
    """A lock that processes share through a file (`flock`). The system drops it when its holder ends, however it ends.

    Two of them on one path exclude each other also within a process. Not for two threads at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def take(self, *, shared: bool = False, patience: float = 0.0) -> bool:
        """Take the lock, trying for `patience` seconds; whether it is held now.

        Args:
            shared: hold it together with others who share it, but with nobody who holds it alone.

        Raises:
            Unavailable: the file cannot be opened, or its file system knows no locks.
        """
        deadline = time.monotonic() + patience
        file = self._open()
        while not self._try(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                os.close(file)
                return False
            time.sleep(_PAUSE)
        self._file = file
        return True

    def drop(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._file is not None:
            # Unlocked, not only closed: a process that was forked meanwhile has the same open file and would keep it locked.
            fcntl.flock(self._file, fcntl.LOCK_UN)
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be opened: {error}.", "Check the folder's permissions.") from error

    def _try(self, file: int, kind: int) -> bool:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            os.close(file)
            raise Unavailable(f"{self._path} cannot be locked: {error}.", "Keep the lab on a local disk.") from error
        return True
