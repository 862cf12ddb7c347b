"""The agent board: every agent in a table that sorts and searches in the browser (`assets/board.js`)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from workbench.core.clock import to_micros
from workbench.observatory.service import AgentRow
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.words import name_of

Row = tuple[str, str, float | None, float | None, int, float, str, int | None]


class Rows(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a board shows.

    Attributes:
        lab: the lab's name.
        position: the event that it is as of.
        moment: when that was, in ms since 1970 UTC.
        live: whether it is the present.
        since: what changes are counted from, in ms since 1970 UTC; None while there is nothing to count from.
        rows: of each agent its id without ``agent/``, name, level, change of the level, memories, load, what it did last,
            and when it was last heard of (ms since 1970 UTC).
    """

    lab: str
    position: int
    moment: int
    live: bool
    since: int | None = None
    rows: list[Row]


def rows_of(snapshot: Snapshot, look: Look) -> str:
    """Every agent at a glance as JSON, some 70 bytes each.

    All of them and not what changed: one message is made for all who look, so that leaving rows out saves nothing worth having.
    """
    recorded = snapshot.history(look.window).recorded
    rows = Rows(
        lab=snapshot.lab,
        position=snapshot.position,
        moment=_millis(snapshot.moment),
        live=snapshot.live,
        since=int(recorded[0]) // 1_000 if len(recorded) else None,
        rows=[_row(row, snapshot) for row in snapshot.agents(look.window)],
    )
    return msgspec.json.encode(rows).decode()


def _row(row: AgentRow, snapshot: Snapshot) -> Row:
    return (
        row.agent.removeprefix("agent/"),
        name_of(row.agent, snapshot.names),
        _short(row.level),
        _short(row.change),
        row.memories,
        round(row.load, 2),
        row.doing,
        _millis(row.seen) if row.seen else None,
    )


def _short(value: float | None) -> float | None:
    """Two digits are shown, the same two as everywhere else; a third one sorts. Of a third one that is 5 browsers make something else."""
    if value is None:
        return None
    shown, third = round(value, 2), round(value, 3)
    return (shown if abs(third - shown) > 0.0045 else third) + 0.0


def _millis(moment: datetime) -> int:
    return to_micros(moment) // 1_000
