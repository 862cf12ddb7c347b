"""Conversations at the present: the commands that start, ask, ask again, edit, stop, rename and forget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from workbench.chat.answer import Answer, Reply
from workbench.chat.asking import check_collections, check_question
from workbench.chat.conversation import Conversation
from workbench.chat.conversations import YOU, Conversations
from workbench.chat.events import (
    AnswerGiven,
    ConversationForgotten,
    ConversationRenamed,
    ConversationStarted,
    QuestionAsked,
)
from workbench.chat.history import Turn
from workbench.chat.neutral import one_line
from workbench.chat.running import Running
from workbench.chat.state import ConversationsState
from workbench.core.errors import BadInput, NotFound
from workbench.core.scribe import Scribe
from workbench.log import Log, View

_LONGEST_TITLE = 200


class Ask(Protocol):
    """Answers a question from collections (None for all) and an agent's memories."""

    def __call__(
        self,
        question: str,
        *,
        collections: Sequence[str] | None,
        agent: str | None,
        history: Sequence[Turn],
        id_: str,
        done: Callable[[Reply], None],
    ) -> Answer: ...


class LiveConversations(Conversations):
    """The conversations of a lab, to be gone on with. A member sees and changes their own. What is asked is durable when a call returns,
    and an answer when it is complete.

    Args:
        log: where conversations are.
        live: how they stand.
        scribe: makes the events.
        ask: answers.
        drop: takes the vectors of texts out of the embedding cache.
    """

    def __init__(
        self,
        log: Log,
        live: View[ConversationsState],
        scribe: Scribe,
        ask: Ask,
        drop: Callable[[Sequence[str]], None],
    ) -> None:
        super().__init__(log, live)
        self._scribe = scribe
        self._ask = ask
        self._drop = drop
        self._running = Running()

    def start(
        self,
        by: str = YOU,
        *,
        collections: Sequence[str] | None = None,
        agent: str | None = None,
        title: str = "",
    ) -> Conversation:
        """Begin a conversation.

        Args:
            by: whose it is.
            collections: what it is answered from; None for every collection, or for none where an agent is named.
            agent: from whose memories, too, as ``agent/ada``.
            title: what it is called; empty for its first question.

        Raises:
            BadInput: the collections are one text.
        """
        check_collections(collections)
        subject = self._scribe.new("conversation")
        named = None if collections is None else tuple(collections)
        data = ConversationStarted(collections=named, agent=agent, title=one_line(title, _LONGEST_TITLE))
        self._log.append([self._scribe.event(by, subject, data)], expected=0)
        return self.get(subject, by)

    def ask(
        self, conversation: Conversation | str, question: str, by: str = YOU, *, after: str | None = None
    ) -> Answer:
        """Ask in a conversation.

        Args:
            conversation: which.
            question: in words; a follow-up may leave out what was said before.
            by: whose it is.
            after: the answer that it follows; None for the latest.

        Raises:
            NotFound: there is no such conversation or answer of theirs, or nothing to answer from.
            BadInput: the question is empty or too long.
            Unavailable: a model cannot be opened.
        """
        found = self.get(_id(conversation), by)
        parent = after or found.latest
        if after is not None and not found.branch(after):
            raise NotFound(f"There is no answer “{after[:100]}” in it.", "Leave it out to follow the latest.")
        return self._asked(found, question, parent, None)

    def edit(self, conversation: Conversation | str, question: str, text: str, by: str = YOU) -> Answer:
        """Ask a question anew in other words: a branch beside it, from the same place on.

        Args:
            conversation: which.
            question: the question's id.
            text: what is asked instead.
            by: whose it is.

        Raises:
            NotFound: there is no such conversation or question of theirs.
            BadInput, Unavailable: as `ask`.
        """
        found = self.get(_id(conversation), by)
        exchange = found.exchange(question)
        if exchange is None:
            raise NotFound(f"There is no question “{question[:100]}” in it.", "Its exchanges have the ids.")
        return self._asked(found, text, exchange.parent, question)

    def regenerate(self, conversation: Conversation | str, question: str | None = None, by: str = YOU) -> Answer:
        """Have a question answered once more, beside the answers that it has.

        Args:
            conversation: which.
            question: the question's id; None for the one that was asked last.
            by: whose it is.

        Raises:
            NotFound: there is no such conversation or question of theirs.
            Unavailable: a model cannot be opened.
        """
        found = self.get(_id(conversation), by)
        last = found.exchanges[-1].id if found.exchanges else ""
        exchange = found.exchange(question or last)
        if exchange is None:
            raise NotFound(f"There is no question “{(question or '')[:100]}” in it.", "Its exchanges have the ids.")
        return self._answer(found, exchange.id, exchange.text, exchange.parent)

    def stop(self, conversation: Conversation | str, by: str = YOU) -> int:
        """Want no more of what is being answered in a conversation, in this process; how many answers that were.

        Raises:
            NotFound: there is no such conversation of theirs.
        """
        return self._running.stop(self.get(_id(conversation), by).id)

    def rename(self, conversation: Conversation | str, title: str, by: str = YOU) -> Conversation:
        """Call a conversation something else.

        Raises:
            NotFound: there is no such conversation of theirs.
            BadInput: the title is empty.
        """
        found = self.get(_id(conversation), by)
        if not isinstance(title, str) or not title.strip():
            raise BadInput("The title is empty.", "Give it one.")
        data = ConversationRenamed(title=one_line(title, _LONGEST_TITLE))
        self._log.append([self._scribe.event(by, found.id, data)])
        return self.get(found.id, by)

    def forget(self, conversation: Conversation | str, by: str = YOU, *, reason: str = "") -> None:
        """Have a conversation forgotten: what was asked and answered in it can be read no more, by anybody.

        Raises:
            NotFound: there is no such conversation of theirs.
            Unavailable: nobody can read it, but the log's file could not be cleaned of it now.
        """
        self.stop(conversation, by)
        found = self.get(_id(conversation), by)
        replies = [reply for one in found.exchanges for reply in one.answers]
        self._log.append([self._scribe.event(by, found.id, ConversationForgotten(reason=reason))])
        self._drop([one.text for one in found.exchanges] + [reply.understood for reply in replies])
        self._log.shred(found.id, *(reply.id for reply in replies if reply.id))

    def forget_quotes(self, passages: Collection[str]) -> None:
        """Have the answers forgotten that cite one of some passages, which are forgotten themselves. That they were given stays.

        Raises:
            Unavailable: as `forget`.
        """
        gone = frozenset(passages)
        answers = [
            record.event.subject
            for record in self._log.read(kinds=["answer.given"])
            if isinstance(record.event.data, AnswerGiven) and any(one.id in gone for one in record.event.data.citations)
        ]
        if answers:
            self._log.shred(*answers)

    def _asked(self, found: Conversation, question: str, parent: str | None, edits: str | None) -> Answer:
        check_question(question)
        event = self._scribe.event(found.owner, found.id, QuestionAsked(text=question, parent=parent, edits=edits))
        self._log.append([event])
        return self._answer(found, event.id, question, parent)

    def _answer(self, found: Conversation, question: str, text: str, parent: str | None) -> Answer:
        subject = self._scribe.new("answer")
        answer = self._ask(
            text,
            collections=found.collections,
            agent=found.agent,
            history=found.turns(parent),
            id_=subject,
            done=lambda reply: self._given(found.id, question, reply),
        )
        self._running.add(found.id, answer)
        return answer

    def _given(self, conversation: str, question: str, reply: Reply) -> None:
        """Write an answer down that is complete, unless its conversation was forgotten meanwhile."""
        assert reply.id is not None
        data = AnswerGiven(
            conversation=conversation,
            question=question,
            kind=reply.kind,
            confidence=reply.confidence,
            generator=reply.generator,
            stopped=reply.stopped,
            rests_on=reply.position,
            text=reply.text,
            understood=reply.understood,
            citations=reply.citations,
        )
        self._log.append([self._scribe.event("lab", reply.id, data)])
        with self._view.hold() as (state, _):
            stands = conversation in state.threads
        if not stands:
            self._log.shred(reply.id)


def _id(conversation: Conversation | str) -> str:
    return conversation if isinstance(conversation, str) else conversation.id
