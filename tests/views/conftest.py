"""A lab in memory with a little history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import workbench
from workbench.app import Lab
from workbench.core.events import Payload
from workbench.learning.events import ExamCompleted
from workbench.memory.events import MemoryCreated


@pytest.fixture
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        yield opened


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
