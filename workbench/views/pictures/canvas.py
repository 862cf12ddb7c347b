"""The canvas: which of HoloViews' backends an element is made for, and how its parts look there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from importlib import import_module
from typing import Any, Literal, NamedTuple

import holoviews as hv
import numpy as np

from workbench.views.theme import FONT, Palette

Backend = Literal["bokeh", "matplotlib"]
_PLOTTING: dict[Backend, str] = {"bokeh": "holoviews.plotting.bokeh", "matplotlib": "holoviews.plotting.mpl"}


class Canvas(NamedTuple):
    """What elements are drawn on.

    Attributes:
        backend: ``bokeh`` for a browser, ``matplotlib`` for a file.
        palette: the colours.
        zone: the time zone of time axes.
    """

    backend: Backend
    palette: Palette
    zone: tzinfo

    def wear(self, element: Any, *, bokeh: dict[str, Any], matplotlib: dict[str, Any]) -> Any:
        """The element with the options that its backend knows."""
        options = {**bokeh, "framewise": True} if self.backend == "bokeh" else matplotlib
        return element.opts(backend=self.backend, **options)  # framewise: a live picture's limits move with its data

    def frame(self, element: Any, *, linked: bool = False, named: bool = False, **both: Any) -> Any:
        """The whole plot, with options that both backends know, as ``xlim`` and ``yticks``.

        In one layout the axes of `linked` plots move together; `named` plots have names beside the axis that goes up.
        """
        if self.backend == "matplotlib":
            return element.opts(backend="matplotlib", show_legend=False, show_frame=False, **both)
        return element.opts(
            backend="bokeh",
            responsive=True,
            min_height=280,
            shared_axes=linked,
            show_legend=False,
            toolbar="above",
            default_tools=["xpan", "xwheel_zoom", "reset"],
            active_tools=[],
            hooks=[partial(self._dress, named)],
            **both,
        )

    def words(self, x: Any, y: Any, texts: Sequence[str], colour: str) -> Any:
        """Words in a plot, to the right of where they belong."""
        places = {("at", "height"): np.column_stack([x, y]), "said": np.array(texts, dtype=object)}
        return self.wear(
            hv.Labels(places, ["at", "height"], "said"),
            bokeh={"text_color": colour, "text_align": "left", "text_font_size": "12px"},
            matplotlib={"color": colour, "horizontalalignment": "left", "size": 9},
        )

    def _dress(self, named: bool, plot: Any, element: Any) -> None:
        """Give Bokeh's figure the colours and type of the theme."""
        figure, palette = plot.state, self.palette
        figure.background_fill_color = figure.border_fill_color = palette.card
        figure.outline_line_color, figure.outline_line_alpha = None, 0
        figure.title.text_color, figure.title.text_font, figure.title.text_font_size = palette.ink, FONT, "15px"
        figure.axis.axis_line_color = figure.axis.minor_tick_line_color = figure.axis.major_tick_line_color = None
        figure.axis.major_label_text_color = figure.axis.axis_label_text_color = palette.soft
        figure.axis.major_label_text_font = figure.axis.axis_label_text_font = FONT
        figure.axis.major_label_text_font_size = figure.axis.axis_label_text_font_size = "12px"
        figure.axis.axis_label_text_font_style = "normal"
        figure.grid.grid_line_color = palette.grid
        figure.ygrid.visible = not named
        figure.toolbar.logo = None


def canvas(backend: Backend, palette: Palette, zone: tzinfo) -> Canvas:
    """A canvas whose backend is loaded. That takes a second or two, once in a process."""
    import_module(_PLOTTING[backend])
    return Canvas(backend, palette, zone)
