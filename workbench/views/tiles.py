"""Tiles: a figure each, large enough to read from across a room, with all that is needed to trust or to doubt it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from workbench.core.clock import from_micros
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.metric import Metric
from workbench.views.snapshot import TILES, Snapshot
from workbench.views.trails import Trail, Window
from workbench.views.words import age, badge, basis, clock, explained, signed

_DIGITS = {"level": 2, "learning": 2, "self_knowledge": 2, "growth_rate": 1}
_UNITS = {"growth_rate": "memories/min"}
_UNTIL = {
    "level": "after the first memory",
    "learning": "after the first exam",
    "self_knowledge": "after the first exam",
    "growth_rate": "after the first memory",
}
_WIDTH, _HEIGHT = 96, 24


def tiles(snapshot: Snapshot, window: Window, hub: str | None) -> str:
    """HTML: the most important figures of a lab, each with its change since the beginning of the window."""
    trail = snapshot.trails.get(window)
    inner = "".join(tile(snapshot.figures[name], trail, hub, _recorded(snapshot.figures[name])) for name in TILES)
    return f'<section class="tiles" aria-label="Figures">{inner}</section>'


def tile(figure: Figure, trail: Trail | None, hub: str | None, recorded: int | None) -> str:
    """HTML: one figure."""
    metric = METRICS[figure.name]
    digits = _DIGITS.get(figure.name, 2)
    if figure.value is None:
        value = '<div class="v none" aria-label="not measured yet">–</div>'
    else:
        unit = f" <small>{_UNITS.get(figure.name, figure.unit)}</small>" if figure.unit != "1" else ""
        value = f'<div class="v">{explained(f"{figure.value:,.{digits}f}", hub, figure.id)}{unit}</div>'
    since = age(from_micros(recorded), figure.moment) + " old" if recorded else ""
    return (
        f'<article class="card tile" data-key="{figure.name}" title="{escape(metric.definition.split(chr(10))[0])}">'
        f"<h2><span>{metric.title}</span>{badge(figure)}</h2>{value}"
        f'<div class="d"><span>{_change(metric, figure, trail, digits)}</span>'
        f"{sparkline([*trail.values(figure.name), figure.value]) if trail and figure.value is not None else ''}</div>"
        f'<div class="basis"><span>{basis(figure, hub)}</span><span class="hide">{since}</span></div></article>'
    )


def sparkline(values: Sequence[float]) -> str:
    """SVG: how something went; nothing for fewer than two values."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = high - low or 1.0
    points = [
        (number * _WIDTH / (len(values) - 1), _HEIGHT / 2 if high == low else _HEIGHT - (value - low) / span * _HEIGHT)
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


def _change(metric: Metric, figure: Figure, trail: Trail | None, digits: int) -> str:
    if figure.value is None:
        return _UNTIL.get(figure.name, "not measured yet")
    before = trail.before(figure.name) if trail else None
    if before is None:
        return "&nbsp;"
    since, value = before
    change = figure.value - value
    shown = signed(change, digits)
    moved = shown[0] in "+−"
    mood = (
        "flat"
        if not moved or metric.better == "neither"
        else "up"
        if (change > 0) == (metric.better == "more")
        else "down"
    )
    arrow = ("▲ " if change > 0 else "▼ ") if moved else ""
    return f'<span class="{mood}">{arrow}{shown}</span> <span class="hide">since {clock(since)}</span>'


def _recorded(figure: Figure) -> int | None:
    return max((basis.recorded for basis in figure.basis), default=None)
