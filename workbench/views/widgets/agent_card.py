"""The agent card: one agent, how it is, what it learned, what it does."""

from __future__ import annotations

from html import escape

from workbench.core.figure import Figure
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.widgets.behind import Behind
from workbench.views.widgets.said import as_of, basis, change, name, spark, value
from workbench.views.words import age, name_of

_SIGNALS = {
    "breadth": "Breadth",
    "integration": "Integration",
    "self_knowledge": "Self-knowledge",
    "learning": "Learning",
}


class AgentCard:
    """An agent's level with its four signals, each of which leads to the events behind it.

    Args:
        lab: whose it is.
        agent: its id.
    """

    def __init__(self, lab: LabPort, agent: str) -> None:
        self.look = Look(agent=agent)
        self._agent = agent
        self._behind = Behind(lab)

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        row = next((row for row in snapshot.agents(self.look.window) if row.agent == self._agent), None)
        seen = (
            f'<span class="basis">seen {age(row.seen, snapshot.moment, live=snapshot.live)} ago</span>'
            if row and row.seen
            else ""
        )
        head = f'<div class="head"><h2>{name(self._agent, snapshot.names)}</h2><span class="grow"></span>{as_of(snapshot)}{seen}</div>'
        level = snapshot.figures.get(("level", self._agent))
        if row is None or level is None:
            return f'<section class="card w-agent">{head}<p>Nobody had heard of this agent yet.</p></section>'
        history = snapshot.histories.get((self.look.window, self._agent))
        signals = "".join(_signal(title, snapshot.figures[key, self._agent]) for key, title in _SIGNALS.items())
        memories = f"{row.memories:,} memor{'y' if row.memories == 1 else 'ies'}"
        return (
            f'<section class="card w-agent">{head}<div class="w-main"><div><span class="soft">Level</span><br>{value(level)}'
            f'<div class="w-change">{change(level, history)}</div></div>{spark(level, history)}</div>'
            f'<div class="w-signals">{signals}</div><p><bdi>{escape(row.doing or "waits")}</bdi> · {memories}</p>'
            f'<div class="head">{basis(level)}</div>{self._behind.html(snapshot.names)}</section>'
        )

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text."""
        who = name_of(self._agent, snapshot.names)
        level = snapshot.figures.get(("level", self._agent))
        if level is None:
            return f"{who}: nobody had heard of this agent yet"
        row = next(row for row in snapshot.agents(self.look.window) if row.agent == self._agent)
        shown = "not measured yet" if level.value is None else f"{level.value:.2f}"
        return f"{who}: level {shown} ({level.status}, {level.events} events), {row.memories:,} memories, {row.doing or 'waits'}"

    def do(self, said: str) -> None:
        """Somebody pressed something."""
        self._behind.do(said)


def _signal(title: str, figure: Figure) -> str:
    share = f"{figure.value:.0%}" if figure.value is not None else "0%"
    shown = "–" if figure.value is None else f"{figure.value:.2f}"
    return (
        f'<button data-do="explain:{escape(figure.id)}" title="The events behind this figure"><span>{title}</span>'
        f'<span class="track"><i style="width:{share}"></i></span><span class="n">{shown}</span></button>'
    )
