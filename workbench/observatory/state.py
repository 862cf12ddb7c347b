"""The observatory's state: the signals of every agent, and what is known in the lab."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated
from workbench.observatory.signals import Signals
from workbench.observatory.timeline import Sample, Timeline
from workbench.observatory.trace import Trace
from workbench.stats import Ring, RollingCounts, RollingMean, RollingRate, quantile

WINDOW = 512
HORIZON_S = 600


class NewConcept(msgspec.Struct, array_like=True, frozen=True):
    """When a concept was first met."""

    recorded: int
    position: int


class Knowledge(msgspec.Struct):
    """What the lab's agents know together.

    Attributes:
        growth: memories made, over the last 10 minutes.
        concepts: how many memories there are of each concept.
        emerged: the last concepts met for the first time.
        attention: what the last 512 memories are about.
        linked: how many of them refer to an earlier memory.
    """

    growth: RollingRate = msgspec.field(default_factory=lambda: RollingRate(HORIZON_S, 60))
    concepts: dict[str, int] = {}
    emerged: Ring[NewConcept] = msgspec.field(default_factory=lambda: Ring[NewConcept](WINDOW))
    attention: RollingCounts = msgspec.field(default_factory=lambda: RollingCounts(WINDOW))
    linked: RollingMean = msgspec.field(default_factory=lambda: RollingMean(WINDOW))
    trace: Trace = msgspec.field(default_factory=lambda: Trace.of(WINDOW))

    def update(self, record: Record, memory: MemoryCreated) -> None:
        recorded = to_micros(record.recorded)
        concept = memory.concept or memory.kind
        self.growth.update(recorded, position=record.position)
        if concept not in self.concepts:
            self.emerged.push(NewConcept(recorded, record.position))
        self.concepts[concept] = self.concepts.get(concept, 0) + 1
        self.attention.update(concept)
        self.linked.update(1.0 if memory.links else 0.0)
        self.trace.update(record)


class ObservatoryState(msgspec.Struct):
    """Everything that the observatory's metrics are read from. A member is in it once it has said something.

    Attributes:
        agents: signals by source, as ``agent/<slug>``.
        knowledge: the lab's.
        level: the lab's level from the beginning until now.
    """

    agents: dict[str, Signals] = {}
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)
    level: Timeline = msgspec.field(default_factory=Timeline)

    def apply(self, record: Record) -> None:
        event = record.event
        if not event.source.startswith("agent/"):
            if isinstance(event.data, AgentRegistered) and event.subject.startswith("agent/"):
                self.agents.setdefault(event.subject, Signals(event.subject))
            return
        signals = self.agents.get(event.source)
        if signals is None:
            signals = self.agents[event.source] = Signals(event.source)
        signals.apply(record)
        if isinstance(event.data, MemoryCreated):
            self.knowledge.update(record, event.data)
        self._sample(record)

    def _sample(self, record: Record) -> None:
        recorded = to_micros(record.recorded)
        if not self.level.due(recorded):
            return
        levels = [level for signals in self.agents.values() if (level := signals.level()) is not None]
        low, high = quantile(levels, 0.1), quantile(levels, 0.9)
        if low is not None and high is not None:
            self.level.add(Sample(recorded, record.position, sum(levels) / len(levels), low, high))
