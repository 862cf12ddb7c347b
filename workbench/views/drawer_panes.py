"""What the drawer shows: the events behind a figure, one event, or why there is nothing. HTML as functions of evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape
from urllib.parse import quote

import msgspec

from workbench.core.cloudevents import to_cloud
from workbench.core.events import Record, kind_of
from workbench.core.figure import Figure
from workbench.observatory import METRICS
from workbench.observatory.metric import Metric
from workbench.views.evidence import Behind, Evidence, Nothing, One
from workbench.views.tiles import shortened
from workbench.views.words import age, agent_link, badge, clock, name_of, pressed, sentence, unit_of

_PARTS = 12
_CODE = re.compile("`([^`]*)`")
_AS_CODE = r"<code>\1</code>"
_CLOSE = (
    '<button class="icon" data-do="close:" aria-label="Close" title="Close (Esc)"><svg viewBox="0 0 24 24" width="20" height="20" '
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"></path></svg></button>'
)


class Shown(msgspec.Struct, frozen=True):
    """How much of the evidence is shown.

    Attributes:
        said: what was asked for, as ``explain:level:lab@4120``.
        most: how many events are listed.
        opened: the positions of those whose JSON is shown.
        hub: where the hub is for this browser; None while none is known.
    """

    said: str
    most: int
    opened: Collection[int] = ()
    hub: str | None = None


def drawer(evidence: Evidence | None, shown: Shown) -> str:
    """HTML: the drawer; None while the evidence is being looked up."""
    match evidence:
        case Behind():
            title, inner = _figure_title(evidence), figure_drawer(evidence, shown)
        case One():
            title, inner = f"Event {_number(evidence.record.position)}", event_drawer(evidence, shown)
        case Nothing(problem=problem, remedy=remedy):
            said = f"<strong>{escape(problem)}</strong><p>{escape(remedy)}</p>"
            title, inner = "Nothing to show", f'<div class="empty" role="alert">{said}</div>'
        case None:
            title, inner = "Events", '<p class="busy" role="status">Looking up the events …</p>'
    return (
        f'<div class="drawer" role="dialog" aria-modal="false" aria-labelledby="drawer-title" data-key="{escape(shown.said)}">'
        f'<wb-dialog></wb-dialog><header><h2 id="drawer-title" tabindex="-1">{title}</h2>{_CLOSE}</header>'
        f'<div class="inside" tabindex="0" role="region" aria-label="Details">{inner}</div></div>'
    )


def figure_drawer(behind: Behind, shown: Shown) -> str:
    """HTML: a figure: what it is, how it comes about, and every event that it rests on."""
    figure, metric = behind.figure, behind.metric
    if figure.value is None:
        value = '<div class="v none">–</div><p>Not measured yet.</p>'
    else:
        of = f" <small>{said}</small>" if (said := unit_of(figure.name, figure.unit)) else ""
        value = f'<div class="v">{shortened(figure.value, 3)}{of}</div>'
    return (
        f'<div class="top">{value}{badge(figure)}</div><p class="as-of">{_as_of(figure, behind.records)}</p>'
        f"{_definition(metric)}{_parts(figure, behind.names)}{_events(behind, shown)}"
    )


def event_drawer(one: One, shown: Shown) -> str:
    """HTML: one event in words and as JSON, what it is about, and what else happened to that."""
    record, names = one.record, one.names
    event = record.event
    source = agent_link(event.source, name_of(event.source, names)) if _is_agent(event.source) else escape(event.source)
    about = (
        agent_link(event.subject, name_of(event.subject, names))
        if _is_agent(event.subject)
        else f"<code>{escape(event.subject)}</code>"
    )
    facts = (
        ("Kind", f"<code>{kind_of(event.data)}</code>"),
        ("By", source),
        ("About", about),
        ("Recorded", f"{clock(record.recorded, seconds=True)}"),
        ("Happened", f"{clock(event.time, seconds=True)}, by the clock of whoever said so"),
    )
    told = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in facts)
    kin = (
        f"<h3>The same {escape(event.subject.partition('/')[0])}</h3>{_list(one.kin, names, shown)}" if one.kin else ""
    )
    said = f'<p class="said">{_who(record, names)} <bdi>{escape(sentence(record))}</bdi></p>'
    return f"{said}<dl>{told}</dl>{_json(record, shown)}{kin}"


def _figure_title(behind: Behind) -> str:
    subject = behind.figure.subject
    of = "of the lab" if subject == "lab" else f"of {agent_link(subject, name_of(subject, behind.names))}"
    return f"{behind.metric.title} <small>{of}</small>"


def _as_of(figure: Figure, records: Sequence[Record]) -> str:
    when = f"As of event {_number(figure.position)}, at {clock(figure.moment, seconds=True)}."
    if not records:
        return when
    return f"{when} Its newest event was {age(records[0].recorded, figure.moment, live=False)} old then."


def _definition(metric: Metric) -> str:
    words = re.sub(r"\n +", " ", metric.definition)  # a line that is set in goes on with the one before
    said, *rest = words.split("\n\n")
    facts = rest.pop() if rest else ""
    more = "".join(f"<p>{escape(text)}</p>" for text in rest)
    told = "".join(
        f"<dt>{name}</dt><dd>{_CODE.sub(_AS_CODE, escape(of))}</dd>"
        for name, _, of in (line.partition(": ") for line in facts.splitlines())
    )
    return f"<p>{escape(said)}</p>{more}<details><summary>How it is computed</summary><dl>{told}</dl></details>"


def _parts(figure: Figure, names: Mapping[str, str]) -> str:
    if not figure.parts:
        return ""
    ranked = sorted(figure.parts.items(), key=lambda part: (-part[1], part[0]))
    metric = METRICS[figure.name]
    alike = metric.of_agent is not None and metric.low == 0  # then parts have the range of the whole
    most = (metric.high if alike else None) or max(abs(value) for _, value in ranked) or 1.0
    bars = "".join(
        f'<li class="rank"><span>{_part(name, figure, names)}</span><span class="b" style="width:{max(0.0, value) / most:.0%}"></span>'
        f"<span>{shortened(value, 2)}</span></li>"
        for name, value in ranked[:_PARTS]
    )
    rest = f"<p>and {len(ranked) - _PARTS:,} more</p>" if len(ranked) > _PARTS else ""
    return f"<h3>Parts</h3><ul>{bars}</ul>{rest}"


def _part(name: str, figure: Figure, names: Mapping[str, str]) -> str:
    """A part as a way to its own events, where it is a figure itself: an agent's, or a signal of one."""
    said = f"<bdi>{escape(name_of(name, names) if _is_agent(name) else name)}</bdi>"
    if _is_agent(name):
        metric, subject = METRICS[figure.name], name
    else:
        found = METRICS.get(name.replace("-", "_"))
        if found is None or figure.name != "level":
            return said
        metric, subject = found, figure.subject
    if metric.of_agent is None:
        return said
    return pressed(said, f"explain:{metric.name}:{subject}@{figure.position}", "The events behind this part")


