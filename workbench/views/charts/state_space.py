"""The space of states: where every agent is in breadth, integration and self-knowledge, and the way it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

import numpy as np

from workbench.observatory.history import History
from workbench.observatory.service import AgentRow
from workbench.views.charts.card import card, chart_head, element, empty
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.words import name_of

_HISTORY = ("breadth", "integration", "self_knowledge")  # as histories call them
_PARTS = ("breadth", "integration", "self-knowledge")  # as an agent's row does
_POINTS = 4_000  # of all trails together, which is what a browser turns smoothly


def state_space(snapshot: Snapshot, look: Look) -> str:
    """HTML: a card with the space of states, its trails over the window that is looked at."""
    rows = snapshot.rows.get(look.window, [])
    known = [row for row in rows if _placed(row)]
    head = chart_head("State space", snapshot.figures.get(("level", "lab")))  # which is made of what is shown here
    if not known:
        nothing = empty(
            "No agent can be placed yet.",
            "One that remembers and took an exam can:",
            'lab.agent("Ada").examine("asyncio")',
        )
        return card("space", f"{head}{nothing}")
    without = len(rows) - len(known)
    left_out = f" {without} without an exam {'is' if without == 1 else 'are'} not shown." if without else ""
    key = (
        '<div class="key"><span><i class="ramp"></i>learning, 0 to 1</span>'
        f"<span>trails of {'the whole time' if look.window == 'all' else escape(look.window)}</span><span>drag to turn</span></div>"
    )
    return card(
        "space", f"{head}<p>Three signals of each agent, 0 to 1.{left_out}</p>{key}{_drawn(snapshot, look, known)}"
    )


def _placed(row: AgentRow) -> bool:
    """Whether all three signals were measured: a row tells 0 where one was not, and no exam that was taken leaves 0 self-knowledge but the worst."""
    return row.memories > 0 and row.parts["self-knowledge"] > 0


def _drawn(snapshot: Snapshot, look: Look, rows: list[AgentRow]) -> str:
    agents = [[row.agent, name_of(row.agent, snapshot.names)] for row in rows]
    heads = [" ".join(_thousandths(row.parts[signal]) for signal in (*_PARTS, "learning")) for row in rows]
    trails = snapshot.trails.get(look.window, {})
    most = max(2, _POINTS // len(rows))
    attributes = {
        "data-key": "space",
        "role": "group",
        "aria-label": f"States of {len(rows)} agents in three dimensions; as a table below it",
        "position": str(snapshot.position),
        "agents": json.dumps(agents, ensure_ascii=False, separators=(",", ":")),
        "heads": ",".join(heads),
        "trails": ",".join(trail(trails, row, most) for row in rows),
    }
    return element("wb-space", attributes)


def trail(trails: Mapping[str, History], row: AgentRow, most: int) -> str:
    """The places an agent came through, the oldest first and the present one last: at most so many, in thousandths."""
    here = [round(row.parts[signal] * 1_000) for signal in _PARTS]
    history = trails.get(row.agent)
    if history is None:
        return " ".join(map(str, here))
    places = np.stack([history.values[signal] for signal in _HISTORY], axis=1)
    known = places[~np.isnan(places).any(axis=1)][-(most - 1) :]
    way = np.vstack([np.rint(known * 1_000).astype(np.int64), here])
    moved = np.ones(len(way), dtype=bool)
    moved[1:] = (way[1:] != way[:-1]).any(axis=1)  # where it rested it is once
    return " ".join(map(str, way[moved].ravel().tolist()))


def _thousandths(value: float) -> str:
    return str(round(value * 1_000))
