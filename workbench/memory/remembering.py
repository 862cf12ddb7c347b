"""Remembering: the commands that make, revise and forget memories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from workbench.core.errors import BadInput, Forbidden, Unavailable
from workbench.core.scribe import Scribe
from workbench.log import Log
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated
from workbench.memory.index import MemoryIndex
from workbench.memory.memory import Memory, may_change, may_forget
from workbench.memory.service import Memories

_LONGEST = 100_000
_MOST_TAGS = 100
_MOST_LINKS = 1_000


class Remembering:
    """Makes, revises and forgets memories. What it says is durable when a call returns.

    Args:
        log: where memories are.
        memories: reads them.
        index: the vectors of all memories; what is forgotten is taken out of it.
        drop: takes the vectors of texts out of the embedding cache.
        scribe: makes the events.
        unquote: has what quotes a memory forgotten with it.
    """

    def __init__(
        self,
        log: Log,
        memories: Memories,
        index: MemoryIndex,
        drop: Callable[[Sequence[str]], None],
        scribe: Scribe,
        unquote: Callable[[Sequence[str]], None],
    ) -> None:
        self._log = log
        self._memories = memories
        self._index = index
        self._drop = drop
        self._scribe = scribe
        self._unquote = unquote

    def __repr__(self) -> str:
        return "<Remembering: remember(agent, text), update(memory, …), forget(memory)>"

    def remember(
        self,
        agent: str,
        text: str,
        *,
        kind: str = "observation",
        concept: str | None = None,
        about: str | None = None,
        tags: Sequence[str] = (),
        when: datetime | None = None,
        importance: float = 0.5,
        session: str | None = None,
        links: Sequence[Memory | str] = (),
    ) -> Memory:
        """Make a memory of an agent.

        Args:
            agent: whose, as ``agent/ada``.
            text: what is remembered, 1 to 100,000 characters.
            kind: what sort of memory.
            concept: the topic it belongs to.
            about: the one thing that it describes.
            tags: words to find it by, at most 100.
            when: when that happened, where this is not now; with a time zone.
            importance: 0 to 1.
            session: the session it belongs to: what is remembered right before and after it there helps to find it.
            links: earlier memories of the same agent that it refers to; each helps to find the other. At most 1,000.

        Raises:
            BadInput: a value is out of range, or a link is to another's memory.
            NotFound: a link is to no memory.
        """
        check_text(text)
        if when is not None and when.tzinfo is None:
            raise BadInput("The moment has no time zone.", "Give one, as datetime.now(UTC).")
        data = MemoryCreated(
            text=text,
            kind=kind,
            concept=concept,
            about=about,
            tags=_tags(tags),
            when=when,
            importance=importance,
            session=session,
            links=self._linked(agent, links),
        )
        event = self._scribe.event(agent, self._scribe.new("memory"), data)
        self._log.append([event])
        return self._memories.get(event.subject)

    def _linked(self, agent: str, links: Sequence[Memory | str]) -> tuple[str, ...]:
        if isinstance(links, str):
            raise BadInput("Links are a list of memories, not one text.", f"Give links=[{links[:100]!r}].")
        if len(links) > _MOST_LINKS:
            raise BadInput(f"{len(links):,} links were given.", f"Give at most {_MOST_LINKS:,}.")
        found = [link if isinstance(link, Memory) else self._memories.get(link) for link in links]
        for memory in found:
            if memory.agent != agent:
                raise BadInput(f"{memory.id} is a memory of {memory.agent}.", "Link an agent's memory to its own only.")
        return tuple(dict.fromkeys(memory.id for memory in found))

    def update(
        self,
        memory: str,
        *,
        by: str,
        text: str | None = None,
        tags: Sequence[str] | None = None,
        importance: float | None = None,
    ) -> Memory:
        """Revise a memory; what is not given stays as it was.

        Raises:
            NotFound: there is no such memory.
            Forbidden: it is another's.
            BadInput: nothing is given, or a value is out of range.
        """
        if text is None and tags is None and importance is None:
            raise BadInput("Nothing is to be changed.", "Give a text, tags or an importance.")
        if text is not None:
            check_text(text)
        found = self._memories.get(memory)
        if not may_change(by, found.agent):
            raise Forbidden("Nobody rewrites what another remembers.", f"Only {found.agent} may.")
        data = MemoryUpdated(text=text, tags=None if tags is None else _tags(tags), importance=importance)
        self._log.append([self._scribe.event(by, memory, data)])
        return self._memories.get(memory)

    def forget(self, memory: str, *, by: str, reason: str = "") -> None:
        """Have a memory forgotten: it is found no more, and what it ever said can be read no more, by anybody,
        in answers that cite it either.

        That it was there stays in the log: whose it was, its kind, what it was about, and when.

        Raises:
            NotFound: there is no such memory.
            Forbidden: it is another agent's.
            Unavailable: its key could not be destroyed now; calling again goes on with that.
        """
        found = self._memories.get(memory)
        if not may_forget(by, found.agent):
            raise Forbidden("An agent forgets its own memories only.", f"Ask {found.agent}, or a person.")
        data = [record.event.data for record in self._log.read(subject=memory)]
        said = [each.text for each in data if isinstance(each, MemoryCreated | MemoryUpdated) and each.text]
        self._log.append([self._scribe.event(by, memory, MemoryForgotten(reason=reason))])
        self._drop(said)
        self._log.shred(memory)
        self._unquote([memory])
        with suppress(Unavailable):  # it is taken out when the store is back, by whoever catches up
            self._index.catch_up()


def check_text(text: str) -> None:
    """Nothing, if a text can be a memory's.

    Raises:
        BadInput: it cannot.
    """
    if not isinstance(text, str):
        raise BadInput(f"A memory is a text, not {type(text).__name__}.", "Decode it, or describe it in words.")
    if not text.strip():
        raise BadInput("There is nothing to remember.", "Give the memory a text.")
    if len(text) > _LONGEST:
        raise BadInput(
            f"The text has {len(text):,} characters, and a memory holds {_LONGEST:,}.",
            "Make several memories of it, in one session, so that they know each other as neighbours.",
        )


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    if isinstance(tags, str):
        raise BadInput("Tags are a list of texts, not one text.", f"Give tags=[{tags[:100]!r}].")
    if len(tags) > _MOST_TAGS:
        raise BadInput(f"{len(tags):,} tags were given.", f"Give at most {_MOST_TAGS}.")
    return tuple(tags)
