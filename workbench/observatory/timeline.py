"""The timeline: how something went from the beginning until now, in bounded space."""

from __future__ import annotations

import msgspec

CAPACITY = 1_024


class Sample(msgspec.Struct, array_like=True, frozen=True):
    """The mean and the 10th and 90th percentile over agents, after the event at `position`.

    `recorded` is in microseconds since 1970 UTC.
    """

    recorded: int
    position: int
    mean: float
    low: float
    high: float


class Timeline(msgspec.Struct):
    """Samples at least `spacing` apart. When they are too many, every other one goes and the spacing doubles.

    Attributes:
        spacing: microseconds.
        samples: oldest first, at most 1,024.
    """

    spacing: int = 1_000_000
    samples: list[Sample] = []

    def due(self, recorded: int) -> bool:
        """Whether a sample at this time would be kept."""
        return not self.samples or recorded - self.samples[-1].recorded >= self.spacing

    def add(self, sample: Sample) -> None:
        """Keep a sample that is due."""
        self.samples.append(sample)
        if len(self.samples) > CAPACITY:
            self.samples = self.samples[::2]
            self.spacing *= 2
