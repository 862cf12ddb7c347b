"""What can happen at work: tasks, errors, decisions, and what is noticed about them."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.core.events import Count, Name, Payload, Share, Text
from workbench.memory.events import Values


class TaskStarted(Payload, tag="task.started", frozen=True, kw_only=True):
    """A member began a task. The subject is ``task/<id>``.

    Attributes:
        title: what it is, in words.
        work: what sort of work, as ``study``.
        topic: what it is about, as ``asyncio``.
        total: how many steps it will take, where that is known.
    """

    title: Name
    work: Name = "task"
    topic: Name | None = None
    total: Count | None = None


class TaskProgressed(Payload, tag="task.progressed", frozen=True, kw_only=True):
    """A task came further.

    Attributes:
        done: steps done so far.
        total: steps in all, where that is known.
    """

    done: Count
    total: Count | None = None


class TaskCompleted(Payload, tag="task.completed", frozen=True, kw_only=True):
    """A task was done.

    Attributes:
        done: steps done in all.
        result: what came of it.
    """

    done: Count = 0
    result: Text = ""


class TaskFailed(Payload, tag="task.failed", frozen=True, kw_only=True):
    """A task ended without being done.

    Attributes:
        reason: why.
        done: steps done before it ended.
    """

    notify: ClassVar[bool] = True
    reason: Text
    done: Count = 0


class ErrorRecorded(Payload, tag="error.recorded", frozen=True, kw_only=True):
    """Something went wrong. The subject is ``error/<id>``.

    Attributes:
        message: what was said.
        error: its type, as ``TimeoutError``.
        trace: where it came from.
        context: named texts that help to understand it.
    """

    notify: ClassVar[bool] = True
    message: Text
    error: Name = "Error"
    trace: Text = ""
    context: Values = {}


class ErrorLearned(Payload, tag="error.learned", frozen=True, kw_only=True):
    """A fix for an error is known. The subject is the error.

    Attributes:
        fix: what resolved it.
    """

    fix: Text


class DecisionRecorded(Payload, tag="decision.recorded", frozen=True, kw_only=True):
    """A member decided. The subject is ``decision/<id>``.

    Attributes:
        question: what was to be decided.
        choice: what was chosen.
        alternatives: what else was considered.
        context: named texts that the decision rests on.
        confidence: the chance of a good outcome that the member expects, 0 to 1.
    """

    question: Text
    choice: Text
    alternatives: tuple[Text, ...] = ()
    context: Values = {}
    confidence: Share | None = None


class DecisionResolved(Payload, tag="decision.resolved", frozen=True, kw_only=True):
    """It turned out what a decision led to. The subject is the decision.

    Attributes:
        good: whether the outcome was good.
        outcome: what happened.
    """

    good: bool
    outcome: Text = ""


class PatternFound(Payload, tag="pattern.found", frozen=True, kw_only=True):
    """Something was seen to recur. The subject is ``pattern/<id>``.

    Attributes:
        pattern: what recurs, in words.
        support: how many times it was seen.
        confidence: the share of its openings that ended in it, 0 to 1.
    """

    pattern: Text
    support: Count
    confidence: Share


class InsightRaised(Payload, tag="insight.raised", frozen=True, kw_only=True):
    """Something that people should know. The subject is ``insight/<id>`` or what it is about.

    Attributes:
        text: the insight.
        severity: how much it presses.
    """

    notify: ClassVar[bool] = True
    text: Text
    severity: Literal["info", "warning", "critical"] = "info"


EVENTS = (
    TaskStarted,
    TaskProgressed,
    TaskCompleted,
    TaskFailed,
    ErrorRecorded,
    ErrorLearned,
    DecisionRecorded,
    DecisionResolved,
    PatternFound,
    InsightRaised,
)
