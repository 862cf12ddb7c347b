"""A lab in memory with a little history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import workbench
from workbench.app import Lab
from workbench.core.clock import StepClock
from workbench.core.events import Payload
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        yield opened


@pytest.fixture
def stepped() -> Iterator[Lab]:
    """A lab whose clock stands still until `pass_time`."""
    with workbench.open("memory:", seed=1) as opened:
        yield opened


def pass_time(lab: Lab, seconds: float = 10.0) -> None:
    """Let the clock of a stepped lab go on."""
    assert isinstance(lab.clock, StepClock)
    lab.clock.advance(seconds)


def say(lab: Lab, name: str, *payloads: Payload) -> None:
    """Have an agent say something, each thing about something new."""
    agent = lab.agent(name).id
    lab.log.append([lab.scribe.event(agent, lab.scribe.new("thing"), payload) for payload in payloads])


def memory(concept: str, about: str | None = None) -> MemoryCreated:
    return MemoryCreated(text=f"About {concept}", concept=concept, about=about or concept)


def exam(right: int, predicted: float = 0.5) -> ExamCompleted:
    return ExamCompleted(
        technology="json",
        version="1",
        right=right,
        questions=10,
        score=right / 10,
        predicted=predicted,
        coverage=0.5,
    )
