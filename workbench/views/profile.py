"""The profile: what the log has of one agent up to one moment. One way to read it, for the present and for the past."""

from __future__ import annotations

from datetime import datetime

import msgspec

from workbench.core.events import Record
from workbench.intelligence.events import TaskProgressed, TaskStarted
from workbench.learning.events import ExamCompleted
from workbench.log import Log
from workbench.members import MembersState
from workbench.members.state import Member
from workbench.views.words import Line, sentence

_EXAMS = 200
_TASKS = 200
_MEMORIES = 10
_DEEDS = 16
_TALK = ("memory.created", "task.progressed")  # too many to tell


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent does in one technology.

    Attributes:
        technology: what it was examined in.
        taken: how many of its last 200 exams were in it.
        last: the latest.
        before: the score of the one before, None without one.
        position, recorded: of the latest.
    """

    technology: str
    taken: int
    last: ExamCompleted
    before: float | None
    position: int
    recorded: datetime


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task under way.

    Attributes:
        title: what it is.
        done, total: steps done and steps in all; None where nobody said how many.
        position, since: the event that began it.
    """

    title: str
    done: int
    total: int | None
    position: int
    since: datetime


class Profile(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One agent.

    Attributes:
        member: as what it joined; None for one that never did.
        subjects: how it does in each technology, the latest examined first.
        tasks: its tasks under way, the latest begun first, of the last 200 that it began.
        memories: what it remembered last, newest first.
        deeds: what else it did last, newest first.
    """

    member: Member | None
    subjects: tuple[Subject, ...]
    tasks: tuple[Task, ...]
    memories: tuple[Line, ...]
    deeds: tuple[Line, ...]


def read_profile(log: Log, agent: str, upto: int) -> Profile:
    """The profile of an agent by id, as of a position. A few short reads, whatever the log's length."""
    deeds = [kind for kind in log.vocabulary.kinds if kind not in _TALK]
    return Profile(
        member=_member(log, agent, upto),
        subjects=_subjects(log, agent, upto),
        tasks=_tasks(log, agent, upto),
        memories=_last(log, agent, upto, ["memory.created"], _MEMORIES),
        deeds=_last(log, agent, upto, deeds, _DEEDS),
    )


def _last(log: Log, agent: str, upto: int, kinds: list[str], most: int) -> tuple[Line, ...]:
    records = log.read(0, upto, source=agent, kinds=kinds, limit=most, backwards=True)
    return tuple(Line(record.position, record.recorded, agent, sentence(record)) for record in records)


def _member(log: Log, agent: str, upto: int) -> Member | None:
    state = MembersState()
    for record in log.read(0, upto, subject=agent, kinds=("agent.registered", "agent.updated")):
        state.apply(record)
    return state.members.get(agent)


def _subjects(log: Log, agent: str, upto: int) -> tuple[Subject, ...]:
    found: dict[str, Subject] = {}
    for record in log.read(0, upto, source=agent, kinds=("exam.completed",), limit=_EXAMS, backwards=True):
        exam = record.event.data
        if not isinstance(exam, ExamCompleted):
            continue
        known = found.get(exam.technology)
        if known is None:
            found[exam.technology] = Subject(
                technology=exam.technology,
                taken=1,
                last=exam,
                before=None,
                position=record.position,
                recorded=record.recorded,
            )
        else:
            before = exam.score if known.before is None else known.before
            found[exam.technology] = msgspec.structs.replace(known, taken=known.taken + 1, before=before)
    return tuple(found.values())


def _tasks(log: Log, agent: str, upto: int) -> tuple[Task, ...]:
    ended: set[str] = set()
    begun: list[Record] = []
    kinds = ("task.started", "task.completed", "task.failed")
    for record in log.read(0, upto, source=agent, kinds=kinds, limit=2 * _TASKS, backwards=True):
        subject = record.event.subject
        if subject in ended:
            continue
        ended.add(subject)  # only the last word about a task counts
        if isinstance(record.event.data, TaskStarted):
            begun.append(record)
    return tuple(task for record in begun if (task := _task(log, record, upto)) is not None)


def _task(log: Log, record: Record, upto: int) -> Task | None:
    started = record.event.data
    if not isinstance(started, TaskStarted):
        return None
    done, total = 0, started.total
    told = log.read(
        record.position, upto, subject=record.event.subject, kinds=("task.progressed",), backwards=True, limit=1
    )
    for step in told:
        if isinstance(step.event.data, TaskProgressed):
            done, total = step.event.data.done, step.event.data.total or total
    return Task(title=started.title, done=done, total=total, position=record.position, since=record.recorded)
