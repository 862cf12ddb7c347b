"""The observatory's state: the signals of every agent, and what is known in the lab."""

from __future__ import annotations

import math
from struct import Struct as Packing

import msgspec
import numpy as np

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated
from workbench.observatory.attention import Attention, topic
from workbench.observatory.course import Course
from workbench.observatory.signals import Signals
from workbench.observatory.values import (
    COURSE_OF_LAB,
    OF_AGENT,
    WIDTH,
    load_inequality,
    over_agents,
    pathway_efficiency,
    values_of,
)
from workbench.stats import Ring, RollingRate

WINDOW = 512
HORIZON_S = 600
SAMPLES = 80
_BUCKETS = 60
_ROW = Packing(f"<{WIDTH}d")


class NewConcept(msgspec.Struct, array_like=True, frozen=True):
    """When a concept was first met, in microseconds since 1970 UTC, and by which event."""

    recorded: int
    position: int


class Knowledge(msgspec.Struct):
    """What is known in the lab: the memories of all who make any, agents and others.

    Attributes:
        growth: memories made, over the last 10 minutes.
        concepts: every concept that was ever met.
        emerged: the last concepts met for the first time.
        attention: what the last 512 memories are about.
    """

    growth: RollingRate = msgspec.field(default_factory=lambda: RollingRate(HORIZON_S, _BUCKETS))
    concepts: set[str] = set()
    emerged: Ring[NewConcept] = msgspec.field(default_factory=lambda: Ring[NewConcept](WINDOW))
    attention: Attention = msgspec.field(default_factory=lambda: Attention.of(WINDOW))

    def update(self, position: int, recorded: int, memory: MemoryCreated) -> None:
        """Take in one memory."""
        self.growth.update(recorded, position=position)
        self.attention.update(position, recorded, memory)
        if (concept := topic(memory)) not in self.concepts:
            self.concepts.add(concept)
            self.emerged.push(NewConcept(recorded, position))

    def rates(self, now: int) -> tuple[float, float]:
        """Growth and emergence of concepts, a minute, at a moment in microseconds since 1970 UTC; NaN where not known."""
        growth = self.growth.get(now)
        fresh = sum(now - new.recorded <= HORIZON_S * 1_000_000 for new in self.emerged)
        return math.nan if growth is None else growth * 60, fresh * 60 / HORIZON_S if self.concepts else math.nan

    def shares(self) -> tuple[float, float]:
        """Integration, and diversity of concepts; NaN where not known."""
        integration, breadth = self.attention.integration, self.attention.breadth
        return math.nan if integration is None else integration, math.nan if breadth is None else breadth


class ObservatoryState(msgspec.Struct):
    """Everything that the observatory's metrics are read from.

    Attributes:
        agents: signals by source, as ``agent/<slug>``, of every agent that was registered or has said something.
        knowledge: the lab's.
        course: how the lab's figures went from the beginning until now.
        table: `values_of` each agent as they were at the last sample, row by row.
        moved: the agents that have said something since.
    """

    agents: dict[str, Signals] = {}
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)
    course: Course = msgspec.field(default_factory=lambda: Course.of(len(COURSE_OF_LAB), SAMPLES, double=True))
    table: bytearray = msgspec.field(default_factory=bytearray)
    moved: set[str] = set()

    def apply(self, record: Record) -> None:
        event, recorded = record.event, to_micros(record.recorded)
        if isinstance(event.data, MemoryCreated):
            self.knowledge.update(record.position, recorded, event.data)
        elif isinstance(event.data, AgentRegistered):
            self._signals(event.subject)
        if (signals := self._signals(event.source)) is not None:
            signals.apply(record, recorded)
            self.moved.add(event.source)
        if recorded >= self.course.due:
            self._sample(record.position, recorded)

    def _signals(self, source: str) -> Signals | None:
        signals = self.agents.get(source)
        if signals is None and source.startswith("agent/"):
            signals = self.agents[source] = Signals(source, row=len(self.agents))
            self.table += _ROW.pack(*values_of(signals))
        return signals

    def _sample(self, position: int, recorded: int) -> None:
        for source in self.moved:
            signals = self.agents[source]
            _ROW.pack_into(self.table, signals.row * _ROW.size, *values_of(signals))
        self.moved.clear()
        table = np.frombuffer(bytes(self.table), np.float64).reshape(-1, WIDTH)
        of_agents = over_agents(table) if len(table) else [math.nan] * (3 * len(OF_AGENT))
        of_lab = (
            load_inequality(table),
            *self.knowledge.rates(recorded),
            pathway_efficiency(table),
            *self.knowledge.shares(),
        )
        values = (*of_agents, *of_lab)
        if not all(map(math.isnan, values)):  # the first sample is the first of anything: changes are counted from it
            self.course.add(recorded, position, values)