def _events(behind: Behind, shown: Shown) -> str:
    count = _number(len(behind.records))
    if not behind.records:
        return '<h3>Events it rests on <span class="q">0</span></h3><p>None yet.</p>'
    link = f"/api/explain/{quote(behind.figure.id, safe=':@/')}"
    return (
        f'<h3>Events it rests on <span class="q">{count}</span><span class="grow"></span>{_hub_link(shown.hub, link, "JSON of all")}</h3>'
        f"{_list(behind.records, behind.names, shown)}"
    )


def _list(records: Sequence[Record], names: Mapping[str, str], shown: Shown) -> str:
    lines = "".join(_line(record, names, shown) for record in records[: shown.most])
    left = len(records) - shown.most
    more = f'<button class="plain" data-do="more:">More, {_number(left)} left</button>' if left > 0 else ""
    return f"<ol>{lines}</ol>{more}"


def _line(record: Record, names: Mapping[str, str], shown: Shown) -> str:
    position, is_open = record.position, record.position in shown.opened
    inner = (
        _json(record, shown, pressed("Details", f"event:{position}", "This event, and what it is about"))
        if is_open
        else ""
    )
    return (
        f'<li data-key="{position}"><button class="line" data-do="json:{position}" aria-expanded="{str(is_open).lower()}">'
        f'<span class="when">{clock(record.recorded, seconds=True)}</span><span class="say">{_who(record, names)} '
        f'<bdi>{escape(sentence(record))}</bdi></span><span class="at">{_number(position)}</span></button>{inner}</li>'
    )


def _json(record: Record, shown: Shown, more: str = "") -> str:
    """An event as the hub would give it, with ways on."""
    said = msgspec.json.format(msgspec.json.encode(to_cloud(record)), indent=2).decode()
    there = pressed("Go to this moment", f"at:{record.position}", "Show the lab as it was right after this event")
    return (
        f'<pre tabindex="0" role="region" aria-label="Event {record.position} as JSON">{escape(said)}</pre>'
        f'<div class="acts">{there}{more}{_hub_link(shown.hub, f"/api/events/{record.position}", "JSON from the hub")}</div>'
    )


def _hub_link(hub: str | None, path: str, said: str) -> str:
    if hub is None:
        return ""
    return f'<a class="link" href="{escape(hub + path)}" target="_blank" rel="noopener">{said}<span aria-hidden="true"> ↗</span><span class="sr"> (new tab)</span></a>'


def _who(record: Record, names: Mapping[str, str]) -> str:
    return f"<b><bdi>{escape(name_of(record.event.source, names))}</bdi></b>"


def _is_agent(name: str) -> bool:
    return name.startswith("agent/")


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
