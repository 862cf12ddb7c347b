"""Asking a lab: what is answered from, which is an agent's own memories and collections, now or as of a past moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

from workbench.chat import (
    MOST_CITED,
    Answer,
    Asking,
    Compare,
    Conversation,
    Conversations,
    ConversationsState,
    Findings,
    LiveConversations,
    Material,
    Reply,
    Turn,
    check_collections,
)
from workbench.core.errors import BadInput, NotFound
from workbench.core.generation import Passage
from workbench.core.ports import Embedder
from workbench.log import Fold
from workbench.models import open_embedder
from workbench.retrieval import Background

if TYPE_CHECKING:
    from workbench.app.agent import Agent
    from workbench.app.lab import Lab
    from workbench.knowledge import Collections
    from workbench.members import Member, Members
    from workbench.memory import Hit, Memories

_DEEPER = 3
_WARM = "Warm up."

Leg = Callable[[str, int], tuple[list[Passage], Background]]
"""The passages of one sort of material that answer a question best, and what the question meets in it."""


class Holds(Protocol):
    """A lab, or a lab as it was: what is answered from."""

    @property
    def members(self) -> Members: ...

    @property
    def memory(self) -> Memories: ...

    @property
    def collections(self) -> Collections: ...


class Asks:
    """The part of a lab that answers questions.

    Attributes:
        conversations: what was asked and answered, by whom.
    """

    _warm = False

    def ask(
        self,
        question: str,
        *,
        collections: Sequence[str] | None = None,
        agent: Agent | str | None = None,
        conversation: Conversation | str | None = None,
        k: int = MOST_CITED,
    ) -> Answer:
        """An answer with numbered citations, to be iterated as it is written, or read when it is complete.

        Args:
            question: in words.
            collections: the collections that are answered from; None for all, or for none where an agent is named.
            agent: an agent that answers from its own memories.
            conversation: where it is asked; that one says what is answered from, a follow-up may leave out what was said before, and
                question and answer are kept.
            k: the number of passages that may be cited, 1 to 5.

        Raises:
            BadInput: the question is empty or too long, or what is said does not go together.
            NotFound: there is no such agent, collection or conversation, or nothing to answer from.
            Unavailable: a model cannot be loaded.
        """
        lab = cast("Lab", self)
        if conversation is None:
            return answer(lab, lab, lab.log.head, question, collections=collections, agent=agent, k=k)
        if collections is not None or agent is not None or k != MOST_CITED:
            raise BadInput("A conversation has its own material.", "Name the conversation alone, or leave it out.")
        return self.conversations.ask(conversation, question)

    def warm_up(self) -> None:
        """Load the model and lay out the passages that answers rest on, so that the first question need not wait for it: some
        seconds, and nothing when it was done before.

        Raises:
            NotFound, Unavailable: the model is not on this machine, or cannot be loaded.
        """
        if not self._warm:
            self.sentences.embed([_WARM])  # unlike the lab's own embedder, this one never finds it in a file
            cast("Lab", self).collections.find(_WARM, 1)
            self._warm = True

    @cached_property
    def sentences(self) -> Embedder:
        """Turns sentences of passages into vectors, which are kept in this process alone: what is forgotten must not stay in a file."""
        return open_embedder(cast("Lab", self)._model)

    def conversations_at(self, position: int, moment: datetime) -> Conversations:
        """What had been asked and answered at a position, to be read as of a moment."""
        return Conversations(cast("Lab", self).log, self._threads.at(position, moment))

    @cached_property
    def _threads(self) -> Fold[ConversationsState]:
        return cast("Lab", self)._fold(ConversationsState)

    @cached_property
    def conversations(self) -> LiveConversations:
        """Conversations: started, asked in, gone back in, and forgotten."""

        lab = cast("Lab", self)

        def ask(
            question: str,
            *,
            collections: Sequence[str] | None,
            agent: str | None,
            history: Sequence[Turn],
            id_: str,
            done: Callable[[Reply], None],
        ) -> Answer:
            return answer(
                lab,
                lab,
                lab.log.head,
                question,
                collections=collections,
                agent=agent,
                history=history,
                id_=id_,
                done=done,
            )

        return LiveConversations(lab.log, self._threads, lab.scribe, ask, lambda texts: lab.embedder.drop(texts))


def answer(
    lab: Lab,
    view: Holds,
    position: int,
    question: str,
    *,
    collections: Sequence[str] | None = None,
    agent: Agent | str | None = None,
    k: int = MOST_CITED,
    history: Sequence[Turn] = (),
    id_: str | None = None,
    done: Callable[[Reply], None] = lambda reply: None,
) -> Answer:
    """An answer from what a view of a lab holds; `position` is the last event that surely is in it. See `Asks.ask`."""
    check_collections(collections)
    found = material(_legs(view, collections, agent), position)
    return Asking(lambda: lab.generator, comparing(lab)).ask(question, found, history=history, k=k, id_=id_, done=done)


def comparing(lab: Lab) -> Compare:
    """Compares texts with a question by the lab's model."""

    def compare(question: str, texts: Sequence[str]) -> Sequence[float]:
        asked, *others = lab.sentences.embed([question, *texts])
        return [float(asked @ other) for other in others]

    return compare


