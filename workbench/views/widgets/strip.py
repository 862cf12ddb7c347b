"""The strip: a whole lab at a glance, and what just happened in it."""

from __future__ import annotations

from html import escape

from workbench.core.show import many
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.widgets.behind import Behind
from workbench.views.widgets.said import as_of, change, name, spark, value
from workbench.views.words import age, clock, name_of

_LINES = 4
_EMPTY = '<p>Nothing has happened yet. Begin with <code>lab.agent("Ada").study("asyncio")</code></p>'


class Strip:
    """Level, memories, agents, events, and the last things that happened."""

    def __init__(self, lab: LabPort) -> None:
        self.look = Look()
        self._behind = Behind(lab)

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        level, history = snapshot.figure("level"), snapshot.history(self.look.window)
        rows = snapshot.agents(self.look.window)
        newest = (
            f"{age(snapshot.newest, snapshot.moment, live=snapshot.live)} old"
            if snapshot.newest
            else "waiting for the first event"
        )
        counts = {"Memories": sum(row.memories for row in rows), "Agents": len(rows), "Events": snapshot.position}
        told = "".join(f'<div class="w-count"><span>{title}</span><b>{n:,}</b></div>' for title, n in counts.items())
        lines = "".join(
            f'<li data-key="{line.position}">{clock(line.recorded, seconds=True)}<span class="say">'
            f"<b>{name(line.source, snapshot.names)}</b> <bdi>{escape(line.said)}</bdi></span></li>"
            for line in snapshot.happened[:_LINES]
        )
        return (
            f'<article class="card w-strip" aria-label="Lab {escape(snapshot.lab)}"><div class="w-top">'
            f'<div class="w-name"><h2><bdi>{escape(snapshot.lab)}</bdi></h2><small>{newest}</small>{as_of(snapshot)}</div>'
            f'<div class="w-count"><span>Level</span>{value(level)}<small>{change(level, history)}</small></div>'
            f"{spark(level, history)}{told}</div>{f'<ol class=w-events>{lines}</ol>' if lines else _EMPTY}"
            f"{self._behind.html(snapshot.names)}</article>"
        )

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text."""
        level, rows = snapshot.figure("level").value, snapshot.agents(self.look.window)
        memories = many(sum(row.memories for row in rows), "memory", "memories")
        counts = f"{many(len(rows), 'agent')}, {memories}, {many(snapshot.position, 'event')}"
        head = f"{snapshot.lab}: level {'not measured yet' if level is None else f'{level:.2f}'}, {counts}"
        lines = snapshot.happened[:_LINES]
        return "\n".join([head, *(f"  {name_of(line.source, snapshot.names)} {line.said}" for line in lines)])

    def do(self, said: str) -> None:
        """Somebody pressed something."""
        self._behind.do(said)
