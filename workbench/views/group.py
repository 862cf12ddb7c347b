"""Groups: all browsers that look at the same thing at the present. It is drawn once, and encoded once, for all of them."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Protocol
from weakref import WeakValueDictionary

from workbench.core.errors import WorkbenchError
from workbench.views.axis import axis_of
from workbench.views.feed import Feed
from workbench.views.horizon import Horizon
from workbench.views.look import Look
from workbench.views.page import Drawn, Page
from workbench.views.snapshot import Snapshot
from workbench.views.wire import Wire, encoded
from workbench.views.wish import Stand, tell

_AXIS_SECONDS = 5.0


class Onlooker(Protocol):
    """One of those in a group."""

    @property
    def wire(self) -> Wire: ...


class Group:
    """Those who look at one page in one way, at the present. It is what the feed knows as a viewer.

    Attributes:
        look: what they look at.
    """

    def __init__(self, feed: Feed, page: Page, look: Look) -> None:
        self.look = look
        self._feed = feed
        self._page = page
        self._members: set[Onlooker] = set()
        self._shown: Drawn | None = None
        self._loop = asyncio.get_running_loop()
        self._pending = False
        self._axis_at = -_AXIS_SECONDS

    def join(self, member: Onlooker) -> None:
        """Somebody begins to look: gets all of it now, and from then on what changes."""
        self._members.add(member)
        if len(self._members) == 1:
            self._feed.join(self)
        snapshot = self._feed.snapshot(self.look)
        drawn = self._page.of(snapshot, self.look)
        if self._shown is None:
            self._shown = drawn
        member.wire.send(encoded(self._whole(snapshot, drawn)))
        member.wire.behind = drawn is not self._shown  # then what changed for the others is not what changes for it

    def leave(self, member: Onlooker) -> None:
        """Somebody looks away. Nothing is drawn for nobody."""
        self._members.discard(member)
        if not self._members:
            self._feed.leave(self)

    def wake(self) -> None:
        """There is a new snapshot. From the feed's thread."""
        if not self._pending:
            self._pending = True
            self._loop.call_soon_threadsafe(self._redraw)

    def _redraw(self) -> None:
        self._pending = False
        if not self._members:
            return
        try:
            snapshot = self._feed.snapshot(self.look)
        except WorkbenchError:
            return  # the lab cannot be read now; the page says how old it is
        drawn = self._page.of(snapshot, self.look)
        news = encoded(drawn.since(self._shown) | self._told(snapshot))
        self._shown = drawn
        late = [member for member in self._members if member.wire.behind]
        whole = encoded(self._whole(snapshot, drawn)) if late else None
        for member in self._members:
            behind, member.wire.behind = member.wire.behind, False
            member.wire.offer(whole if behind else news)

    def _whole(self, snapshot: Snapshot, drawn: Drawn) -> dict[str, Any]:
        return drawn.since(None) | {"shown": shown(self._feed, snapshot), "axis": axis(snapshot)}

    def _told(self, snapshot: Snapshot) -> dict[str, Any]:
        """Where the transport bar stands, and now and then what it stands on."""
        said = {"shown": shown(self._feed, snapshot)}
        if time.monotonic() - self._axis_at < _AXIS_SECONDS:
            return said
        self._axis_at = time.monotonic()
        return said | {"axis": axis(snapshot)}


class Groups:
    """The groups of one process. One lives as long as somebody holds it.

    Attributes:
        feed: where snapshots come from.
        horizon: for those who are in no group, as they look at a past moment.
    """

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.horizon = Horizon(feed.lab)
        self._groups: WeakValueDictionary[tuple[int, Look], Group] = WeakValueDictionary()

    def of(self, page: Page, look: Look) -> Group:
        """The group of those who look at a page in one way."""
        group = self._groups.get((id(page), look))
        if group is None:
            group = self._groups[id(page), look] = Group(self.feed, page, look)
        return group


def shown(feed: Feed, snapshot: Snapshot, asked: int | None = None, error: str = "") -> dict[str, Any]:
    """Where a page stands that shows a snapshot, for its transport bar; without a number it answers no wish."""
    said = tell(feed.lab, Stand(snapshot.position, snapshot.moment, snapshot.live), asked or 0, error)
    if asked is None:
        del said["asked"], said["error"]
    return said


def axis(snapshot: Snapshot) -> dict[str, Any]:
    """What the transport bar stands on, made once for a snapshot."""
    return snapshot.shared("axis", lambda: axis_of(snapshot))
