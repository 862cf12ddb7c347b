"""The wake-up: a hint that a log may have grown, across threads and processes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

POLL_SECONDS = 0.008


class Wake:
    """Calls listeners whenever something may be new.

    Within the process the writer calls `notify`. Other processes are noticed by `probe`, a cheap function whose answer
    changes when somebody else wrote; it is asked every few milliseconds by one thread that lives only while there
    are listeners. A probe that fails is asked again: a wake-up is never the truth, so nothing is lost by a late one.
    """

    def __init__(self, probe: Callable[[], object] | None = None) -> None:
        self._probe = probe
        self._listeners: dict[int, Callable[[], None]] = {}
        self._next = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have `listener` called from any thread at every wake-up; it must be quick. Returns what ends it."""
        with self._lock:
            key = self._next
            self._next += 1
            self._listeners[key] = listener
            if self._probe is not None and self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._watch, name="workbench-log-wake", daemon=True)
                self._thread.start()

        def end() -> None:
            self._listeners.pop(key, None)  # without the lock: it may run while garbage is collected, anywhere

        return end

    @contextmanager
    def setting(self, event: asyncio.Event) -> Iterator[None]:
        """While inside, set an event of the running loop at every wake-up."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(event.set)

        end = self.listen(wake)
        try:
            yield
        finally:
            end()

    @property
    def closed(self) -> bool:
        """Whether the log was closed: nothing new will come here."""
        return self._stop.is_set()

    def notify(self) -> None:
        """Wake every listener."""
        for listener in list(self._listeners.values()):
            listener()

    def close(self) -> None:
        """End the watching thread and wake everyone a last time, so that waiters see that it is over."""
        with self._lock:
            self._stop.set()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        self.notify()

    def _watch(self) -> None:
        assert self._probe is not None
        seen: object = None
        while not self._stop.wait(POLL_SECONDS):
            with self._lock:
                if not self._listeners:
                    self._thread = None
                    return
            now = seen
            with suppress(Exception):  # whatever went wrong, the next round asks again
                now = self._probe()
            if now != seen:
                seen = now
                self.notify()
