"""Attention: what the last memories are about, and how many of them are joined to earlier ones."""

from __future__ import annotations

import msgspec

from workbench.memory.events import MemoryCreated
from workbench.observatory.trace import Trace
from workbench.stats import Ring, RollingCounts


class Attention(msgspec.Struct):
    """The last memories of an agent or of a lab.

    Attributes:
        topics: the concepts of the last memories.
        joined: for each of them, whether it refers to an earlier one.
        links: how many do.
        trace: where they are in the log.
    """

    topics: RollingCounts
    joined: Ring[bool]
    trace: Trace
    links: int = 0

    @classmethod
    def of(cls, size: int) -> Attention:
        """The attention of the last `size` memories."""
        return cls(RollingCounts(size), Ring(size), Trace.of(size))

    @property
    def breadth(self) -> float | None:
        """1 − Σ p² over concepts, 0 to 1; None before the first memory."""
        return self.topics.diversity()

    @property
    def integration(self) -> float | None:
        """The share of memories that refer to an earlier one, 0 to 1; None before the first memory."""
        return self.links / len(self.joined) if len(self.joined) else None

    def update(self, position: int, recorded: int, memory: MemoryCreated) -> None:
        """Take in one memory."""
        self.topics.update(topic(memory))
        joined = bool(memory.links)
        left = self.joined.push(joined)
        self.links += joined - bool(left)
        self.trace.update(position, recorded)


def topic(memory: MemoryCreated) -> str:
    """What a memory is about: its concept, or its kind where it has none."""
    return memory.concept or memory.kind
