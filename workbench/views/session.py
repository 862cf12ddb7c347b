"""The session: one browser's page. What it looks at, at which moment, and what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import msgspec
from anyio import to_thread

from workbench.core.errors import WorkbenchError
from workbench.core.hosts import on_this_host
from workbench.observatory.course import Window
from workbench.views.address import Address, moment_of
from workbench.views.chat import Place
from workbench.views.conversing import Conversing
from workbench.views.drawer import Drawer
from workbench.views.evidence import look_up
from workbench.views.group import Group, Groups, axis, shown
from workbench.views.look import Look, Tab
from workbench.views.page import Drawn, Page
from workbench.views.quest import Quest
from workbench.views.said import Said
from workbench.views.seeking import Seeking, Verb
from workbench.views.snapshot import Snapshot
from workbench.views.visitor import NOBODY, Visitor
from workbench.views.wire import Wire, encoded
from workbench.views.wish import At, Stand, Wish, live, parse_wish, resolve


class Session:
    """Connects one document to the feed, as long as the browser shows it.

    Everything here runs on the server's event loop. What takes long is done in a thread; meanwhile the other pages go on.

    Attributes:
        look: what the page looks at.
        stand: the moment that it shows.
        wire: how its browser is told.
    """

    def __init__(
        self,
        groups: Groups,
        page: Page,
        document: Any,
        address: Address,
        host: str | None,
        visitor: Visitor = NOBODY,
    ) -> None:
        self.look: Look = address.look
        self.wire = Wire(document)
        self._groups = groups
        self._feed = groups.feed
        self._page = page
        self._address = address
        self._host = host
        self._group: Group | None = None
        self._seen = self._gone = False
        self._turn = asyncio.Lock()
        self.stand: Stand = live(self._feed.lab)
        self._drawer = Drawer()
        quest = Quest() if page.chat else address.quest
        self._seeking = Seeking(page.lookups, self._feed.lab, visitor, quest, self._tell)
        self._talk = Conversing(self._feed.lab, visitor, address.place, self._tell, self._place) if page.chat else None
        self._parts = (self._seeking, self._talk) if self._talk else (self._seeking,)
        self._verbs: dict[str, Callable[[str], Any]] = {
            "tab": self._tab,
            "window": self._window,
            "live": lambda _: self._go(At(live=True)),
            "at": lambda words: self._go(At(words=words)),
            "explain": lambda what: self._open(f"explain:{what}"),
            "event": lambda what: self._open(f"event:{what}"),
            "close": lambda _: self._open(""),
            "more": self._more,
            "json": self._json,
            **{name: partial(self._seek, verb) for name, verb in self._seeking.verbs.items()},
            **(self._talk.verbs if self._talk else {}),
        }

    def first(self) -> tuple[Drawn, dict[str, Any]]:
        """What the page shows when it is opened, at the moment that its address names, and what its transport bar is told."""
        problem = ""
        if said := self._address.at:
            try:
                self.stand = resolve(Wish(asked=0, at=At(words=said)), self._feed.lab, self.stand)
            except WorkbenchError as error:
                problem = str(error)
        snapshot = self._snapshot()
        life = snapshot if snapshot.live else self._feed.snapshot(self.look)
        return self._page.of(snapshot, self.look), {
            "shown": shown(self._feed, snapshot, 0, problem),
            "axis": axis(life),
        }

    async def hear(self, said: object) -> None:
        """The browser said something. What cannot be understood comes from a page of another version, and is not heard."""
        try:
            heard = msgspec.convert(said, Said)
        except msgspec.ValidationError:
            return
        if heard.there is not None:
            self._tell({"there": heard.there})
        async with self._turn:  # one after the other: what was pressed last is what is shown last
            try:
                await self._act(heard)
            except WorkbenchError as error:  # the lab cannot be read now
                self._refuse(None, error)

    async def _act(self, heard: Said) -> None:
        if heard.seen is not None:
            await self._on_seen(heard.seen)
        if heard.wish is not None:
            await self._wish(heard.wish)
        if heard.do is not None:
            verb, _, argument = heard.do.partition(":")
            if verb in self._verbs:
                await self._verbs[verb](argument)

    def end(self) -> None:
        """The browser has gone; what is still under way for it joins nothing any more."""
        self._gone = True
        self._ask()
        self._leave()

    async def _wish(self, said: dict[str, Any]) -> None:
        asked = said.get("asked")
        number = asked if isinstance(asked, int) else 0
        try:
            await self._go(parse_wish(said).at, number)
        except WorkbenchError as error:
            self._refuse(number, error)

    async def _go(self, at: At, asked: int | None = None) -> None:
        """Go to a moment. All panes follow in one message."""
        try:
            stand = await to_thread.run_sync(resolve, Wish(asked=asked or 0, at=at), self._feed.lab, self.stand)
        except WorkbenchError as error:
            self._refuse(asked, error)
            return
        self.stand = stand
        await self._follow(asked)

    async def _follow(self, asked: int | None = None) -> None:
        """Show what is looked at now, and be where that is shown to others."""
        self._leave()
        if not self.stand.live:
            self._tell(await to_thread.run_sync(self._whole, asked))
        self._join()
        self._ask()
        if self.stand.live and asked is not None:
            self._tell({"shown": {"asked": asked, "error": ""}})
        self._place()

    def _whole(self, asked: int | None) -> dict[str, Any]:
        snapshot = self._snapshot()
        return self._page.of(snapshot, self.look).since(None) | {"shown": shown(self._feed, snapshot, asked)}

    def _snapshot(self) -> Snapshot:
        if self.stand.live:
            return self._feed.snapshot(self.look)
        return self._feed.past(self.look, self.stand.position, self.stand.moment)

    def _refuse(self, asked: int | None, error: WorkbenchError) -> None:
        self._tell({"shown": {"asked": asked or 0, "error": str(error)}})

    async def _on_seen(self, seen: bool) -> None:
        self._seen = seen
        if not seen:
            self._leave()
        else:
            self._join()
        self._ask()
        if seen and (asked := self._address.open) and not self._drawer.said:
            self._address = Address(look=self.look)
            await self._open(asked)

    async def _tab(self, said: str) -> None:
        if said in get_args(Tab):
            self.look = Look(said, self.look.window, self.look.agent)  # type: ignore[arg-type]
            await self._follow()

    async def _window(self, said: str) -> None:
        if said in get_args(Window):
            self.look = Look(self.look.tab, said, self.look.agent)  # type: ignore[arg-type]
            await self._follow()

    async def _open(self, what: str) -> None:
        """Show in the drawer what is behind something; nothing shuts it."""
        self._drawer.wait(what)
        self._tell_drawer()
        if what:
            moment = self._feed.lab.clock.now() if self.stand.live else self.stand.moment
            evidence = await to_thread.run_sync(look_up, self._feed.lab, what, moment)
            self._drawer.show(what, evidence, on_this_host(self._feed.hub, self._host))
            self._tell_drawer()
        self._place()

    async def _more(self, said: str) -> None:
        self._drawer.more()
        self._tell_drawer()

    async def _json(self, position: str) -> None:
        self._drawer.turn(position)
        self._tell_drawer()

    def _tell_drawer(self) -> None:
        self._tell({"regions": {"drawer": self._drawer.html}})

    def _place(self) -> None:
        """Have the address say what the page shows."""
        at, place = moment_of(self.stand, self._feed.lab), self._talk.place if self._talk else Place()
        address = Address(look=self.look, at=at, quest=self._seeking.quest, place=place, open=self._drawer.said)
        self._tell({"address": address.write()})

    async def _seek(self, verb: Verb, argument: str) -> None:
        await verb(argument)
        self._ask()
        self._place()

    def _ask(self) -> None:
        """Look up what takes long, while somebody sees the page."""
        for part in self._parts:
            if self._seen and not self._gone:
                part.ask(self.stand)
            else:
                part.rest()

    def _join(self) -> None:
        """Be where what the page shows is told to others, too, while somebody sees it."""
        if not self._seen or self._gone:
            return
        if not self.stand.live:
            self._groups.horizon.join(self.wire)
        elif self._group is None:
            self._group = self._groups.of(self._page, self.look)
            self._group.join(self)

    def _leave(self) -> None:
        self._groups.horizon.leave(self.wire)
        if self._group is not None:
            self._group.leave(self)
            self._group = None

    def _tell(self, content: dict[str, Any]) -> None:
        self.wire.send(encoded(content))
