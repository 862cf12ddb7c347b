"""The pane: a widget that shows something of a lab, alike in JupyterLab, in Voila and in Panel."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Union

import anywidget
import traitlets

from workbench.core.errors import WorkbenchError
from workbench.views.lab import LabPort
from workbench.views.snapshot import Snapshot
from workbench.views.theme import notebook, sheet
from workbench.views.widgets.content import Content, with_text
from workbench.views.widgets.desk import desk_of
from workbench.views.wish import Stand

if TYPE_CHECKING:
    from workbench.views.widgets.bar import Bar  # comes with Panel, which takes seconds to import

At = Union["Bar", Stand, str, int, datetime, None]
"""A moment: None for the present, wherever a transport bar stands, or as `Lab.at` takes it."""

_ASSETS = files("workbench.views") / "assets"


@cache
def widget_sheet() -> str:
    """The style sheet inside a widget."""
    return sheet() + (_ASSETS / "widgets.css").read_text()


class Pane(anywidget.AnyWidget):
    """Shows some content: live, as of a moment, or as of the moment at which a transport bar stands.

    While somebody sees it, it follows the lab, at most four times a second. While nobody does, nothing is computed.

    Attributes:
        html: what the browser shows.
        sheet: the style sheet that goes with it.
        watched: asks the browser to say when somebody begins to see it, and when nobody does any more.
    """

    _esm = "\n".join((_ASSETS / name).read_text() for name in ("elements.js", "live.js"))  # it can import nothing
    _css = notebook()
    html = traitlets.Unicode().tag(sync=True)
    sheet = traitlets.Unicode().tag(sync=True)
    watched = traitlets.Bool(True).tag(sync=True)

    def __init__(self, lab: LabPort, content: Content, at: At = None) -> None:
        self.look = content.look
        self._desk = desk_of(lab)
        self._content = content
        self._bar: Bar | None = at if isinstance(at, anywidget.AnyWidget) else None
        self._fixed = None if isinstance(at, anywidget.AnyWidget) else _stand(lab, at)
        self._seen_by: set[str] = set()
        self._pending = False
        super().__init__(html=content.html(self._snapshot()), sheet=self.style())
        self.on_msg(lambda _widget, said, _buffers: self.hear(said))
        if self._bar is not None:
            self._bar.observe(self._on_bar, "shown")

    @classmethod
    def style(cls) -> str:
        """The style sheet inside it."""
        return widget_sheet()

    def wake(self) -> None:
        """There is something new to draw. Quick, and from any thread."""
        if not self._pending:
            self._pending = True
            self._desk.soon(self._draw)

    def hear(self, said: object) -> None:
        """The browser says who sees the widget (``seen:<who>``, ``gone:<who>``), or what somebody pressed."""
        verb, _, rest = said.partition(":") if isinstance(said, str) else ("", "", "")
        if verb == "seen":
            self._seen_by.add(rest)
            self._follow()
        elif verb == "gone":
            self._seen_by.discard(rest)
            self._follow()
            return
        elif verb:
            self._desk.soon(lambda: self._content.do(str(said)))
        self.wake()

    def close(self) -> None:
        """Stop following. What is shown stays as it was."""
        if (seen_by := getattr(self, "_seen_by", None)) is not None:
            seen_by.clear()
            self._follow()
            if self._bar is not None:
                self._bar.unobserve(self._on_bar, "shown")
                self._fixed, self._bar = self._bar.stand, None
        super().close()

    def __repr__(self) -> str:
        try:
            return self._content.text(self._snapshot())
        except WorkbenchError as error:
            return str(error)

    def _repr_mimebundle_(self, **more: Any) -> Any:
        return with_text(super()._repr_mimebundle_(**more), repr(self))

    def __panel__(self) -> Any:
        from workbench.views.widgets.in_panel import in_panel

        return in_panel(self)

    @property
    def _past(self) -> Stand | None:
        """The past moment that it shows, None for the present."""
        stand = self._fixed if self._bar is None else self._bar.stand
        return None if stand is None or stand.live else stand

    def _follow(self) -> None:
        """Be woken by the feed while somebody sees the present here."""
        feed = self._desk.feed
        if self._seen_by and self._past is None:
            feed.join(self)
        else:
            feed.leave(self)

    def _snapshot(self) -> Snapshot:
        past = self._past
        if past is None:
            return self._desk.feed.snapshot(self.look)
        return self._desk.feed.past(self.look, past.position, past.moment)

    def _draw(self) -> None:
        self._pending = False
        snapshot = self._snapshot()
        self.html = self._content.html(snapshot)
        if self._bar is not None and snapshot.live:
            self._bar.follow(snapshot)

    def _on_bar(self, change: Any) -> None:
        if change["new"]["live"] and change["old"]["live"]:
            return  # the feed wakes it
        self._follow()
        if self._seen_by:
            self.wake()


def _stand(lab: LabPort, at: Stand | str | int | datetime | None) -> Stand | None:
    if at is None or isinstance(at, Stand):
        return at
    past = lab.at(at)
    return Stand(past.position, past.moment)
