"""Tiles: a figure each, large enough to read from across a room, with all that is needed to trust or to doubt it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from workbench.core.clock import from_micros
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.history import History
from workbench.observatory.metric import Metric
from workbench.views.look import TILES, Look
from workbench.views.snapshot import Snapshot
from workbench.views.words import age, badge, basis, clock, pressed, signed, unit_of

_DIGITS = {"volatility": 3, "growth_rate": 1, "concept_emergence_rate": 1}
_UNTIL = {"memory.created": "after the first memory", "exam.completed": "after the first exam"}
_WIDTH, _HEIGHT = 96, 24
_POINTS = 64


def tiles(snapshot: Snapshot, look: Look) -> str:
    """HTML: the most important figures of a tab, each with its change since the beginning of the window."""
    history = snapshot.history(look.window)
    inner = "".join(tile(snapshot.figure(name), history) for name in TILES[look.tab])
    return f'<section class="tiles" aria-label="Figures">{inner}</section>'


def tile(figure: Figure, history: History) -> str:
    """HTML: one figure, and how it went."""
    metric = METRICS[figure.name]
    digits = _DIGITS.get(figure.name, 2)
    if figure.value is None:
        value = '<div class="v none" aria-label="not measured yet">–</div>'
    else:
        unit = f" <small>{said}</small>" if (said := unit_of(figure.name, figure.unit)) else ""
        shown = pressed(shortened(figure.value, digits), f"explain:{figure.id}", "The events behind this figure")
        value = f'<div class="v">{shown}{unit}</div>'
    recorded = max((basis.recorded for basis in figure.basis), default=None)
    since = age(from_micros(recorded), figure.moment, live=figure.status == "live") + " old" if recorded else ""
    return (
        f'<article class="card tile" data-key="{figure.name}" title="{escape(metric.definition.split(chr(10))[0])}">'
        f"<h2><span>{metric.title}</span>{badge(figure)}</h2>{value}"
        f'<div class="d"><span>{_change(metric, figure, history, digits)}</span>{_spark(figure, history)}</div>'
        f'<div class="basis"><span>{basis(figure)}</span><span class="hide">{since}</span></div></article>'
    )


def sparkline(values: Sequence[float], least: float = 0.0) -> str:
    """SVG: how something went; nothing for fewer than two values.

    Args:
        values: one after the other.
        least: what the height stands for at the least, so that a change that is nothing does not look like much.
    """
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = max(high - low, least) or 1.0
    low = (low + high - span) / 2
    points = [
        (number * _WIDTH / (len(values) - 1), min(max(_HEIGHT - (value - low) / span * _HEIGHT, 0.0), _HEIGHT))
        for number, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{path}L{_WIDTH},{_HEIGHT}L0,{_HEIGHT}Z" fill="var(--wb-c1)" opacity=".1"></path>'
        f'<path d="{path}" fill="none" stroke="var(--wb-c1)" stroke-width="1.75" stroke-linejoin="round" '
        f'vector-effect="non-scaling-stroke"></path><path d="M{x:.1f},{y:.1f}h.01" stroke="var(--wb-c1)" stroke-width="5" stroke-linecap="round" vector-effect="non-scaling-stroke"></path></svg>'
    )


def shortened(value: float, digits: int) -> str:
    """A number for people: fewer digits after the point where there are many before it.

    >>> shortened(0.512, 2), shortened(-23.456, 2), shortened(1234.5, 1)
    ('0.51', '−23.5', '1,234')
    """
    size = abs(value)
    shown = f"{size:,.{0 if size >= 1_000 else min(digits, 1) if size >= 10 else digits}f}"
    return f"−{shown}" if value < 0 and shown.strip("0.,") else shown


def _spark(figure: Figure, history: History) -> str:
    column = history.values.get(figure.name)
    if column is None or figure.value is None:
        return ""
    known = [value for value in column.tolist() if not math.isnan(value)]
    step = max(1, -(-len(known) // _POINTS))  # all of the window: the change beside it is counted from its beginning
    return sparkline([*reversed(known[::-step]), figure.value], 4 * METRICS[figure.name].material)


def _change(metric: Metric, figure: Figure, history: History, digits: int) -> str:
    if figure.value is None:
        source = metric.definition.partition("Source:")[2]
        one = "needs" not in source  # where it takes several, “after the first” would be a false promise
        return next((said for kind, said in _UNTIL.items() if one and kind in source), "not measured yet")
    before = history.before(figure.name)
    if before is None:
        return escape(metric.definition.splitlines()[0])
    since, value = before
    return f'{changed(figure.value - value, digits, metric.better)} <span class="hide">since {clock(since)}</span>'


def changed(change: float, digits: int, better: str) -> str:
    """HTML: by how much something moved, with an arrow, and in words of colour whether that is good."""
    shown = signed(change, digits)
    if shown[0] not in "+−":
        return f'<span class="flat">{shown}</span>'
    mood = "flat" if better == "neither" else "up" if (change > 0) == (better == "more") else "down"
    return f'<span class="{mood}">{"▲" if change > 0 else "▼"} {shown}</span>'
