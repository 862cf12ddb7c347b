"""Conversations, folded from the log, and whose word counts in them. The state holds no texts, only where they stand."""

from __future__ import annotations

import msgspec

from workbench.chat.events import (
    AnswerGiven,
    ConversationForgotten,
    ConversationRenamed,
    ConversationStarted,
    QuestionAsked,
)
from workbench.core.events import Record

_LAB = "lab"


class Question(msgspec.Struct, frozen=True):
    """A question in a conversation.

    Attributes:
        position: of the event that asked it.
        parent: the answer that it follows; None at the beginning.
        answers: of each answer to it the position, by its subject, in order.
    """

    position: int
    parent: str | None
    answers: dict[str, int] = {}


class Thread(msgspec.Struct):
    """A conversation.

    Attributes:
        owner: whose it is.
        started: the position of the event that began it.
        named: the position of the event that says how it is called.
        position: the last event that counted.
        questions: by the ids of the events that asked them, in order.
    """

    owner: str
    started: int
    named: int
    position: int
    questions: dict[str, Question] = {}

    def asked(self, answer: str) -> str | None:
        """The question that an answer answers; None where it is none of this conversation."""
        return next((question for question, one in self.questions.items() if answer in one.answers), None)


class ConversationsState(msgspec.Struct):
    """Conversations by subject, as ``conversation/<id>``, in the order in which they began; without those that were forgotten."""

    threads: dict[str, Thread] = {}
    forgotten: set[str] = set()

    def apply(self, record: Record) -> None:
        event = record.event
        match event.data:
            case AnswerGiven() as data:
                self._answered(record, data)
            case ConversationStarted() if event.subject not in self.threads and event.subject not in self.forgotten:
                at = record.position
                self.threads[event.subject] = Thread(event.source, at, at, at)
            case ConversationRenamed() if thread := self._own(record):
                thread.named = thread.position = record.position
            case QuestionAsked() as data if (thread := self._own(record)) and event.id not in thread.questions:
                if data.parent is None or thread.asked(data.parent) is not None:
                    thread.questions[event.id] = Question(record.position, data.parent)
                    thread.position = record.position
            case ConversationForgotten() if self._own(record):
                del self.threads[event.subject]
                self.forgotten.add(event.subject)
            case _:
                pass

    def _own(self, record: Record) -> Thread | None:
        """The conversation that a record is about, where its source may speak in it."""
        thread = self.threads.get(record.event.subject)
        return thread if thread is not None and thread.owner == record.event.source else None

    def _answered(self, record: Record, data: AnswerGiven) -> None:
        thread = self.threads.get(data.conversation)
        question = thread.questions.get(data.question) if thread else None
        answer = record.event.subject
        if thread is None or question is None or record.event.source != _LAB or thread.asked(answer) is not None:
            return
        question.answers[answer] = thread.position = record.position
