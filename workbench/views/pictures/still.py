"""The still: a picture as PNG and SVG, drawn by HoloViews' matplotlib backend, with no browser and no fonts but matplotlib's."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import holoviews as hv
import matplotlib as mpl
from matplotlib import dates
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from workbench.views.pictures.picture import Picture

_WIDTH, _HEIGHT = 8.0, 4.5
_DOTS = 100  # an inch, on screen
_CRISP = 2
_BAR = 0.26
_AROUND_BARS = 1.7
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.3, 0.3, 0.88, 0.85  # inches
_STEPS = [1, 2, 2.5, 5, 10]
_TIMES = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%H:%M:%S"]  # of years, months, days, hours, minutes, seconds
_BEGINS = ["", "%Y", "%b", "%d %b", "%H:%M", "%H:%M:%S"]  # of a tick that begins the next larger one
_STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Roboto", "Helvetica", "Arial"],
    "svg.fonttype": "none",
    "svg.hashsalt": "workbench",
    "text.parse_math": False,
    "axes.unicode_minus": True,
}
_drawing = threading.Lock()  # matplotlib's settings are the process's


def png(picture: Picture) -> tuple[bytes, int, int]:
    """The picture as PNG, at twice the dots of a screen, and its width and height on screen in pixels."""
    with _drawn(picture) as figure:
        out = BytesIO()
        facts = {"Title": picture.title, "Description": str(picture.as_of), "Software": None}
        figure.savefig(out, format="png", dpi=_CRISP * _DOTS, metadata=facts)
        width, height = (round(inches * _DOTS) for inches in figure.get_size_inches())
    return out.getvalue(), width, height


def svg(picture: Picture) -> str:
    """The picture as SVG. Its text is text, so it can be searched, and a reader's browser finds what glyphs we lack."""
    with _drawn(picture) as figure:
        out = BytesIO()
        facts = {"Title": picture.title, "Description": str(picture.as_of), "Date": None, "Creator": None}
        figure.savefig(out, format="svg", metadata=facts)
    label = escape(f"{picture.title}. {picture.said}")
    return out.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


@contextmanager
def _drawn(picture: Picture) -> Iterator[Figure]:
    """The matplotlib figure of a picture, in our style; the process's own settings are untouched afterwards."""
    picture.require()
    element = picture.drawn("matplotlib")
    with _drawing, mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)  # a box stands for it
        figure: Figure = hv.Store.renderers["matplotlib"].get_plot(element).state
        _dress(figure, picture)
        yield figure


def _dress(figure: Figure, picture: Picture) -> None:
    """Size, type, colours, and the words around the plot."""
    (axes,) = figure.axes
    palette = picture.palette
    figure.set_dpi(_DOTS)
    figure.set_size_inches(_WIDTH, _height(axes))
    figure.set_facecolor(palette.card)
    axes.set_facecolor(palette.card)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_axisbelow(True)
    for artist in (*axes.collections, *axes.lines, *axes.patches, *axes.texts):
        artist.set_zorder(artist.get_zorder() + 3)  # HoloViews counts from 0, and the grid lies at 0.5
    dated = isinstance(axes.xaxis.get_converter(), dates.DateConverter)
    axes.grid(True, axis="x" if _named(axes) else "y" if dated else "both", color=palette.grid, linewidth=1)
    axes.tick_params(length=0, pad=6, colors=palette.soft, labelsize=9)
    axes.xaxis.label.set(color=palette.soft, size=9)
    axes.yaxis.label.set(color=palette.soft, size=9)
    axes.set_title("")
    axes.xaxis.labelpad = axes.yaxis.labelpad = 8
    if _named(axes):
        axes.tick_params(axis="y", colors=palette.ink)
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=_STEPS))
    if dated:
        ticks: Any = dates
        locator = ticks.AutoDateLocator(maxticks=7)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(
            ticks.ConciseDateFormatter(locator, formats=_TIMES, zero_formats=_BEGINS, show_offset=False)
        )
    elif not _named(axes):
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=_STEPS))
    _place(figure, axes)
    _write(figure, picture)


def _named(axes: Any) -> bool:
    """Whether what goes up are names, as of bars, and not numbers."""
    return any(not _is_number(tick.get_text()) for tick in axes.get_yticklabels())


def _is_number(text: str) -> bool:
    try:
        float(text.replace("−", "-") or "0")
    except ValueError:
        return False
    return True


def _height(axes: Any) -> float:
    return _AROUND_BARS + _BAR * max(len(axes.get_yticks()), 3) if _named(axes) else _HEIGHT


def _place(figure: Figure, axes: Any) -> None:
    """Leave the plot all the room that the names on its left do not need."""
    width, height = figure.get_size_inches()
    axes.set_aspect("auto")
    axes.set_position((0.2, _BOTTOM / height, 0.6, 1 - (_TOP + _BOTTOM) / height))
    ground: Any = FigureCanvasAgg(figure)
    ground.draw()
    left = axes.get_window_extent().x0 - axes.yaxis.get_tightbbox(ground.get_renderer()).x0
    left = left / _DOTS + _LEFT
    axes.set_position((left / width, _BOTTOM / height, 1 - (left + _RIGHT) / width, 1 - (_TOP + _BOTTOM) / height))


def _write(figure: Figure, picture: Picture) -> None:
    width, height = figure.get_size_inches()
    palette, left = picture.palette, _LEFT / width
    figure.text(left, 1 - 0.24 / height, picture.title, size=13, weight="bold", color=palette.ink, va="top")
    figure.text(left, 1 - 0.53 / height, picture.said, size=9, color=palette.soft, va="top")
    figure.text(left, 0.16 / height, str(picture.as_of), size=8, color=palette.faint, va="bottom")
