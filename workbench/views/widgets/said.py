"""How widgets say figures, ages and events in HTML."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from html import escape

import msgspec

from workbench.core.events import Record
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.history import History
from workbench.views.snapshot import Snapshot
from workbench.views.tiles import changed
from workbench.views.words import badge, clock, name_of, sentence, unit_of

_WIDTH, _HEIGHT = 120, 32


def name(source: str, names: Mapping[str, str]) -> str:
    """Who, set apart where it is written from right to left."""
    return f"<bdi>{escape(name_of(source, names))}</bdi>"


def as_of(snapshot: Snapshot) -> str:
    """Which moment it is of, where that is not the present."""
    return (
        ""
        if snapshot.live
        else f'<span class="q">as of {clock(snapshot.moment, seconds=True)} · event {snapshot.position:,}</span>'
    )


def value(figure: Figure) -> str:
    """A value that leads to the events behind it when it is pressed."""
    if figure.value is None:
        return '<span class="w-value none">not measured yet</span>'
    unit = f" <small>{said}</small>" if (said := unit_of(figure.name, figure.unit)) else ""
    return (
        f'<button class="w-value" data-do="explain:{escape(figure.id)}" title="The events behind this figure">'
        f"{figure.value:,.2f}{unit}</button>"
    )


def change(figure: Figure, history: History | None) -> str:
    """By how much a figure moved since the window's begin."""
    before = history.before(figure.name) if history is not None else None
    if figure.value is None or before is None:
        return ""
    since, was = before
    return f"{changed(figure.value - was, 2, METRICS[figure.name].better)} since {clock(since)}"


def spark(figure: Figure, history: History | None) -> str:
    """SVG: how a figure went until now; nothing where that is not kept."""
    column = history.values.get(figure.name) if history is not None else None
    values = [one for one in (column.tolist() if column is not None else []) if not math.isnan(one)]
    if not values or figure.value is None:
        return ""
    values.append(figure.value)
    low, high = min(values), max(values)
    scale = (_HEIGHT - 4) / (high - low) if high > low else 0.0
    top = _HEIGHT - 2 if high > low else _HEIGHT / 2
    step = _WIDTH / (len(values) - 1)
    path = "M" + "L".join(f"{at * step:.1f},{top - (one - low) * scale:.1f}" for at, one in enumerate(values))
    stroke = 'fill="none" stroke="var(--wb-c1)" stroke-width="1.75" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    return (
        f'<svg class="w-spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{path}L{_WIDTH},{_HEIGHT}L0,{_HEIGHT}Z" fill="var(--wb-c1)" opacity=".1"></path><path d="{path}" {stroke}></path></svg>'
    )


def basis(figure: Figure) -> str:
    """On how many events a figure rests, and how it is meant."""
    rests = f"rests on {figure.events:,} event{'s' * (figure.events != 1)}" if figure.events else "no events yet"
    return f'{badge(figure)} <span class="basis">{rests}</span>'


def events(records: Sequence[Record], names: Mapping[str, str], opened: Collection[int]) -> str:
    """Events in words, each of which shows its JSON when it is pressed."""
    return (
        f'<ol class="w-events">{"".join(_event(record, names, record.position in opened) for record in records)}</ol>'
    )


def _event(record: Record, names: Mapping[str, str], opened: bool) -> str:
    said = f"<b>{name(record.event.source, names)}</b> <bdi>{escape(sentence(record))}</bdi>"
    json = msgspec.json.format(msgspec.json.encode(record.event)).decode() if opened else ""
    shown = f'<pre tabindex="0" aria-label="Event {record.position} as JSON">{escape(json)}</pre>' if opened else ""
    return (
        f'<li data-key="{record.position}"><button data-do="event:{record.position}" aria-expanded="{str(opened).lower()}" '
        f'title="Event {record.position:,}">{clock(record.recorded, seconds=True)}<span class="say">{said}</span></button>{shown}</li>'
    )
