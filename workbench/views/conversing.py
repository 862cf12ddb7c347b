"""Conversing: a browser's page and the talk that it shows. What is said is done in threads; what is new is told as it comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from anyio import to_thread

from workbench.core.errors import WorkbenchError
from workbench.views.chat import Place, Talk
from workbench.views.drawn import Drawn
from workbench.views.lab import LabPort
from workbench.views.visitor import Visitor
from workbench.views.wish import Stand, live

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 0.5  # the most often that it is looked whether another process has said something
Tell = Callable[[dict[str, Any]], None]
Verb = Callable[[str], Awaitable[None]]


class Conversing:
    """Shows a talk on one page. Runs on the event loop of its session.

    Attributes:
        verbs: what a browser may say about it, by name.
    """

    def __init__(self, lab: LabPort, visitor: Visitor, place: Place, tell: Tell, moved: Callable[[], None]) -> None:
        self._lab = lab
        self._tell = tell
        self._moved = moved
        self._stand = live(lab)
        self._place = place
        self._talk = (
            Talk(lab, visitor.who, visitor.may_act, place, page=True) if visitor.who and visitor.reads else None
        )
        self._on = False
        self._whole = True
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._shown: Drawn | None = None
        verbs = self._talk.verbs if self._talk else {}
        self.verbs: dict[str, Verb] = {verb: partial(self._do, verb) for verb in verbs}

    @property
    def place(self) -> Place:
        """Where the page is."""
        return self._talk.place if self._talk else self._place

    def ask(self, stand: Stand) -> None:
        """Show it, as of a moment, and go on with what is new."""
        self._stand = stand
        self._on = self._whole = True
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def rest(self) -> None:
        """Nobody looks: draw nothing. What is being written goes on."""
        self._on = False
        self._changed.set()

    async def _do(self, verb: str, said: str) -> None:
        assert self._talk is not None
        await to_thread.run_sync(partial(self._talk.do, verb, said, live=self._stand.live))
        self._whole = True
        self._changed.set()

    async def _run(self) -> None:
        if self._talk is None:
            self._tell({"regions": {"thread": _REFUSED}})
            return
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody looks there any more
                loop.call_soon_threadsafe(self._changed.set)

        end = self._talk.pens.listen(self._talk.by, wake)
        try:
            while self._on:
                self._changed.clear()
                try:
                    await self._show(self._talk)
                except WorkbenchError as error:  # the lab cannot be read now; it is read again at the next change
                    _LOG.warning("A conversation could not be read: %s", error)
                if self._warming is None:  # not before, for the page comes first
                    self._warming = loop.create_task(self._warm_up())
                await self._wait(self._talk)
        finally:
            end()

    async def _show(self, talk: Talk) -> None:
        whole, self._whole = self._whole, False
        piece = None if whole else await to_thread.run_sync(talk.glance)
        if piece is not None:
            self._tell({"regions": piece.regions})
            return
        before = talk.place
        drawn = await to_thread.run_sync(talk.draw, self._stand)
        news = drawn.since(self._shown)
        if "writing" in drawn.regions:  # pieces have been told since it was drawn last
            news["regions"]["writing"] = drawn.regions["writing"]
        self._shown = drawn
        if any(news.values()):
            self._tell(news)
        if talk.place != before or whole:
            self._moved()

    async def _warm_up(self) -> None:
        with suppress(WorkbenchError):  # whoever asks is told
            await to_thread.run_sync(self._lab.warm_up)

    async def _wait(self, talk: Talk) -> None:
        """Until something was said or written here, or by another process."""
        log = self._lab.log
        head, standing = log.head, None
        while self._on and not self._changed.is_set() and not log.wake.closed:
            try:
                await asyncio.wait_for(self._changed.wait(), _PAUSE_SECONDS)
            except TimeoutError:
                if not self._stand.live or log.head == head:
                    continue
                now = await to_thread.run_sync(talk.standing)
                if standing is not None and now != standing:
                    return
                head, standing = log.head, now


_REFUSED = (
    '<div class="empty" role="alert"><strong>An agent at work does not read here.</strong>'
    "<p>Ask for a token made with <code>workbench token --role reader</code>.</p></div>"
)
