"""Following a log: pull from a position, sleep, be woken, pull again."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from workbench.core.errors import TooSlow, Unavailable
from workbench.core.events import Record

if TYPE_CHECKING:
    from workbench.log.contract import Log

PAGE = 500
_RECHECK_SECONDS = 1.0


class Follow:
    """An endless iteration over a log from a position on, for a thread or for an event loop.

    Memory is bounded by one page, whatever the reader does. `position` is the last position that was handed out; a reader
    that had caught up and then falls more than `bound` behind ends with `TooSlow`, which carries it.
    """

    def __init__(self, log: Log, after: int, bound: int) -> None:
        self.position = after
        self._log = log
        self._bound = bound
        self._page: deque[Record] = deque()
        self._fetched = after
        self._caught_up = False
        self._closed = False
        self._woken = threading.Event()
        self._wake_loop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fetching = threading.Lock()
        # The wake must not keep alive what nobody follows any more: `for record in log.follow(0): break` is all it takes.
        self._unlisten = weakref.finalize(self, log.wake.listen(_weakly(self)))

    def close(self) -> None:
        """End the iteration, from any thread; a waiting reader returns at once."""
        self._closed = True
        self._unlisten()
        self._on_wake()

    def next(self, timeout: float | None = None) -> Record | None:
        """The next record, or None when none came within `timeout` seconds or the iteration was closed."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._over():
            self._woken.clear()
            if self._page or self._fetch():
                return self._hand_out()
            left = _RECHECK_SECONDS if deadline is None else min(deadline - time.monotonic(), _RECHECK_SECONDS)
            if left <= 0:
                return None
            self._woken.wait(left)
        return None

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        record = self.next()
        if record is None:
            raise StopIteration
        return record

    def __aiter__(self) -> AsyncIterator[Record]:
        return self

    async def __anext__(self) -> Record:
        page = await self._next_page()
        if not page:
            raise StopAsyncIteration
        return self._hand_out()

    async def pages(self) -> AsyncIterator[list[Record]]:
        """The same, a page at a time: all that is there, as soon as anything is."""
        while page := await self._next_page():
            records = [page.popleft() for _ in range(len(page))]
            self.position = records[-1].position
            yield records

    async def _next_page(self) -> deque[Record]:
        if self._wake_loop is None:
            self._loop = asyncio.get_running_loop()
            self._wake_loop = asyncio.Event()
        while not self._page and not self._over():
            self._wake_loop.clear()
            if await asyncio.to_thread(self._fetch):
                break
            try:
                async with asyncio.timeout(_RECHECK_SECONDS):
                    await self._wake_loop.wait()
            except TimeoutError:
                continue
        if self._over():
            self._page.clear()
        return self._page

    def _over(self) -> bool:
        return self._closed or self._log.wake.closed

    def _hand_out(self) -> Record:
        record = self._page.popleft()
        self.position = record.position
        return record

    def _fetch(self) -> bool:
        with self._fetching:  # a fetch that an event loop gave up on may still be under way in its thread
            return bool(self._page) or self._fill()

    def _fill(self) -> bool:
        try:
            head = self._log.head
            if self._caught_up and head - self.position > self._bound:
                raise TooSlow(self.position, self._bound)
            self._page.extend(self._log.read(self._fetched, min(head, self._fetched + PAGE)))
        except Unavailable:
            return False  # asked again at the next wake-up or recheck: the position is not lost
        self._caught_up = self._caught_up or (self._page[-1].position if self._page else self._fetched) >= head
        if self._page:
            self._fetched = self._page[-1].position
        return bool(self._page)

    def _on_wake(self) -> None:
        self._woken.set()
        if self._loop is not None and self._wake_loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                self._loop.call_soon_threadsafe(self._wake_loop.set)


def _weakly(follow: Follow) -> Callable[[], None]:
    reference = weakref.ref(follow)

    def on_wake() -> None:
        if (alive := reference()) is not None:
            alive._on_wake()

    return on_wake
