"""A widget on a Panel page: the same HTML, style sheet and module, over Panel's wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import param
from panel.custom import AnyWidgetComponent

from workbench.views.theme import guest
from workbench.views.widgets.chat import ChatPane
from workbench.views.widgets.pane import Pane


class Live(AnyWidgetComponent):  # Bokeh finds no class whose name begins with an underscore
    """A piece of HTML that says when somebody sees it, and what is pressed or typed in it."""

    html = param.String()
    watched = param.Boolean(default=True)

    _esm = Pane._esm

    def __init__(self, html: str, style: str, hear: Callable[[str], None]) -> None:
        self._hear = hear
        styles = [guest(), style]
        super().__init__(html=html, stylesheets=styles, sizing_mode="stretch_width")  # type: ignore[no-untyped-call]

    def _handle_msg(self, said: Any) -> None:
        if isinstance(said, str):
            self._hear(said)

    @classmethod
    def _process_importmap(cls) -> dict[str, Any]:
        return {}  # Panel's own names addresses of React on another host, which nothing here uses


class LiveChat(Live):
    """The same for a chat, which brings more of its own."""

    _esm = ChatPane._esm


def in_panel(pane: Pane) -> Live:
    """What `pn.panel(widget)` shows. It brings its colours, as the page may be somebody else's."""
    eyes: set[str] = set()

    def hear(said: str) -> None:
        if said.startswith("seen:"):
            eyes.add(said)
        pane.hear(said)

    def draw(change: Any) -> None:
        live.html = change["new"]

    def end(_context: Any) -> None:
        """A browser that was cut off does not say that it is gone."""
        pane.unobserve(draw, "html")
        for said in eyes:
            pane.hear(said.replace("seen:", "gone:", 1))

    kind = LiveChat if isinstance(pane, ChatPane) else Live
    live = kind(pane.html, pane.style(), hear)
    pane.observe(draw, "html")
    if pn.state.curdoc is not None:
        pn.state.curdoc.on_session_destroyed(end)
    return live
