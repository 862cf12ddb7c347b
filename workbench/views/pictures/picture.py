"""The picture: one view of a lab at one moment, as data, as a HoloViews element, as a file, and in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from workbench.core.errors import NotFound
from workbench.views.pictures.as_of import AsOf
from workbench.views.theme import DARK, LIGHT, Palette

if TYPE_CHECKING:
    import pandas as pd

    from workbench.views.pictures.canvas import Backend, Canvas

Theme = Literal["light", "dark"]
Shape = Callable[["pd.DataFrame", "Canvas"], Any]


class Picture(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A picture of a lab.

    Attributes:
        name: as it is asked for, as ``level`` or ``concepts``.
        title: what it shows.
        said: how to read it, in a sentence.
        table: the data; see `frame`.
        as_of: of which lab and moment.
        theme: ``light`` or ``dark``.
        shape: draws a table on a canvas.
    """

    name: str
    title: str
    said: str
    table: pd.DataFrame
    as_of: AsOf
    theme: Theme
    shape: Shape

    @property
    def frame(self) -> pd.DataFrame:
        """The data, one row an observation; `workbench.views.pictures.frames` says what the columns are. Yours to change."""
        frame = self.table.copy()
        frame.attrs = {"workbench": {"title": self.title, **self.as_of.facts()}}
        return frame

    @property
    def palette(self) -> Palette:
        """The colours."""
        return DARK if self.theme == "dark" else LIGHT

    @property
    def element(self) -> Any:
        """The HoloViews element for a browser (Bokeh), to be shown, laid out or changed. Empty axes where there is nothing."""
        return self.drawn("bokeh").opts(backend="bokeh", title=self.title)

    def drawn(self, backend: Backend) -> Any:
        """The HoloViews element, with options for one backend."""
        from workbench.views.pictures.canvas import canvas

        ground = canvas(backend, self.palette, self.as_of.zone)
        return self.shape(self.table, ground)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file, in the format of its suffix; the file appears when it is whole.

        ``.png`` (at twice the size on screen), ``.svg`` (text stays text) and ``.html`` (one page that asks no other host for
        anything) show it. ``.csv`` and ``.parquet`` hold `frame` and say which lab and moment it is from: CSV in four more
        columns, Parquet in its metadata under ``workbench``.

        Returns:
            Where it was written.

        Raises:
            BadInput: the suffix is another one, or the path is a folder.
            NotFound: there is no such folder, or nothing was measured that could be drawn.
            Unavailable: the file cannot be written there.
        """
        from workbench.views.pictures.export import save

        return save(self, Path(path))

    def require(self) -> None:
        """See that there is something to draw.

        Raises:
            NotFound: there is not.
        """
        if not len(self.table):
            raise NotFound(
                f"There is nothing to draw: “{self.title}” was not measured yet at event {self.as_of.position}.",
                "Ask again when agents have studied, or as of a later moment.",
            )

    def __repr__(self) -> str:
        rows = len(self.table)
        known = f"{rows:,} row{'s' * (rows != 1)}" if rows else "not measured yet"
        return f"{self.title}: {known}\n{self.said}\n{self.as_of}"

    def _repr_mimebundle_(self, **more: Any) -> Any:
        """An image that needs no JavaScript: SVG, and PNG where a page does not trust SVG; words where nothing is to draw."""
        if not len(self.table):
            return {"text/plain": repr(self)}
        from workbench.views.pictures.still import png, svg

        raster, width, height = png(self)
        data = {"text/plain": repr(self), "image/svg+xml": svg(self), "image/png": raster}
        return data, {"image/png": {"width": width, "height": height}}
