"""Over time: one figure of the lab or of an agent as a line in a band, with the exams on it."""

from __future__ import annotations

import json
import math
from html import escape

import numpy as np
from numpy.typing import NDArray

from workbench.core.clock import to_micros
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.views.charts.card import card, chart_head, element, empty
from workbench.views.charts.curve import Column, Curve, curve, holds, spread
from workbench.views.charts.marks import grouped, said
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.words import unit_of

_LINE = '<svg width="16" height="8" aria-hidden="true"><path d="M0 4h16" stroke="var(--wb-c1)" stroke-width="2"></path></svg>'
_BAND = '<svg width="16" height="10" aria-hidden="true"><path d="M0 0h16v10H0z" fill="var(--wb-c1)" opacity=".2"></path></svg>'
_MARK = (
    '<svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" fill="var(--wb-card)" stroke="var(--wb-c2)" '
    'stroke-width="2"></circle></svg>'
)
_DIGITS = 4
_KEYS = "Arrow keys move over it, Enter opens the events behind a point."


def over_time(snapshot: Snapshot, look: Look, metric: str, subject: str = "lab", *, choose: bool = False) -> str:
    """HTML: a card with a metric of docs/metrics.md over the window that is looked at.

    Args:
        snapshot: the moment; the chart ends there.
        look: the window.
        metric: which.
        subject: ``lab``, or an agent as ``agent/<slug>``.
        choose: whether it is the one with the key and the choice of the window, for all charts beside it.
    """
    found = METRICS[metric]
    figure = snapshot.figures.get((metric, subject))  # an agent may not have been there at this moment
    head = chart_head(found.title, figure, look if choose else None)
    definition = escape(found.definition.splitlines()[0])
    about = f'<p title="{definition}">{definition}</p>'
    drawn = curve(snapshot, look, metric, subject)
    if drawn is None or not drawn.known:
        return card(f"{metric} {subject}", f"{head}{about}{_nothing(metric, drawn is None)}")
    key = _key(snapshot, drawn, figure, metric, choose)
    return card(f"{metric} {subject}", f"{head}{about}{key}{plot(snapshot, drawn, metric, subject)}")


def plot(snapshot: Snapshot, drawn: Curve, metric: str, subject: str) -> str:
    """HTML: the element that draws a curve and leads from its points to their events."""
    found = METRICS[metric]
    band = drawn.low is not None and drawn.high is not None
    inside = drawn.at >= drawn.begin
    columns = [column for column in (drawn.value, drawn.low, drawn.high) if column is not None]
    low, high = spread(found, [column[inside] for column in columns])
    attributes = {
        "data-key": "plot",
        "holds": holds(metric),
        "figure": f"{metric}:{subject}",
        "tabindex": "0",
        "role": "group",
        "aria-roledescription": "chart",
        "aria-label": f"{found.title} over time. {_KEYS}",
        "unit": unit_of(metric, found.unit),
        "x": f"{drawn.begin // 1_000} {drawn.end // 1_000}",
        "y": f"{low:.5g} {high:.5g}",
        "at": whole(drawn.at // 1_000),
        "position": whole(drawn.position),
        "value": decimal(drawn.value),
        "low": decimal(drawn.low) if band and drawn.low is not None else "",
        "high": decimal(drawn.high) if band and drawn.high is not None else "",
        "marks": _marks(snapshot, drawn, subject) if metric == "level" else "[]",
    }
    return element("wb-plot", attributes)


def whole(column: NDArray[np.int64]) -> str:
    """Whole numbers as text: the first, then by how much each is more than the one before."""
    return " ".join(map(str, np.diff(column, prepend=0).tolist()))


def decimal(column: Column) -> str:
    """Numbers as text, to four digits after the point; ``-`` where one is not known."""
    return " ".join("-" if math.isnan(value) else f"{round(value, _DIGITS):g}" for value in column.tolist())


def _marks(snapshot: Snapshot, drawn: Curve, subject: str) -> str:
    """JSON: when an exam was, the event's position, and what it says."""
    exams = [exam for exam in snapshot.exams if subject in ("lab", exam.source)]
    groups = grouped(exams, drawn.begin, drawn.end)
    found = [[to_micros(group[-1].recorded) // 1_000, group[-1].position, said(group, snapshot)] for group in groups]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _key(snapshot: Snapshot, drawn: Curve, figure: Figure | None, metric: str, choose: bool) -> str:
    unit = unit_of(metric, METRICS[metric].unit)
    parts = [escape(unit)] if unit else []
    who = len(figure.parts) if figure is not None else 0
    if choose and drawn.low is not None and who:
        parts.append(f"{_LINE}mean of {who} agents" if who > 1 else f"{_LINE}1 agent")
    if choose and drawn.low is not None and who > 1:
        parts.append(f"{_BAND}10th to 90th percentile")
    if choose and metric == "level" and snapshot.exams:
        parts.append(f"{_MARK}exam")
    if choose:
        parts.append("<span>times in <wb-zone>UTC</wb-zone></span>")
    inner = "".join(f"<span>{part}</span>" for part in parts)
    return f'<div class="key">{inner}</div>' if parts else ""


def _nothing(metric: str, never: bool) -> str:
    if never:
        return empty(
            "Nothing was measured yet.", "It begins when an agent studies:", 'lab.agent("Ada").study("asyncio")'
        )
    needs = METRICS[metric].definition.partition("Source:")[2]
    kind = "exam" if "exam." in needs and "memory." not in needs else "task" if "task." in needs else "memory"
    remedies = {
        "exam": ("It needs an exam, or several:", 'lab.agent("Ada").examine("asyncio")'),
        "task": ("It needs tasks that advance, such as:", 'lab.agent("Ada").study("asyncio")'),
        "memory": ("It needs memories:", 'lab.agent("Ada").study("asyncio")'),
    }
    return empty("Not measured in this window.", *remedies[kind])
