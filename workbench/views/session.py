"""The session: one browser's page, redrawn on its own event loop when the feed has something new and somebody sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn

from workbench.views.feed import Feed
from workbench.views.live import Presence
from workbench.views.snapshot import Snapshot
from workbench.views.trails import Window

Draw = Callable[[Snapshot], None]


class Session:
    """Connects one document to the feed, as long as the browser shows it.

    Attributes:
        window: the window of time that the page shows.
        presence: to be put on the page; tells when it is seen, and in which theme.
    """

    def __init__(self, feed: Feed, draw: Draw, window: Window = "1 h") -> None:
        self.window: Window = window
        self.presence = Presence(width=0, height=0, margin=0)  # type: ignore[no-untyped-call]
        self._feed = feed
        self._draw = draw
        self._doc: Any = pn.state.curdoc
        self._pending = False
        self.presence.param.watch(self._on_seen, "seen")
        if self._doc is not None:
            self._doc.on_session_destroyed(self._end)

    def wake(self) -> None:
        """There is a new snapshot. From the feed's thread: only the document's own loop may touch the document."""
        if not self._pending:
            self._pending = True
            self._doc.add_next_tick_callback(self.redraw)

    def look(self, window: Window) -> None:
        """Show another window of time."""
        self.window = window
        self.redraw()

    def redraw(self) -> None:
        """Draw the newest snapshot. All changes go to the browser as one message."""
        self._pending = False
        snapshot = self._feed.snapshot(self.window)
        with pn.io.hold(self._doc):
            self._draw(snapshot)

    def _on_seen(self, event: Any) -> None:
        if event.new:
            self._feed.join(self)
        else:
            self._feed.leave(self)

    def _end(self, context: Any) -> None:
        self._feed.leave(self)
