"""Texts that are being written for clients: in threads, as many at once as may be, stopped when nobody waits any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

from workbench.core.errors import TooMany
from workbench.core.generation import Cancel

Make = Callable[[Cancel], Iterator[str]]


class Writing:
    """One text; its pieces come from a thread."""

    def __init__(self) -> None:
        self.cancel = Cancel()
        self._loop = asyncio.get_running_loop()
        # Unbounded: a text is bounded itself, and a slow reader must not hold up who writes.
        self._made: asyncio.Queue[str | Exception | None] = asyncio.Queue()

    def write(self, make: Make) -> None:
        """Make all of it. Blocks."""
        end: Exception | None = None
        try:
            for piece in make(self.cancel):
                self._give(piece)
        except Exception as error:  # raised where it is waited for
            end = error
        self._give(end)

    async def next(self, within_s: float | None = None) -> str | None:
        """The next piece; None at the end.

        Raises:
            TimeoutError: none came in time; ask again.
            WorkbenchError: whatever who writes raises.
        """
        async with asyncio.timeout(within_s):
            made = await self._made.get()
        if isinstance(made, Exception):
            raise made
        return made

    async def rest(self) -> AsyncIterator[str]:
        """All pieces that are still to come."""
        while (piece := await self.next()) is not None:
            yield piece

    def _give(self, made: str | Exception | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._made.put_nowait, made)


class Writings:
    """All that is being written and painted.

    Args:
        most: at once; who comes then is told to come again.
    """

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._threads = CapacityLimiter(most)
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, make: Make) -> Writing:
        """Have a text written.

        Raises:
            TooMany: so many are being written already.
        """
        if len(self._tasks) >= self._most:
            raise TooMany(f"{self._most} texts are being written.", "Try again when one has ended.")
        writing = Writing()
        task = asyncio.create_task(to_thread.run_sync(writing.write, make, limiter=self._threads))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return writing


async def cancel_when_gone(request: Request, cancel: Cancel) -> None:
    """Wait until the client of a request whose body was read has gone away, and cancel what is done for it."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cancel.cancel()
