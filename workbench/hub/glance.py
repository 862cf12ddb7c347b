"""A glance at a lab: all that the home page tells of it, read at one moment."""

from __future__ import annotations

import math
from datetime import datetime

import msgspec

from workbench.core.figure import Figure
from workbench.hub.components import Component, Components
from workbench.hub.lab import LabPort
from workbench.observatory.history import History
from workbench.observatory.service import AgentRow

_QUIET_SECONDS = 60.0
_SHOWN = 8


class Doing(msgspec.Struct, frozen=True):
    """An agent with its name, as it was last heard of."""

    name: str
    row: AgentRow


class Course(msgspec.Struct, frozen=True):
    """How the level went from the beginning until now; the columns are equally long.

    Attributes:
        recorded: microseconds since 1970 UTC.
        mean, low, high: over agents; the 10th and the 90th percentile.
    """

    recorded: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]


class Part(msgspec.Struct, frozen=True):
    """How a part of the hub is, in words."""

    name: str
    well: bool
    said: str
    since: datetime


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """A lab at one moment.

    Attributes:
        lab: its name.
        moment: when it was looked at.
        events: how many there are.
        newest: when the last one was recorded, None without any.
        agents: how many were heard of.
        memories: how many they made.
        level, growth: the lab's figures `level` and `growth_rate`.
        course: of the level.
        doing: the agents last heard of, a handful, in the order in which they joined.
        parts: of the hub.
    """

    lab: str
    moment: datetime
    events: int
    newest: datetime | None
    agents: int
    memories: int
    level: Figure
    growth: Figure
    course: Course
    doing: list[Doing]
    parts: list[Part]

    @property
    def quiet(self) -> bool:
        """Whether nothing happened for a minute."""
        return self.newest is None or (self.moment - self.newest).total_seconds() >= _QUIET_SECONDS

    @property
    def well(self) -> bool:
        """Whether every part can do its work."""
        return all(part.well for part in self.parts)


def look(lab: LabPort, components: Components) -> Glance:
    """Look at a lab and at the parts of its hub. Blocks.

    Raises:
        Unavailable: the log cannot be read now.
    """
    components.look()
    moment, events = lab.clock.now(), lab.log.head
    rows = lab.observatory.agents()
    newest = next(lab.log.read(after=events - 1, upto=events), None) if events else None
    return Glance(
        lab=lab.name,
        moment=moment,
        events=events,
        newest=newest.recorded if newest else None,
        agents=len(rows),
        memories=sum(row.memories for row in rows),
        level=lab.observatory.figure("level"),
        growth=lab.observatory.figure("growth_rate"),
        course=_course(lab.observatory.history("all")),
        doing=_doing(lab, rows),
        parts=[_part(component) for component in components.all],
    )


def _doing(lab: LabPort, rows: list[AgentRow]) -> list[Doing]:
    heard = [
        row for _, _, row in sorted(((row.seen, row.agent, row) for row in rows if row.seen), reverse=True)[:_SHOWN]
    ]
    names = {member.id: member.name for member in lab.members.all()}
    order = {id_: number for number, id_ in enumerate(names)}
    heard.sort(key=lambda row: (order.get(row.agent, len(order)), row.agent))
    return [Doing(names.get(row.agent, row.agent.partition("/")[2]), row) for row in heard]


def _course(history: History) -> Course:
    """The level's columns without the samples before it could be measured."""
    columns = [history.values[name].tolist() for name in ("level", "level_low", "level_high")]
    kept = [row for row in zip(history.recorded.tolist(), *columns, strict=True) if not any(map(math.isnan, row[1:]))]
    return Course(*([row[column] for row in kept] for column in range(4)))


def _part(component: Component) -> Part:
    return Part(component.name, component.state == "up", component.detail or component.state, component.since)
