"""The template: Bokeh's figure without data, made once in a process; each browser draws its charts from it and feeds them.

To make a figure costs a server several milliseconds, a third of what a whole page may take, and a session would keep it. So no
session has one: a page brings the template as JSON, and a chart is an element of its HTML that carries the data.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from bokeh.embed import json_item
from bokeh.models import (
    BasicTicker,
    ColumnDataSource,
    CustomJSTickFormatter,
    DatetimeTicker,
    Grid,
    Line,
    LinearAxis,
    Plot,
    Range1d,
    Scatter,
    VArea,
)
from bokeh.models.renderers import GlyphRenderer

from workbench.views.theme import FONT

_CLOCK = "hour: '2-digit', minute: '2-digit', hourCycle: 'h23'"
_TIME = f"""
const at = new Date(tick), span = ticks[ticks.length - 1] - ticks[0]
if (span > 2 * 86400000) return at.toLocaleDateString([], {{day: 'numeric', month: 'short'}})
const clock = {{{_CLOCK}}}
if (span < 240000) clock.second = '2-digit'
return at.toLocaleTimeString([], clock)
"""
_VALUE = """
const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(tick) || 1
const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
return tick.toLocaleString('en', {minimumFractionDigits: digits, maximumFractionDigits: digits}).replace('-', '\\u2212')
"""
_BARE: dict[str, Any] = {"axis_line_color": None, "major_tick_line_color": None, "minor_tick_line_color": None}
_LABEL: dict[str, Any] = {"major_label_text_font_size": "12px", "major_label_text_font": FONT}


@cache
def template() -> str:
    """JSON: the figure, as BokehJS takes it."""
    return json.dumps(json_item(bare_plot()), separators=(",", ":"))


def bare_plot() -> Plot:
    """Something over time: a line in a band, with marks on it.

    Its models are found by name: ``samples`` (columns ``at`` in milliseconds since 1970 UTC, ``value``, ``low``, ``high``),
    ``marks`` (``at``, ``value``), the renderers ``band``, ``line`` and ``dots``, the axes ``times`` and ``values``, and ``grid``.
    """
    samples = ColumnDataSource({name: [] for name in ("at", "value", "low", "high")}, name="samples")
    marks = ColumnDataSource({name: [] for name in ("at", "value")}, name="marks")
    ranges: dict[str, Any] = {f"{axis}_range": Range1d(start=0, end=1) for axis in "xy"}
    plot = Plot(**ranges, sizing_mode="stretch_both", toolbar_location=None, min_border=0, min_border_right=12)
    plot.update(outline_line_color=None, background_fill_alpha=0, border_fill_alpha=0, min_border_top=8)
    y_ticks = BasicTicker(desired_num_ticks=4, num_minor_ticks=0)
    times: dict[str, Any] = {
        "ticker": DatetimeTicker(desired_num_ticks=5),
        "formatter": CustomJSTickFormatter(code=_TIME),
    }
    values: dict[str, Any] = {"ticker": y_ticks, "formatter": CustomJSTickFormatter(code=_VALUE)}
    plot.add_layout(LinearAxis(name="times", **times, **_BARE, **_LABEL), "below")
    plot.add_layout(LinearAxis(name="values", **values, **_BARE, **_LABEL), "left")
    plot.add_layout(Grid(dimension=1, ticker=y_ticks, name="grid"))
    # Steps are drawn as a line with corners: BokehJS never ends painting a `VAreaStep` that has no data.
    band = VArea(x="at", y1="low", y2="high", fill_alpha=0.14)
    line = Line(x="at", y="value", line_join="round", line_width=2)
    dots = Scatter(x="at", y="value", size=9, line_width=2)
    for name, source, glyph in (("band", samples, band), ("line", samples, line), ("dots", marks, dots)):
        # No glyphs of their own for what is selected: nothing is.
        plot.renderers.append(_drawn(name, source, glyph))
    return plot


def _drawn(name: str, source: ColumnDataSource, glyph: Any) -> Any:
    return GlyphRenderer(
        data_source=source, glyph=glyph, name=name, nonselection_glyph=None, selection_glyph=None, muted_glyph=None
    )
