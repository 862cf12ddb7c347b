"""Clouds: HoloViews elements in which every agent or exam is a dot between two measures."""

from __future__ import annotations

from typing import Any

import holoviews as hv
import numpy as np
import pandas as pd

from workbench.views.pictures.axis import short
from workbench.views.pictures.canvas import Canvas
from workbench.views.pictures.frames import SIGNALS

_NAMED = 16
_LONGEST = 20
_LETTER = 0.012  # of the width of a plot
_LEAST_SPAN = 0.3


def states(frame: pd.DataFrame, canvas: Canvas) -> Any:
    """Agents between breadth (across) and integration (up), a larger dot for more self-knowledge, with trails.

    Dimensions: breadth, integration, and of the points self_knowledge and name.
    """
    known = frame.dropna(subset=["breadth", "integration"])
    here = known[known["now"]]
    across = hv.Dimension("breadth", label="Breadth of attention (0 to 1)")
    up = hv.Dimension("integration", label="Integration of memory (0 to 1)")
    here = here.assign(self_knowledge=here["self_knowledge"].fillna(0.0))
    here = here.assign(colour=[canvas.palette.series[n % len(canvas.palette.series)] for n in range(len(here))])
    trails = hv.Overlay([_trails(known, here, hue, [across, up], canvas) for hue in canvas.palette.series])
    size, colour = hv.dim("self_knowledge"), hv.dim("colour")
    points = canvas.wear(
        hv.Points(here, [across, up], ["self_knowledge", "name", "colour"]),
        bokeh={
            "color": colour,
            "line_color": canvas.palette.card,
            "size": 5 + size * 12,
            "tools": ["hover"],
            "hover_tooltips": [("", "@name"), *((about, f"@{about}{{0.000}}") for about in SIGNALS)],
        },
        matplotlib={"color": colour, "edgecolors": canvas.palette.card, "s": (5 + size * 12) ** 2},
    )
    x, y = _around(known["breadth"]), _around(known["integration"])
    named = here if len(here) <= _NAMED else here.head(0)
    names = [short(text, _LONGEST) for text in named["name"]]
    span = x[1] - x[0]
    beside = named["breadth"].to_numpy() + span * 0.02
    ends = [at + len(text) * span * _LETTER for at, text in zip(beside, names, strict=True)]
    at = _apart(beside, ends, named["integration"].to_numpy(), (y[1] - y[0]) * 0.05)
    x = x[0], max(x[1], *ends) if ends else x[1]
    said = canvas.words(beside, at, names, canvas.palette.soft)
    return canvas.frame(trails * points * said, xlim=x, ylim=y, xlabel=across.label, ylabel=up.label)


def _trails(known: pd.DataFrame, here: pd.DataFrame, colour: str, dimensions: list[Any], canvas: Canvas) -> Any:
    """The ways of all agents that have this colour."""
    mine = known[known["agent"].isin(here.loc[here["colour"] == colour, "agent"])]
    ways = [way[["breadth", "integration"]] for _, way in mine.groupby("agent")]
    return canvas.wear(
        hv.Path(ways, dimensions),
        bokeh={"color": colour, "line_alpha": 0.45, "line_width": 1.5},
        matplotlib={"color": colour, "alpha": 0.45, "linewidth": 1.5},
    )


def foresight(frame: pd.DataFrame, canvas: Canvas) -> Any:
    """Exams: the score that was predicted (across) and the one that came (up); on the line both are the same.

    Dimensions: predicted, score, and agent, technology.
    """
    across = hv.Dimension("predicted", label="Predicted score (0 to 1)")
    up = hv.Dimension("score", label="Score (0 to 1)")
    even = canvas.wear(
        hv.Curve([(0.0, 0.0), (1.0, 1.0)], across, up),
        bokeh={"color": canvas.palette.faint, "line_dash": "dashed", "line_width": 1},
        matplotlib={"color": canvas.palette.faint, "linestyle": "--", "linewidth": 1},
    )
    points = canvas.wear(
        hv.Points(frame, [across, up], ["name", "technology"]),
        bokeh={
            "color": canvas.palette.series[0],
            "alpha": 0.6,
            "size": 8,
            "tools": ["hover"],
            "hover_tooltips": [
                ("", "@name"),
                ("Technology", "@technology"),
                ("Predicted", "@predicted{0.00}"),
                ("Score", "@score{0.00}"),
            ],
        },
        matplotlib={"color": canvas.palette.series[0], "alpha": 0.6, "s": 40, "edgecolors": "none"},
    )
    return canvas.frame(even * points, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel=across.label, ylabel=up.label)


def _around(values: pd.Series) -> tuple[float, float]:
    """Where the values are, with room around them; the whole where there are none."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = max((high - low) * 0.12, (_LEAST_SPAN - (high - low)) / 2)
    return max(-0.03, low - room), min(1.03, high + room)


def _apart(begins: Any, ends: Any, heights: Any, least: float) -> Any:
    """The heights of labels, each pushed up until it is clear of those below it that stand in its way."""
    pushed = np.array(heights, dtype=float)
    placed: list[int] = []
    for label in np.argsort(pushed, kind="stable").tolist():
        for other in sorted(placed, key=lambda number: float(pushed[number])):
            beside = begins[label] >= ends[other] or begins[other] >= ends[label]
            if not beside and abs(pushed[label] - pushed[other]) < least:
                pushed[label] = pushed[other] + least
        placed.append(label)
    return pushed
