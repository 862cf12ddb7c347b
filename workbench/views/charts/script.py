"""The script that a page with charts carries: the elements they are, and the figure that they draw."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import panel as pn

from workbench.views.charts.template import template

_PARTS = ("plot.js", "cursor.js", "space.js")
_PLOTLY = "static/extensions/panel/bundled/plotlyplot"


@cache
def script() -> str:
    """JavaScript, to stand in the page as ``<script type="module">``."""
    code = "\n".join((files("workbench.views") / "assets" / part).read_text() for part in _PARTS)
    figure = template().replace("<", "\\u003c")
    end = 'customElements.define("wb-plot", Plot)\ncustomElements.define("wb-space", Space)\n'
    return f'{code}\nPlot.template = {figure}\nSpace.library = "{plotly()}"\n{end}'


@cache
def plotly() -> str:
    """Where a Panel server has Plotly's library, which it brings along; relative to a page at the server's root."""
    bundled = Path(pn.__file__).parent / "dist" / "bundled" / "plotlyplot"
    newest = max(path.name for path in bundled.glob("plotly-*.min.js"))
    return f"{_PLOTLY}/{newest}"
