"""A lab as it is after a day's work of 200 agents: what `benchmarks.dashboard` looks at. `python -m benchmarks.dashboard_lab FOLDER`.

Each agent studies, a task a technology, and is examined after each; the log keeps the times at which that would have happened.
The events come from a seeded generator, so every run looks at the same history. Nothing is embedded: no picture needs it.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path

from workbench.app import open_lab
from workbench.core.events import Event, Payload
from workbench.core.ids import slug
from workbench.intelligence.events import TaskCompleted, TaskFailed, TaskProgressed, TaskStarted
from workbench.learning.events import Answer, ExamCompleted, ExamPredicted
from workbench.log import Log
from workbench.members.events import AgentRegistered
from workbench.memory.events import MemoryCreated

AGENTS = 200
EVENTS = 100_000
HOURS = 13.0
_BATCH = 1_000
_STEPS = 24
_QUESTIONS = 12
_TECHNOLOGIES = ("asyncio", "json", "networkx", "pandas", "pathlib", "panel", "sqlite3", "typing", "xml", "zoneinfo")
_PARTS = ("reading", "writing", "errors", "types", "queues", "tasks", "formats", "tests")
_FIRST = (
    "Ada",
    "Björn",
    "Chidi",
    "Devi",
    "Emre",
    "Farah",
    "Goro",
    "Hana",
    "Ivo",
    "Jún",
    "Kofi",
    "Lena",
    "משה",
    "ليلى",
    "Noor",
    "Omar",
)
_TEXT = "wait_for(fut, timeout): wait for the single future or coroutine to complete, with timeout; a note of {}."

Act = tuple[str, str, Payload]


def build(folder: Path, events: int = EVENTS, agents: int = AGENTS) -> None:
    """Make the lab.

    Args:
        folder: where; it must not exist.
        events: how many events its log gets, over 13 hours that end now.
        agents: how many agents it has.
    """
    with open_lab(folder) as lab:
        fill(lab.log, events, agents, lab.clock.now())


def fill(log: Log, events: int, agents: int, end: datetime) -> None:
    """Append a history that ends at a moment."""
    chance = random.Random(4)
    step = timedelta(hours=HOURS) / events
    acts = islice(_society(chance, agents), events)
    batch: list[Event] = []
    for number, (source, subject, data) in enumerate(acts, 1):
        at = end - step * (events - number)
        batch.append(Event(id=f"bench-{number}", time=at, source=source, subject=subject, data=data))
        if len(batch) == _BATCH or number == events:
            log.append(batch, recorded=[event.time for event in batch])
            batch = []


def _society(chance: random.Random, agents: int) -> Iterator[Act]:
    """What all agents do, one act after the other, as chance has it."""
    lives = []
    for number in range(agents):
        name = f"{_FIRST[number % len(_FIRST)]} {number + 1}"
        agent = f"agent/{slug(name)}"
        yield agent, agent, AgentRegistered(name=name, interests=tuple(chance.sample(_TECHNOLOGIES, 3)))
        lives.append(_life(chance, agent))
    while True:
        yield next(chance.choice(lives))


def _life(chance: random.Random, agent: str) -> Iterator[Act]:
    """What one agent does: it studies one technology after the other, and is examined in it."""
    own = agent.removeprefix("agent/")
    gift = chance.uniform(0.3, 0.9)
    for number in count():
        technology = chance.choice(_TECHNOLOGIES)
        yield from _study(chance, agent, f"{own}-{number}", technology)
        coverage = chance.uniform(0.2, 0.8)
        right = sum(chance.random() < gift for _ in range(_QUESTIONS))
        exam = f"exam/{own}-{number}"
        expected = min(1.0, max(0.0, gift + chance.gauss(0, 0.15)))
        yield agent, exam, ExamPredicted(technology=technology, score=expected, coverage=coverage)
        yield agent, exam, _graded(technology, right, expected, coverage)


def _study(chance: random.Random, agent: str, name: str, technology: str) -> Iterator[Act]:
    task = f"task/{name}"
    yield agent, task, TaskStarted(title=f"Study {technology}", work="study", topic=technology, total=_STEPS)
    before: tuple[str, ...] = ()
    for step in range(1, _STEPS + 1):
        part = f"{technology}.{chance.choice(_PARTS)}"
        memory = MemoryCreated(
            text=_TEXT.format(part), kind="documentation", concept=part, about=f"{part}.{step}", links=before
        )
        subject = f"memory/{name}-{step}"
        yield agent, subject, memory
        before = (subject,) if chance.random() < 0.7 else ()
        if step % 6 == 0:
            yield agent, task, TaskProgressed(done=step)
    if chance.random() < 0.05:
        yield agent, task, TaskFailed(reason="the documentation could not be read", done=_STEPS)
    else:
        yield agent, task, TaskCompleted(done=_STEPS, result=f"remembers {_STEPS} things")


def _graded(technology: str, right: int, predicted: float, coverage: float) -> ExamCompleted:
    answers = tuple(
        Answer(
            question=f"Which object of {technology} waits for question {number}?",
            expected=f"{technology}.{number}",
            given=f"{technology}.{number if number < right else 0}",
            covered=number < right,
            similarity=0.5,
        )
        for number in range(_QUESTIONS)
    )
    score = right / _QUESTIONS
    return ExamCompleted(
        technology=technology,
        version="1",
        right=right,
        questions=_QUESTIONS,
        score=score,
        predicted=predicted,
        coverage=coverage,
        answers=answers,
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]))
