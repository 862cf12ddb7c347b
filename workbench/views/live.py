"""Live HTML in a Panel page: what changes is changed, all else stays as it is, the reader's selection and scroll included."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import param
from panel.custom import JSComponent

from workbench.views.theme import sheet

_ASSETS = files("workbench.views") / "assets"


class Live(JSComponent):
    """A piece of HTML. Elements with `data-do` report it to `on_do` when they are pressed."""

    html = param.String()

    _esm = (_ASSETS / "live.js").read_text()

    def __init__(self, html: str, on_do: Callable[[str], None] | None = None, **more: Any) -> None:
        self._on_do = on_do
        super().__init__(  # type: ignore[no-untyped-call]
            html=html, stylesheets=[sheet()], sizing_mode="stretch_width", **more
        )

    def _handle_msg(self, said: Any) -> None:
        if self._on_do is not None and isinstance(said, str):
            self._on_do(said)


class Presence(JSComponent):
    """Whether somebody sees the page, and in which theme. Draws nothing."""

    seen = param.Boolean(default=False, doc="Whether the browser shows the page now.")
    dark = param.Boolean(default=False, doc="Whether its theme is dark.")

    _esm = (_ASSETS / "presence.js").read_text()
