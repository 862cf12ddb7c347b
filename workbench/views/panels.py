"""Panels: what just happened, and what to do where there is nothing yet. HTML as functions of a snapshot."""

from __future__ import annotations

from html import escape

from workbench.views.charts.card import empty
from workbench.views.snapshot import Snapshot
from workbench.views.words import Line, agent_link, clock, name_of, pressed


def happened(snapshot: Snapshot) -> str:
    """HTML: the last events in words, the newest first."""
    title = "What just happened" if snapshot.live else "What had just happened"
    if snapshot.happened:
        lines = "".join(_line(line, snapshot) for line in snapshot.happened)
        inner = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{lines}</div>'
    else:
        inner = empty("Nothing has happened yet.", "The first event shows up here at once.")
    return f'<section class="card happened"><div class="head"><h2>{title}</h2></div>{inner}</section>'


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


def _line(line: Line, snapshot: Snapshot) -> str:
    name = name_of(line.source, snapshot.names)
    who = agent_link(line.source, name) if line.source.startswith("agent/") else f"<bdi>{escape(name)}</bdi>"
    when = pressed(clock(line.recorded, seconds=True), f"event:{line.position}", f"Event {line.position}")
    return f'<div class="ev" data-key="{line.position}"><span>{when}</span><span class="say"><b>{who}</b> <bdi>{escape(line.said)}</bdi></span></div>'
