"""A live picture in a notebook, with the style sheets of this machine: Panel would have the browser fetch them from another host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import panel
from bokeh.models import ImportedStyleSheet, InlineStyleSheet
from panel.io.resources import CDN_DIST

_HERE = Path(panel.__file__).parent / "dist"


class LocalHoloViews(panel.pane.HoloViews):
    """A HoloViews object as Panel shows it, that asks no other host for anything."""

    def _preprocess(self, root: Any, *more: Any, **named: Any) -> None:
        super()._preprocess(root, *more, **named)
        for model in root.references():
            if sheets := getattr(model, "stylesheets", None):
                model.stylesheets = [_local(sheet) for sheet in sheets]


def _local(sheet: Any) -> Any:
    """A sheet with its text in it, where it would be fetched."""
    if not isinstance(sheet, ImportedStyleSheet) or not sheet.url.startswith(CDN_DIST):
        return sheet
    name = sheet.url.removeprefix(CDN_DIST).partition("?")[0]
    return InlineStyleSheet(css=(_HERE / name).read_text())
