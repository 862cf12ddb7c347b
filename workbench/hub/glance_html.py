"""A glance at a lab as HTML: how it is doing, what its agents do, how the hub is. The home page is made of these."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from workbench.core.clock import from_micros, to_micros
from workbench.core.figure import Figure
from workbench.core.show import ago
from workbench.hub.glance import Course, Doing, Glance, Part

_WIDTH, _HEIGHT = 400, 72
_PARTS = {
    "log": "The log",
    "states": "States of the lab",
    "fanout": "Events as they happen",
    "streams": "Figures as they change",
}


def pill(glance: Glance) -> str:
    """Whether anything happens."""
    if glance.newest is None:
        return '<span class="pill"><i class="dot ring"></i> <strong>Waiting</strong> <small class="wide">no events yet</small></span>'
    mood, dot, word = ("", "dot ring", "Quiet") if glance.quiet else ("good", "dot", "Live")
    return (
        f'<span class="pill {mood}" title="Age of the last event"><i class="{dot}"></i> <strong>{word}</strong> '
        f"<small>{age(glance.newest, glance.moment)} old</small></span>"
    )


def figures(glance: Glance, observatory: str | None) -> str:
    """How the lab is doing, as tiles. Figures lead to their events in the observatory, or as JSON where there is none."""
    last = "none yet" if glance.newest is None else f"the last one {age(glance.newest, glance.moment)} ago"
    return (
        f'<div class="card tile lead"><h2>Level {_badge(glance.level)}</h2>{_value(glance.level, 2)}'
        f'<p class="d">{_change(glance)}</p>{_basis(glance.level, observatory)}{spark(glance.course)}</div>'
        f'<div class="card tile"><h2>Agents</h2><p class="v">{count(glance.agents)}</p>'
        f'<p class="d">{count(glance.memories)} {_plural("memory", "memories", glance.memories)}</p></div>'
        f'<div class="card tile"><h2>Events</h2><p class="v">{count(glance.events)}</p><p class="d">{last}</p></div>'
        f'<div class="card tile"><h2>Memories a minute {_badge(glance.growth)}</h2>{_value(glance.growth, 1)}'
        f'<p class="d">over the last 10 minutes</p>{_basis(glance.growth, observatory)}</div>'
    )


def doing(glance: Glance, agent_page: str | None) -> str:
    """What the agents do right now; their names lead to a page of theirs, where there is one."""
    rows = "".join(_row(one, glance.moment, agent_page) for one in glance.doing)
    more = glance.agents - len(glance.doing)
    rest = f'<p class="more">and {count(more)} more</p>' if more > 0 else ""
    title = "What they did last" if glance.quiet else "Right now"
    return f'<h2>{title}</h2><ul class="agents">{rows}</ul>{rest}'


def health(glance: Glance) -> str:
    """How the parts of the hub are, in words."""
    wrong = [part for part in glance.parts if not part.well]
    verdict = (
        '<span class="pill good"><i class="dot"></i> <strong>Ready</strong></span>'
        if not wrong
        else f'<span class="pill bad"><span aria-hidden="true">▲</span> <strong>{len(wrong)} of {len(glance.parts)} not ready</strong></span>'
    )
    rows = "".join(map(_part, [*wrong, *(part for part in glance.parts if part.well)]))
    links = '<a data-key="health" href="/api/health">Health</a> · <a data-key="metrics" href="/api/metrics">Metrics</a>'
    return (
        f'<div class="head"><h2>Health</h2>{verdict}<span class="more" title="As JSON, and as text for Prometheus">{links}</span></div>'
        f'<dl class="parts">{rows}</dl>'
    )


def spark(course: Course) -> str:
    """How the level went, as a line with the band in which most agents lie; nothing while there is no line to draw."""
    begin, end = (course.recorded[0], course.recorded[-1]) if course.recorded else (0, 0)
    if begin == end:
        return ""
    bottom, top = min(course.low), max(course.high)
    span = (top - bottom) or 1.0

    def points(values: list[float]) -> list[str]:
        return [
            f"{(at - begin) / (end - begin) * _WIDTH:.1f},{(top - value) / span * _HEIGHT:.1f}"
            for at, value in zip(course.recorded, values, strict=True)
        ]

    band = " ".join([*points(course.high), *reversed(points(course.low))])
    said = f"Level from {course.mean[0]:.2f} to {course.mean[-1]:.2f}; 80 % of the agents lie in the band"
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{said}"><title>{said}</title>'
        f'<polygon points="{band}"></polygon><polyline points="{" ".join(points(course.mean))}"></polyline></svg>'
    )


def age(recorded: datetime, now: datetime) -> str:
    """How long ago something was; the page's script goes on counting."""
    return f'<span data-age="{to_micros(recorded) // 1_000}">{ago((now - recorded).total_seconds())}</span>'


