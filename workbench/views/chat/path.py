"""The path: one way through a conversation, from its first question to its last, with what lies beside it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from workbench.chat import Conversation, Exchange, Reply


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A question on the path, with the answer that the path leads through.

    Attributes:
        exchange: the question, with all its answers.
        reply: the answer; None where it has none.
        beside: the ids of all questions that were asked at this place, in order; this one among them.
    """

    exchange: Exchange
    reply: Reply | None
    beside: tuple[str, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of all its answers, in order."""
        return tuple(reply.id or "" for reply in self.exchange.answers)


def path_of(conversation: Conversation, through: str | None = None) -> list[Turn]:
    """The path that leads through a question or an answer, and on from there by what was asked last.

    Args:
        conversation: where.
        through: the id of the question or answer; None, or one that is not there, for the question that was asked last.
    """
    if not conversation.exchanges:
        return []
    exchange, reply = _at(conversation.exchanges, through)
    turns = [_turn(conversation.exchanges, exchange, reply)]
    while (before := _answered(conversation.exchanges, turns[0].exchange.parent)) is not None:
        turns.insert(0, _turn(conversation.exchanges, *before))
    while (last := turns[-1].reply) is not None:
        after = [one for one in conversation.exchanges if one.parent == last.id]
        if not after:
            break
        turns.append(_turn(conversation.exchanges, after[-1], after[-1].answers[-1] if after[-1].answers else None))
    return turns


def end_of(turns: Sequence[Turn]) -> str | None:
    """Where a path ends: the id of its last answer, or of its last question; None for an empty one."""
    if not turns:
        return None
    last = turns[-1]
    return last.exchange.id if last.reply is None else last.reply.id


def _at(exchanges: Sequence[Exchange], through: str | None) -> tuple[Exchange, Reply | None]:
    found = _answered(exchanges, through)
    if found is not None:
        return found
    exchange = next((one for one in exchanges if one.id == through), exchanges[-1])
    return exchange, exchange.answers[-1] if exchange.answers else None


def _answered(exchanges: Sequence[Exchange], answer: str | None) -> tuple[Exchange, Reply] | None:
    found = ((one, reply) for one in exchanges for reply in one.answers if reply.id == answer)
    return next(found, None) if answer is not None else None


def _turn(exchanges: Sequence[Exchange], exchange: Exchange, reply: Reply | None) -> Turn:
    beside = tuple(one.id for one in exchanges if one.parent == exchange.parent)
    return Turn(exchange=exchange, reply=reply, beside=beside)
