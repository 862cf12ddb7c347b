"""Calls: coroutines run from threads, and stopped from other threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from workbench.core.errors import Unavailable

T = TypeVar("T")


class Calls:
    """An event loop in a thread of its own, started when it is first needed. Thread-safe.

    A thread that waits in a socket cannot be woken from outside; a coroutine can. So what waits for servers is a coroutine here.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin some work; cancelling its future ends it. Once these calls are closed it fails with `Unavailable`."""
        with self._lock:
            if not self._closed:
                return asyncio.run_coroutine_threadsafe(work, self._running())
        work.close()
        failed: Future[T] = Future()
        failed.set_exception(Unavailable("The generator was closed.", "Open the lab again."))
        return failed

    def close(self, ending: Coroutine[Any, Any, None] | None = None) -> None:
        """End the thread, and with it all work, after a last one. Harmless when repeated."""
        with self._lock:
            closed, self._closed = self._closed, True
            loop, thread = self._loop, self._thread
        if closed or loop is None or thread is None:
            if ending is not None:
                ending.close()
            return
        if ending is not None:
            asyncio.run_coroutine_threadsafe(ending, loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(self._loop,), name="generate", daemon=True)
            self._thread.start()
        return self._loop


class Call:
    """The work of one caller, a step at a time, which may be stopped from any thread between steps and within them."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._lock = threading.Lock()
        self._step: Future[Any] | None = None
        self._stopped = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The next step. Blocks.

        Raises:
            Stopped: somebody stopped it.
        """
        with self._lock:
            if self._stopped:
                work.close()
                raise Stopped
            step = self._calls.submit(work)
            self._step = step
        try:
            return step.result()
        except CancelledError:
            raise Stopped from None
        except BaseException:
            step.cancel()  # an interrupt of the thread that waits
            raise

    def stop(self) -> None:
        """End the step under way and begin no other."""
        with self._lock:
            self._stopped = True
            if self._step is not None:
                self._step.cancel()


class Stopped(Exception):
    """A call was stopped, so nobody waits for what it would have given."""


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