def clock(moment: datetime) -> str:
    """A time of day; the page's script puts it into the reader's zone, the server's stands in for it."""
    return f'<time datetime="{moment.isoformat()}">{moment.astimezone():%H:%M}</time>'


def date(moment: datetime) -> str:
    """A day and a time of it with the zone; the page's script puts it into the reader's zone."""
    return f'<time datetime="{moment.isoformat()}" data-whole>{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC</time>'


def count(number: int) -> str:
    """A whole number in groups of three.

    >>> count(41_208).replace("\\u202f", " ")
    '41 208'
    """
    return f"{number:,}".replace(",", "\u202f")


def _value(figure: Figure, digits: int) -> str:
    if figure.value is None:
        return '<p class="v none">not measured yet</p>'
    return f'<p class="v">{figure.value:,.{digits}f}</p>'.replace(",", "\u202f")


def _change(glance: Glance) -> str:
    course, value = glance.course, glance.level.value
    if value is None or not course.mean:
        return "an index of four measured signals, 0 to 1"
    change = value - course.mean[0]
    shown = f"{abs(change):.2f}"
    sign, mood = ("±", "flat") if not float(shown) else ("▲ +", "up") if change > 0 else ("▼ −", "down")
    return f'<b class="{mood}">{sign}{shown}</b> since {clock(from_micros(course.recorded[0]))}'


def _basis(figure: Figure, observatory: str | None) -> str:
    if not figure.events:
        return ""
    events = f"{count(figure.events)} {_plural('event', 'events', figure.events)}"
    name = quote(figure.id, safe=":@/")
    where = f"{observatory}?open=explain:{name}" if observatory else f"/api/explain/{name}"
    return f'<p class="basis"><a data-key="{figure.name}" href="{escape(where)}" title="The events behind this figure">{events}</a></p>'


def _badge(figure: Figure) -> str:
    return f'<span class="q">{figure.status}</span>'


def _row(one: Doing, now: datetime, agent_page: str | None) -> str:
    row, name = one.row, f"<bdi>{escape(one.name)}</bdi>"
    if agent_page is not None:
        where = f"{agent_page}?id={quote(row.agent, safe='/')}"
        name = f'<a data-key="{escape(row.agent)}" href="{escape(where)}">{name}</a>'
    level = "–" if row.level is None else f"{row.level:.2f}"
    track = 0.0 if row.level is None else row.level * 100
    seen = age(row.seen, now) if row.seen else ""
    return (
        f'<li><b title="{escape(one.name)}">{name}</b><span class="say"><bdi>{escape(row.doing or "joined")}</bdi></span>'
        f'<span class="seen">{seen}</span><span class="level" title="Level, 0 to 1"><span class="sr">level </span>{level}'
        f'<svg class="track" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="{track:.0f}" height="6"></rect></svg></span></li>'
    )


def _part(part: Part) -> str:
    sign = '<i class="dot good"></i>' if part.well else '<span class="bad" aria-hidden="true">▲</span>'
    said = (
        f"up since {clock(part.since)}"
        if part.said == "up"
        else escape(part.said if part.well else f"not ready: {part.said}")
    )
    return f"<div><dt>{sign} {escape(_PARTS.get(part.name, part.name))}</dt><dd>{said}</dd></div>"


def _plural(one: str, many: str, number: int) -> str:
    return one if number == 1 else many
