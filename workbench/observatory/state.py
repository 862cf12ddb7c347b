"""The observatory's state: the signals of every agent, and what is known in the lab."""

from __future__ import annotations

import msgspec

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated
from workbench.observatory.attention import Attention, topic
from workbench.observatory.signals import Signals
from workbench.observatory.timeline import Sample, Timeline
from workbench.stats import Ring, RollingRate, quantile

WINDOW = 512
HORIZON_S = 600
_BUCKETS = 60


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


class ObservatoryState(msgspec.Struct):
    """Everything that the observatory's metrics are read from.

    Attributes:
        agents: signals by source, as ``agent/<slug>``, of every agent that was registered or has said something.
        knowledge: the lab's.
        level: the lab's level from the beginning until now.
    """

    agents: dict[str, Signals] = {}
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)
    level: Timeline = msgspec.field(default_factory=Timeline)

    def apply(self, record: Record) -> None:
        event, recorded = record.event, to_micros(record.recorded)
        if isinstance(event.data, MemoryCreated):
            self.knowledge.update(record.position, recorded, event.data)
        elif isinstance(event.data, AgentRegistered):
            self._signals(event.subject)
        if (signals := self._signals(event.source)) is not None:
            signals.apply(record, recorded)
            if self.level.due(recorded):
                self._sample(record.position, recorded)

    def _signals(self, source: str) -> Signals | None:
        signals = self.agents.get(source)
        if signals is None and source.startswith("agent/"):
            signals = self.agents[source] = Signals(source)
        return signals

    def _sample(self, position: int, recorded: int) -> None:
        levels = [level for signals in self.agents.values() if (level := signals.level) is not None]
        low, high = quantile(levels, 0.1), quantile(levels, 0.9)
        if low is not None and high is not None:
            self.level.add(Sample(recorded, position, sum(levels) / len(levels), low, high))
