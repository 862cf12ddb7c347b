"""The breaker: who failed often in a row is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from workbench.core.errors import Unavailable


class Breaker:
    """Counts failures of one server. After some in a row it is *open*: nobody asks the server for a while. Then one may try,
    and what becomes of that decides for all. Thread-safe.

    Args:
        failures: in a row, until it opens.
        pause_s: seconds that it stays open.
        clock: seconds that only grow.
    """

    def __init__(self, failures: int = 5, pause_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0
        self._trying = False
        self._reason = ""

    def enter(self) -> None:
        """Ask whether the server may be asked; then say `succeeded`, `failed` or `left`.

        Raises:
            Unavailable: it is left alone now.
        """
        with self._lock:
            if self._failed < self._most:
                return
            wait = self._until - self._clock()
            if wait > 0 or self._trying:
                raise Unavailable(
                    f"{self._failed} requests in a row failed, the last one so: {self._reason}",
                    f"The server is asked again in {max(1.0, wait):.0f} s; look what is wrong with it.",
                )
            self._trying = True

    def succeeded(self) -> None:
        """The server did what it was asked."""
        with self._lock:
            self._failed, self._trying = 0, False

    def failed(self, reason: str) -> None:
        """It did not, and would not have for anybody."""
        with self._lock:
            self._failed += 1
            self._trying = False
            self._until = self._clock() + self._pause_s
            self._reason = reason

    def left(self) -> None:
        """Nobody waited to see."""
        with self._lock:
            self._trying = False

    def check(self) -> str:
        """How it is, in words.

        Raises:
            Unavailable: it is open.
        """
        with self._lock:
            if self._failed < self._most:
                return f"{self._failed} failed requests in a row" if self._failed else ""
            wait = max(0.0, self._until - self._clock())
            raise Unavailable(
                f"{self._failed} requests in a row failed, the last one so: {self._reason}",
                f"One is tried again in {wait:.0f} s." if wait else "The next one is a trial.",
            )
