"""What can happen in learning: exams. Studying is a task that makes memories."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from workbench.core.events import Count, Name, Payload, Share, Text


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of an exam and what the agent said.

    Attributes:
        question: the held-back sentence.
        expected: the object that it describes.
        given: the object that the agent named, None when it remembered nothing.
        covered: whether the agent had studied the expected object.
        similarity: cosine similarity of question and the memory answered from, −1 to 1.
    """

    question: Text
    expected: Name
    given: Name | None = None
    covered: bool
    similarity: float | None = None


class ExamPredicted(Payload, tag="exam.predicted", frozen=True, kw_only=True):
    """Before an exam the agent said what it expects. The subject is ``exam/<id>``.

    Attributes:
        technology: what it will be examined in.
        score: the share of right answers it expects, 0 to 1.
        coverage: the share of the technology's objects that it has studied, 0 to 1.
    """

    technology: Name
    score: Share
    coverage: Share


class ExamCompleted(Payload, tag="exam.completed", frozen=True, kw_only=True):
    """An agent was examined. The subject is ``exam/<id>``.

    Attributes:
        technology, version: what it was examined in.
        right: how many first answers were right.
        questions: how many were asked.
        score: right ÷ questions, 0 to 1.
        predicted: what the agent had expected, 0 to 1.
        coverage: the share of the technology's objects that it had studied, 0 to 1.
        answers: every question with its answer.
    """

    notify: ClassVar[bool] = True
    technology: Name
    version: Name
    right: Count
    questions: Count
    score: Share
    predicted: Share
    coverage: Share
    answers: tuple[Answer, ...] = ()


EVENTS = (ExamPredicted, ExamCompleted)
