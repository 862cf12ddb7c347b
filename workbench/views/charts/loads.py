"""Loads: how the work that is under way is spread over the agents."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from workbench.core.figure import Figure
from workbench.views.charts.card import card, chart_head, empty
from workbench.views.snapshot import Snapshot
from workbench.views.words import agent_link, name_of, pressed

_NAMED = 8
_WIDTH, _HEIGHT = 400, 96


def loads(snapshot: Snapshot) -> str:
    """HTML: the loads of all agents, the heaviest first, against an even spread, and by name those who carry most."""
    figure = snapshot.figure("cognitive_load")
    head = chart_head("Cognitive load over agents", figure)
    ranked = sorted(figure.parts.items(), key=lambda part: (-part[1], part[0]))
    if not ranked or ranked[0][1] <= 0:
        nothing = empty("Nobody has a task under way.", "Studying is such a task:", 'lab.agent("Ada").study("asyncio")')
        return card("loads", f"{head}{nothing}")
    amounts = [load for _, load in ranked]
    mean = sum(amounts) / len(amounts)
    named = "".join(
        _row(snapshot, figure, agent, load / amounts[0], mean / amounts[0]) for agent, load in ranked[:_NAMED]
    )
    key = f'<div class="key"><span><i class="goal"></i>even spread, {mean:.2f} each</span></div>'
    return card(
        "loads",
        f"{head}<p>A task under way counts by the share of it that is left. {spread_in_words(amounts)}</p>"
        f'{key}{_picture(amounts, mean) if len(amounts) > _NAMED else ""}<ol class="ranks">{named}</ol>',
    )


def spread_in_words(amounts: Sequence[float]) -> str:
    """How uneven loads are, the heaviest first: “Half of it is on 2 of 6 agents; 3 have none.”

    >>> spread_in_words([3.0, 1.0, 1.0, 0.0])
    'Half of it is on 1 of 4 agents; 1 has none.'
    """
    half, carried, heavy = sum(amounts) / 2, 0.0, 0
    for amount in amounts:
        if carried >= half:
            break
        carried, heavy = carried + amount, heavy + 1
    idle = sum(amount <= 0 for amount in amounts)
    agents = f"{len(amounts)} agent{'s' * (len(amounts) != 1)}"
    rest = f"; {idle} {'has' if idle == 1 else 'have'} none." if idle else "."
    return f"Half of it is on {heavy} of {agents}{rest}"


def _picture(amounts: Sequence[float], mean: float) -> str:
    """SVG: a column for each agent, and a line where all of them would be if the load were even."""
    step = _WIDTH / len(amounts)
    gap = step * 0.2 if step > 6 else 0.0  # many stand together as one shape
    most = amounts[0]
    columns = "".join(
        f"M{number * step:.1f},{_HEIGHT}v{-amount / most * _HEIGHT:.1f}h{step - gap:.1f}V{_HEIGHT}z"
        for number, amount in enumerate(amounts)
        if amount > 0
    )
    even = _HEIGHT * (1 - mean / most)
    return (
        f'<svg class="spread" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="A column for each of {len(amounts)} agents, the heaviest first: {most:.2f}">'
        f'<path d="{columns}" fill="var(--wb-c1)"></path><path d="M0,{_HEIGHT}h{_WIDTH}" class="floor"></path>'
        f'<path d="M0,{even:.1f}h{_WIDTH}" class="even"></path></svg>'
    )


def _row(snapshot: Snapshot, figure: Figure, agent: str, width: float, mean: float) -> str:
    name = name_of(agent, snapshot.names)
    bar = f'<i style="width:{width:.1%}"></i>' if width > 0 else ""
    load = pressed(f"{figure.parts[agent]:.2f}", f"explain:{figure.id}", "The tasks behind the loads")
    return (
        f'<li class="rank" data-key="{escape(agent)}"><span title="{escape(name)}">{agent_link(agent, name)}</span>'
        f'<span class="track">{bar}<b style="left:{mean:.1%}"></b></span><span class="n">{load}</span></li>'
    )
