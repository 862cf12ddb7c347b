"""The subscription: which events a connection wants."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import msgspec

from workbench.core.errors import BadInput
from workbench.core.events import Record, kind_of
from workbench.core.vocabulary import Vocabulary
from workbench.members import agent_id

_LONGEST = 600


class Filter(msgspec.Struct, frozen=True):
    """Which records fit; what is None is not asked about. Equal filters are one, so those who want the same share the work.

    Attributes:
        kinds: any of these kinds.
        agent: said by or about this member.
    """

    kinds: frozenset[str] | None = None
    agent: str | None = None

    def matches(self, record: Record, kind: str) -> bool:
        """Whether a record of a kind fits."""
        return (self.kinds is None or kind in self.kinds) and (
            self.agent is None or self.agent in (record.event.source, record.event.subject)
        )


Interest = frozenset[Filter]
"""All that one connection wants: a record is wanted when it fits any of the filters."""


def wanted(interest: Interest, record: Record) -> bool:
    """Whether a record fits any filter of an interest."""
    kind = kind_of(record.event.data)
    return any(filter_.matches(record, kind) for filter_ in interest)


def kinds_of(interest: Interest) -> frozenset[str] | None:
    """All kinds that an interest could want; None for any."""
    kinds: frozenset[str] = frozenset()
    for filter_ in interest:
        if filter_.kinds is None:
            return None
        kinds |= filter_.kinds
    return kinds


def notify_kinds(vocabulary: Vocabulary) -> frozenset[str]:
    """The kinds that people want to be told of."""
    return frozenset(kind for kind, payload in vocabulary.kinds.items() if payload.notify)


def make_filter(
    vocabulary: Vocabulary,
    *,
    kinds: Iterable[str] | None = None,
    agent: str | None = None,
    channel: str | None = None,
    within: frozenset[str] | None = None,
) -> Filter:
    """A filter from what a client asked for.

    Args:
        vocabulary: the kinds that there are.
        kinds: any of these; a kind that does not exist is an error, since it would wait in silence for ever.
        agent: an agent's name, or a member's id as ``agent/ada``; it need not have joined yet.
        channel: the first part of a kind, as ``memory``.
        within: no others than these, whatever is asked.

    Raises:
        BadInput: no event will ever fit.
    """
    chosen = within
    if kinds is not None:
        asked = frozenset(kinds)
        for kind in asked - vocabulary.kinds.keys():
            raise _unknown("kind", kind, vocabulary.kinds)
        chosen = asked if chosen is None else chosen & asked
    if channel is not None:
        of_channel = frozenset(kind for kind in vocabulary.kinds if kind.partition(".")[0] == channel)
        if not of_channel:
            raise _unknown("channel", channel, {kind.partition(".")[0] for kind in vocabulary.kinds})
        chosen = of_channel if chosen is None else chosen & of_channel
    if chosen is not None and not chosen:
        raise BadInput("No kind of event fits all of these filters.", "Ask for fewer of them, or on /ws/realtime.")
    if agent is not None and not (0 < len(agent) <= _LONGEST):
        raise BadInput("An agent is named by nothing, or by far too much.", "Name it by its id, as agent/ada.")
    return Filter(chosen, agent if agent is None or "/" in agent else agent_id(agent))


def _unknown(what: str, name: str, known: Iterable[str]) -> BadInput:
    names = sorted(known)
    near = difflib.get_close_matches(name[:100], names, n=3)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return BadInput(f"There is no {what} “{name[:100]}”.", f"{hint}There are: {', '.join(names)}.")
