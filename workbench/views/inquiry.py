"""The inquiry: looks up one part of a page in a thread. Of several wishes the last one counts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any

from workbench.core.errors import WorkbenchError
from workbench.views.drawn import Drawn
from workbench.views.quest import Asked, Lookup

_LOG = logging.getLogger(__name__)
_AT_WORK = "An agent at work does not see here what others remember."
_PAUSE_SECONDS = 1.0
# Threads of its own: those of anyio live as long as the task that began them, which here is as long as a page is open, so that a
# server with an open page would never end. Many, as one may wait for a store that is away.
_THREADS = ThreadPoolExecutor(40, thread_name_prefix="workbench-inquiry")
_SHARE = 10  # of the time of a thread, at most a tenth is spent on one part of one page


class Inquiry:
    """Looks up one part of a page for one browser, again when the lab has gone on; never two at a time.

    Args:
        lookup: what is looked up.
        tell: tells the browser.
    """

    def __init__(self, lookup: Lookup, tell: Callable[[dict[str, Any]], None]) -> None:
        self._lookup = lookup
        self._tell = tell
        self._asked: Asked | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._shown: Drawn | None = None

    def ask(self, asked: Asked) -> None:
        """Look up this, and nothing that was asked for before."""
        wanted = self._lookup.of(asked)
        if self._asked is not None and same(wanted, self._asked):
            return
        self._asked = wanted
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def rest(self) -> None:
        """Look up nothing any more."""
        self._asked = None
        self._changed.set()

    async def _run(self) -> None:
        while (asked := self._asked) is not None:
            self._changed.clear()
            head, begun = asked.lab.log.head, time.monotonic()
            drawn = await asyncio.get_running_loop().run_in_executor(_THREADS, self._draw, asked)
            took = time.monotonic() - begun
            if self._asked is asked:
                self._show(drawn)
                await self._wait(asked, head, max(_PAUSE_SECONDS, _SHARE * took))

    def _show(self, drawn: Drawn) -> None:
        news = drawn.since(self._shown)
        self._shown = drawn
        if any(news.values()):
            self._tell(news)

    async def _wait(self, asked: Asked, head: int, seconds: float) -> None:
        """Until something else is asked for, or this has to be looked up again."""
        while not self._changed.is_set() and not asked.lab.log.wake.closed:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                if asked.stand.live and asked.lab.log.head != head:
                    return

    def _draw(self, asked: Asked) -> Drawn:
        if not asked.visitor.reads:
            return _refused(self._lookup, _AT_WORK, "Ask for a token made with `workbench token --role reader`.")
        try:
            return self._lookup.draw(asked)
        except WorkbenchError as error:
            return _refused(self._lookup, error.problem, error.remedy)
        except Exception:  # a page must not stand still for good, and whoever runs it must know
            _LOG.exception("A part of a page could not be looked up")
            return _refused(self._lookup, "This could not be looked up.", "What went wrong is in the dashboards' log.")


def same(one: Asked, other: Asked) -> bool:
    """Whether two questions have one answer: the present goes on by itself."""
    if one.stand.live and other.stand.live:
        return one.quest == other.quest and one.visitor == other.visitor
    return one == other


def _refused(lookup: Lookup, problem: str, remedy: str) -> Drawn:
    said = f'<section class="card"><div class="empty" role="alert"><strong>{escape(problem)}</strong><p>{escape(remedy)}</p></div></section>'
    return Drawn({lookup.region: said})
