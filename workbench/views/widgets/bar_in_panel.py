"""The transport bar of a notebook on a Panel page."""

from __future__ import annotations

from typing import Any

import param
from panel.custom import AnyWidgetComponent

from workbench.core.errors import WorkbenchError
from workbench.views.transport import CSS, ESM, OnWish, hear, refused


class Transport(AnyWidgetComponent):
    """The bar on a Panel page; see `TransportBar` for what each part means."""

    axis = param.Dict(default={})
    shown = param.Dict(default={})
    wish = param.Dict(default={})
    page = param.Boolean(default=True)

    _esm = ESM
    _stylesheets = [CSS]

    def __init__(self, on_wish: OnWish, **more: Any) -> None:
        super().__init__(margin=0, sizing_mode="stretch_width", **more)  # type: ignore[no-untyped-call]
        self.param.watch(lambda event: hear(self, on_wish, event.new), "wish")

    def refuse(self, asked: int, error: WorkbenchError) -> None:
        """Answer a wish with why it is not granted; what is shown stays."""
        self.shown = refused(self.shown, asked, error)

    @classmethod
    def _process_importmap(cls) -> dict[str, Any]:
        return {"imports": {}, "scopes": {}}  # Panel's own would name a CDN for React, which the bar does not use
