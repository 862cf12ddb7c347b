"""The conversation: questions and answers as a tree, for an edited question branches and a question may have several answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from workbench.chat.answer import Reply
from workbench.chat.history import Turn
from workbench.core.show import Html, block, bundle, card, cut, folded, line, many, who

_LONGEST_TITLE = 80


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A question in a conversation, with its answers.

    Attributes:
        id: the question's: that of its event.
        text: what is asked; empty where that was forgotten.
        parent: the answer that it follows; None at the beginning.
        edits: the question that it replaces; None for a new one.
        since: when it was asked.
        answers: each answer that it was given, in order; none while it waits for one.
    """

    id: str
    text: str
    parent: str | None
    edits: str | None
    since: datetime
    answers: tuple[Reply, ...]


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as it stands, or stood at a moment.

    Attributes:
        id: as ``conversation/<id>``.
        owner: whose it is.
        title: what it is called: as somebody said, else its first question.
        agent: from whose memories it is answered, too; None for nobody's.
        collections: from what it is answered; None for every collection.
        since: when it began.
        position: the last event that belongs to it.
        exchanges: all questions, in the order in which they were asked.
    """

    id: str
    owner: str
    title: str
    agent: str | None
    collections: tuple[str, ...] | None
    since: datetime
    position: int
    exchanges: tuple[Exchange, ...]

    @property
    def latest(self) -> str | None:
        """The last answer to the question that was asked last and has one; None where nothing is answered."""
        return next((one.answers[-1].id for one in reversed(self.exchanges) if one.answers), None)

    def exchange(self, question: str) -> Exchange | None:
        """The question of an id; None where there is none."""
        return next((one for one in self.exchanges if one.id == question), None)

    def branch(self, answer: str | None) -> list[tuple[Exchange, Reply]]:
        """What was asked and answered up to an answer, from the beginning; nothing for None."""
        path: list[tuple[Exchange, Reply]] = []
        by_answer = {reply.id: (one, reply) for one in self.exchanges for reply in one.answers}
        while answer is not None and (found := by_answer.get(answer)) is not None:
            path.append(found)
            answer = found[0].parent
        return path[::-1]

    def turns(self, answer: str | None) -> list[Turn]:
        """The same as a follow-up question needs it."""
        return [_turn(one, reply) for one, reply in self.branch(answer)]

    def __repr__(self) -> str:
        return f"<Conversation of {who(self.owner)}: {cut(self.title)}, {many(len(self.exchanges), 'question')}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        path = self.branch(self.latest)
        text = "\n\n".join(f"— {one.text}\n{reply.text}" for one, reply in path)
        others = len(self.exchanges) - len(path)
        note = line(f"{many(others, 'question')} on other branches, or without an answer") if others else Html("")
        return bundle(f"{self!r}\n{text}", card(self.title, *map(_shown, path), note, note=self.id))


def titled(title: str, first: str) -> str:
    """What a conversation is called."""
    return title or cut(first, _LONGEST_TITLE)


def _turn(one: Exchange, reply: Reply) -> Turn:
    topic = next((citation.title for citation in reply.citations if citation.title), "")
    return Turn(question=one.text, understood=reply.understood or one.text, text=reply.text, topic=topic)


def _shown(turn: tuple[Exchange, Reply]) -> Html:
    exchange, reply = turn
    cited = [f"[{one.number}] {one.title or one.place}" for one in reply.citations]
    sources: Sequence[Html] = [folded(many(len(cited), "source"), *map(line, cited))] if cited else []
    return card(exchange.text, block(reply.text), *sources, note=f"{reply.kind}, {reply.confidence:.0%}")