def material(legs: Sequence[Leg], position: int) -> Material:
    """All of some legs as one material; of several the passages stand in the order of their similarity."""

    def find(question: str, k: int) -> Findings:
        found = [leg(question, _DEEPER * k) for leg in legs]
        passages = [passage for each, _ in found for passage in each]
        if len(legs) > 1:  # scores of two searches cannot be compared
            passages.sort(key=lambda passage: -passage.similarity)
        met = sum((met for _, met in found), Background())
        return Findings(passages=_distinct(passages, k), background=met, position=position)

    return find


def _distinct(passages: Sequence[Passage], k: int) -> list[Passage]:
    """The first passages of each title, then others, until there are `k`: five parts of one section say less than five sections."""
    first: dict[tuple[str, str], Passage] = {}
    for passage in passages:
        first.setdefault((passage.source, passage.title or passage.id), passage)
    chosen = list(first.values())[:k]
    return chosen + [passage for passage in passages if passage not in chosen][: k - len(chosen)]


def _legs(view: Holds, collections: Sequence[str] | None, agent: Agent | str | None) -> list[Leg]:
    legs: list[Leg] = []
    if agent is not None:
        legs.append(_memories(view.memory, view.members.get(agent if isinstance(agent, str) else agent.id)))
    if collections is not None or agent is None:
        legs.append(_collections(view.collections, collections))
    if not view.collections.list() and agent is None:
        raise NotFound("There is nothing to answer from.", "Name an agent, or ingest a collection first.")
    return legs


def _memories(memories: Memories, agent: Member) -> Leg:
    """What an agent remembers: nothing else is in sight when it is ranked."""

    def find(question: str, k: int) -> tuple[list[Passage], Background]:
        hits = memories.recall(question, k, agent=agent.id)
        return [_passage(hit, agent.name) for hit in hits], memories.background(question, agent.id)

    return find


def _collections(kept: Collections, names: Sequence[str] | None) -> Leg:
    """What documents say: those of some collections, None for all."""

    def find(question: str, k: int) -> tuple[list[Passage], Background]:
        return kept.find(question, k, collections=names), kept.background(question, names)

    return find


def _passage(hit: Hit, agent: str) -> Passage:
    memory = hit.memory
    return Passage(
        id=memory.id,
        text=memory.text,
        title=memory.about or "",
        source=memory.agent,
        place=f"{agent}, {memory.moment:%Y-%m-%d %H:%M %Z}",
        score=hit.score,
        parts=hit.parts,
        similarity=hit.similarity,
    )
