"""Panels: agents, concepts, what just happened, and what to do where there is nothing yet. HTML as functions of a snapshot."""

from __future__ import annotations

from html import escape

from workbench.observatory.service import AgentRow
from workbench.views.snapshot import Snapshot
from workbench.views.words import Line, badge, basis, clock, explanation, name_of, signed

_CONCEPTS = 8
_FITS = 14


def agents(snapshot: Snapshot, hub: str | None) -> str:
    """HTML: every agent with its level, where that goes, what it remembers and what it does now."""
    if not snapshot.agents:
        return _card("Agents", "", _empty("No agents yet.", "Make one in a notebook:", 'lab.agent("Ada")'))
    head = (
        '<colgroup><col class="c-name"><col class="c-level"><col class="c-momentum"><col class="c-memories"><col></colgroup>'
        '<thead><tr><th>Name</th><th>Level</th><th class="n" title="Change of the level per hour: the slope of its last 64 values">'
        'Per hour</th><th class="n memories">Memories</th><th>Last did</th></tr></thead>'
    )
    rows = "".join(_row(row, snapshot, hub) for row in snapshot.agents)
    table = f'<div class="scroll" tabindex="0" role="region" aria-label="Agents"><table>{head}<tbody>{rows}</tbody></table></div>'
    return _card(
        "Agents",
        f'<span class="q">{len(snapshot.agents)}</span><span class="grow"></span><span class="q">live</span>',
        table,
    )


def concepts(snapshot: Snapshot, hub: str | None) -> str:
    """HTML: what the lab is occupied with, by share of its last memories."""
    figure = snapshot.figures["concept_importance"]
    if not figure.parts:
        return _card(
            "Concepts that matter now", "", _empty("Nothing is remembered yet.", "Concepts appear as agents study.")
        )
    ranked = sorted(figure.parts.items(), key=lambda part: (-part[1], part[0]))[:_CONCEPTS]
    most = ranked[0][1]
    bars = "".join(
        f'<div class="rank" data-key="{escape(concept)}"><span title="{escape(concept)}"><bdi>{escape(concept)}</bdi></span>'
        f'<div class="b" style="width:{share / most:.1%}"></div><span>{share:.0%}</span></div>'
        for concept, share in ranked
    )
    said = f'<p>Share of the last memories in the lab · <span class="basis">{basis(figure, hub)}</span></p>'
    return _card(
        "Concepts that matter now",
        f'<span class="grow"></span>{badge(figure)}',
        f'{said}<div class="list">{bars}</div>',
    )


def happened(snapshot: Snapshot, hub: str | None) -> str:
    """HTML: the last events in words, the newest first."""
    if not snapshot.happened:
        return _card(
            "What just happened", "", _empty("Nothing has happened yet.", "The first event shows up here at once.")
        )
    said = "".join(_line(line, snapshot, hub) for line in snapshot.happened)
    return _card("What just happened", "", f'<div class="scroll">{said}</div>')


def welcome(snapshot: Snapshot) -> str:
    """HTML: what to do with a lab in which nothing has happened yet."""
    code = 'ada = lab.agent("Ada", interests=["asyncio"])\nada.study("asyncio")\nada.examine("asyncio")'
    return (
        '<section class="card welcome"><h2>This lab is empty. Its first agent is three lines away.</h2>'
        "<p>In a notebook that has this lab open as <b>lab</b>:</p>"
        f"<code>{escape(code)}</code>"
        "<p>Or in a terminal, for a small society that studies by itself:</p>"
        "<code>workbench demo</code>"
        "<p>What happens shows up here at once.</p></section>"
    )


def _card(title: str, head: str, body: str) -> str:
    return f'<section class="card"><div class="head"><h2>{title}</h2>{head}</div>{body}</section>'


def _empty(said: str, remedy: str, code: str = "") -> str:
    shown = f"<code>{escape(code)}</code>" if code else ""
    return f'<div class="empty"><strong>{said}</strong><p>{remedy}</p>{shown}</div>'


def _row(row: AgentRow, snapshot: Snapshot, hub: str | None) -> str:
    # Short, because there may be hundreds of them a few times a second.
    if row.level is None:
        level = '<span class="soft">not measured yet</span>'
    else:
        shown = f"{row.level:.2f}"
        if hub is not None:
            shown = f'<a href="{escape(explanation(hub, f"level:{row.agent}@{snapshot.position}"))}" target="_blank">{shown}</a>'
        level = f'<div class="level"><span class="track"><i style="width:{row.level:.0%}"></i></span>{shown}</div>'
    return (
        f'<tr data-key="{escape(row.agent)}">{_cell(name_of(row.agent, snapshot.names))}<td>{level}</td>'
        f'<td class="n">{_momentum(row.momentum)}</td><td class="n memories">{row.memories:,}</td>'
        f"{_cell(row.doing or 'waits', ' class=soft')}</tr>"
    )


def _cell(text: str, more: str = "") -> str:
    """A cell whose text may be cut off; then it is told in full to a pointer that rests on it."""
    shown = escape(text)
    hint = f' title="{shown}"' if len(text) > _FITS else ""
    return f"<td{more}{hint}><bdi>{shown}</bdi></td>"


def _momentum(momentum: float | None) -> str:
    if momentum is None:
        return '<span class="flat">–</span>'
    shown = signed(momentum, 2 if abs(momentum) < 10 else 0)
    return f'<span class="{ {"+": "up", "−": "down"}.get(shown[0], "flat") }">{shown}</span>'


def _line(line: Line, snapshot: Snapshot, hub: str | None) -> str:
    name = f"<b><bdi>{escape(name_of(line.source, snapshot.names))}</bdi></b>"
    when = clock(line.recorded, seconds=True)
    if hub is not None:
        when = f'<a href="{escape(hub)}/api/events/{line.position}" target="_blank" rel="noopener" title="Event {line.position}">{when}</a>'
    return f'<div class="ev" data-key="{line.position}"><span>{when}</span><span class="say">{name} <bdi>{escape(line.said)}</bdi></span></div>'
