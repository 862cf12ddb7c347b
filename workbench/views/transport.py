"""The transport bar: like a video player for the society. It goes from live to any past moment and back.

The bar itself is one ES module that runs alike on a Panel page and in a notebook. It sends wishes, one at a time, and draws
what it is told is on screen; who has put it on the page grants them. Playing is wishes that follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any, Protocol

import anywidget
import traitlets

from workbench.core.errors import WorkbenchError
from workbench.views.theme import notebook
from workbench.views.wish import Wish, parse_wish

OnWish = Callable[[Wish], None]

_ASSETS = files("workbench.views") / "assets" / "transport"
_PARTS = ("axis.js", "stamp.js", "parts.js", "keys.js", "player.js", "scrubber.js", "popups.js", "transport.js")


def _module() -> str:
    """The bar's module. A widget's module is one text that can import nothing, so its parts are put behind each other."""
    return "\n".join(re.sub(r"(?m)^import .*\n", "", (_ASSETS / part).read_text()) for part in _PARTS)


ESM = _module()
CSS = (_ASSETS / "transport.css").read_text()


class TransportBar(anywidget.AnyWidget):
    """The bar in a notebook, where its keys work while it has the focus.

    What `on_wish` raises of `WorkbenchError` is the answer to the wish; otherwise the answer is a `shown` with its number,
    which may come later (see `workbench.views.wish.tell`).

    Attributes:
        axis: the lab's life, from `workbench.views.axis.axis_of`; seldom sent anew.
        shown: what is on screen now, from `workbench.views.wish.tell`.
        wish: what the browser asked for last.
        page: whether it is at the foot of a page, with keys that work everywhere on it.
    """

    _esm = ESM
    _css = notebook() + CSS
    axis = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    wish = traitlets.Dict().tag(sync=True)
    page = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_wish: OnWish, **more: Any) -> None:
        super().__init__(**more)
        self.observe(lambda change: hear(self, on_wish, change["new"]), "wish")

    def refuse(self, asked: int, error: WorkbenchError) -> None:
        """Answer a wish with why it is not granted; what is shown stays."""
        self.shown = refused(self.shown, asked, error)


class _Bar(Protocol):
    def refuse(self, asked: int, error: WorkbenchError) -> None: ...


def hear(bar: _Bar, on_wish: OnWish, said: object) -> None:
    """Pass a wish on, as the browser said it; answer one that is none, or that is refused."""
    try:
        on_wish(parse_wish(said))
    except WorkbenchError as error:
        bar.refuse(_number(said), error)


def _number(said: object) -> int:
    """The number of a wish that may be none."""
    asked = said.get("asked") if isinstance(said, dict) else None
    return asked if isinstance(asked, int) else 0


def refused(shown: dict[str, Any], asked: int, error: WorkbenchError) -> dict[str, Any]:
    """What a bar is shown whose wish is not granted: what it was shown, and why."""
    return {**shown, "asked": asked, "error": str(error)}
