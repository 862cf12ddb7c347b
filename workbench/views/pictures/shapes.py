"""Shapes: the HoloViews element for a frame. The same function draws for a browser, for a file and for every redraw."""

from __future__ import annotations

import math
from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.views.pictures.axis import MOST_BARS, Axis, short
from workbench.views.pictures.canvas import Canvas

_BAR = 0.32


def line(frame: pd.DataFrame, canvas: Canvas, axis: Axis) -> Any:
    """A value over time, in the band between low and high where they are known; a single value is a dot.

    Dimensions: time, and the value under the metric's name, so that plots in one layout share the time axis and, where they
    show the same metric, the value axis.
    """
    table = frame.assign(time=_local(frame["time"], canvas))
    time = hv.Dimension("time", label=f"Time ({_zone(frame, canvas)})")
    value = hv.Dimension(axis.name, label=axis.label)
    low, high = hv.Dimension(f"{axis.name}_low", label=axis.label), hv.Dimension(f"{axis.name}_high")
    table = table.rename(columns={"value": value.name, "low": low.name, "high": high.name})
    colour = canvas.palette.series[0]
    band = canvas.wear(
        hv.Area(table.dropna(subset=[low.name, high.name]), time, [low, high]),
        bokeh={"fill_color": colour, "fill_alpha": 0.14, "line_alpha": 0},
        matplotlib={"facecolor": colour, "alpha": 0.14, "linewidth": 0},
    )
    curve = canvas.wear(
        hv.Curve(table, time, [value, "position"]),
        bokeh={
            "color": colour,
            "line_width": 2,
            "tools": ["hover"],
            "hover_mode": "vline",
            "hover_tooltips": [
                ("Time", "@{time}{%F %T}"),
                (axis.title, f"@{{{axis.name}}}{{0.000}}"),
                ("After event", "@{position}"),
            ],
            "hover_formatters": {"@{time}": "datetime"},
        },
        matplotlib={"color": colour, "linewidth": 2},
    )
    dots = canvas.wear(
        hv.Scatter(table.tail(1), time, [value, "position"]),
        bokeh={"color": colour, "size": 8},
        matplotlib={"color": colour, "s": 36},
    )
    limits = axis.limits(frame[["value", "low", "high"]].to_numpy())
    return canvas.frame(
        band * curve * dots,
        linked=True,
        xlim=_stretch(table["time"]),
        ylim=limits,
        ylabel=axis.label,
        xlabel=time.label,
    )


def bars(frame: pd.DataFrame, canvas: Canvas, name: str, axis: Axis) -> Any:
    """One bar a row, the first on top, with its value beside it; at most 24.

    Dimensions: the corners of each bar, the row's name and its value.
    """
    rows = frame[frame[axis.name].notna()].head(MOST_BARS)
    places = np.arange(len(rows))[::-1]
    values = rows[axis.name].to_numpy() * axis.scale
    end = axis.end(values)
    drawn = pd.DataFrame(
        {
            f"{axis.name}_from": 0.0,
            f"{axis.name}_under": places - _BAR,
            f"{axis.name}_to": values,
            f"{axis.name}_over": places + _BAR,
            name: rows[name],
            axis.name: values,
        }
    )
    # Names of their own: Panel links axes of plots in one page that have the same.
    kdims = [f"{axis.name}_from", f"{axis.name}_under", f"{axis.name}_to", f"{axis.name}_over"]
    boxes = canvas.wear(
        hv.Rectangles(drawn, kdims, [name, axis.name]),
        bokeh={
            "color": canvas.palette.series[0],
            "line_alpha": 0,
            "tools": ["hover"],
            "hover_tooltips": [("", f"@{{{name}}}"), (axis.label, f"@{{{axis.name}}}{{0.000}}")],
        },
        matplotlib={"facecolor": canvas.palette.series[0], "linewidth": 0},
    )
    said = canvas.words(values + end * 0.012, places, [axis.said(value) for value in values], canvas.palette.ink)
    ticks = list(zip(places.tolist(), [short(text) for text in rows[name]], strict=True))
    low = -0.7 if len(rows) else -1.0
    return canvas.frame(
        boxes * said,
        xlim=(0, end * 1.12),
        ylim=(low, max(len(rows), 1) - 0.3),
        yticks=ticks or [(0, "")],
        named=True,
        xlabel=axis.label,
        ylabel="",
    )


def histogram(frame: pd.DataFrame, canvas: Canvas, axis: Axis) -> Any:
    """How many rows have which value. Dimensions: the value, and the number of agents."""
    values = frame[axis.name].dropna().to_numpy()
    counts, edges = np.histogram(values, bins=20, range=(0.0, axis.end(values)))
    shown = canvas.wear(
        hv.Histogram(
            (edges, counts),
            kdims=f"{axis.name}_of_agents",
            vdims=hv.Dimension("agents", label="Agents"),
        ),
        bokeh={"fill_color": canvas.palette.series[0], "line_color": canvas.palette.card, "tools": ["hover"]},
        matplotlib={"facecolor": canvas.palette.series[0], "edgecolor": canvas.palette.card},
    )
    top = max(int(counts.max()), 1)
    return canvas.frame(
        hv.Overlay([shown]), xlim=(0, float(edges[-1])), ylim=(0, top * 1.08), xlabel=axis.label, ylabel="Agents"
    )


def _local(times: pd.Series, canvas: Canvas) -> pd.Series:
    """Times of day where the reader is; both backends would show UTC."""
    return times.dt.tz_convert(canvas.zone).dt.tz_localize(None)


def _stretch(times: pd.Series) -> tuple[Any, Any]:
    """From the first time to a little after the last; at least half a minute. NaN without any."""
    if not len(times):
        return math.nan, math.nan
    end = times.iloc[-1]
    span = max(end - times.iloc[0], pd.Timedelta(seconds=30))
    return (end - span).to_datetime64(), (end + span * 0.015).to_datetime64()


def _zone(frame: pd.DataFrame, canvas: Canvas) -> str:
    return str(canvas.zone.tzname(frame["time"].iloc[-1] if len(frame) else None) or "local")
