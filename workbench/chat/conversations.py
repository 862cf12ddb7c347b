"""Conversations read: those of a member, each with its branches. Texts are read from the log."""

from __future__ import annotations

from workbench.chat.answer import Reply
from workbench.chat.conversation import Conversation, Exchange, titled
from workbench.chat.events import AnswerGiven, ConversationRenamed, ConversationStarted, QuestionAsked
from workbench.chat.state import ConversationsState, Question, Thread
from workbench.core.errors import NotFound
from workbench.core.events import Record
from workbench.log import Log, View

YOU = "person/you"
"""Who asks in a notebook or on the command line, where nobody else is named."""


class Conversations:
    """Queries about the conversations of a lab, as of one view.

    Args:
        log: where conversations are.
        view: how they stand.
    """

    def __init__(self, log: Log, view: View[ConversationsState]) -> None:
        self._log = log
        self._view = view

    def __repr__(self) -> str:
        with self._view.hold() as (state, _):
            return f"<{type(self).__name__}: {len(state.threads):,}>"

    def get(self, conversation: str, by: str = YOU) -> Conversation:
        """A conversation with its branches, by its subject.

        Raises:
            NotFound: there is none, it was forgotten, or it is another's.
        """
        with self._view.hold() as (state, _):
            return self._read(conversation, _owned(state, conversation, by))

    def list(self, by: str = YOU, limit: int | None = None) -> tuple[Conversation, ...]:
        """The conversations of a member, the one that was spoken in last first.

        Args:
            by: whose.
            limit: at most so many.
        """
        with self._view.hold() as (state, _):
            own = [(subject, thread) for subject, thread in state.threads.items() if thread.owner == by]
            own.sort(key=lambda one: -one[1].position)
            return tuple(self._read(subject, thread) for subject, thread in own[:limit])

    def _read(self, conversation: str, thread: Thread) -> Conversation:
        start = self._record(thread.started)
        started, named = start.event.data, self._record(thread.named).event.data
        assert isinstance(started, ConversationStarted)
        assert isinstance(named, ConversationStarted | ConversationRenamed)
        exchanges = tuple(self._exchange(id_, question) for id_, question in thread.questions.items())
        return Conversation(
            id=conversation,
            owner=thread.owner,
            title=titled(named.title, exchanges[0].text if exchanges else ""),
            agent=started.agent,
            collections=started.collections,
            since=start.recorded,
            position=thread.position,
            exchanges=exchanges,
        )

    def _exchange(self, id_: str, question: Question) -> Exchange:
        record = self._record(question.position)
        data = record.event.data
        assert isinstance(data, QuestionAsked)
        return Exchange(
            id=id_,
            text=data.text,
            parent=data.parent,
            edits=data.edits,
            since=record.recorded,
            answers=tuple(self._reply(answer, at, data.text) for answer, at in question.answers.items()),
        )

    def _reply(self, answer: str, position: int, question: str) -> Reply:
        data = self._record(position).event.data
        assert isinstance(data, AnswerGiven)
        return Reply(
            id=answer,
            question=question,
            understood=data.understood,
            text=data.text,
            kind=data.kind,
            confidence=data.confidence,
            citations=data.citations,
            generator=data.generator,
            stopped=data.stopped,
            position=data.rests_on,
        )

    def _record(self, position: int) -> Record:
        (record,) = self._log.read(position - 1, position)
        return record


def _owned(state: ConversationsState, conversation: str, by: str) -> Thread:
    thread = state.threads.get(conversation)
    if thread is None or thread.owner != by:
        raise NotFound(f"There is no conversation “{conversation[:100]}” of {by}.", "list() gives those there are.")
    return thread
