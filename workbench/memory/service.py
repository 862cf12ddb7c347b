"""Memory: agents remember, and find again what they remember."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from workbench.core.errors import BadInput, NotFound
from workbench.core.events import Record
from workbench.core.scribe import Scribe
from workbench.core.show import Html, block, bundle, card, cut, facts, who
from workbench.log import Log
from workbench.memory.events import MemoryCreated, MemoryUpdated
from workbench.memory.index import MemoryIndex


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """One memory as it is now.

    Attributes:
        id: its subject, as ``memory/<id>``.
        agent: whose it is, as ``agent/<slug>``.
        text, kind, concept, about, origin, links, tags, importance, when, session: as in `MemoryCreated`.
        since: when it was made.
        position: the position of the event that made it.
    """

    id: str
    agent: str
    text: str
    kind: str
    concept: str | None
    about: str | None
    origin: str | None
    links: tuple[str, ...]
    tags: tuple[str, ...]
    importance: float
    when: datetime | None
    session: str | None
    since: datetime
    position: int

    def __repr__(self) -> str:
        return f"<Memory of {who(self.agent)}: {cut(self.about or self.text)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return bundle(f"{self!r}\n{self.text}", _html(self, {}))


class Hit(msgspec.Struct, frozen=True):
    """A memory that answers a question, and how near it is: the cosine similarity, −1 to 1."""

    memory: Memory
    similarity: float

    def __repr__(self) -> str:
        return f"<Hit {self.similarity:.2f} {cut(self.memory.about or self.memory.text)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return bundle(f"{self!r}\n{self.memory.text}", _html(self.memory, {"similarity": f"{self.similarity:.2f}"}))


class Memories:
    """What the agents of a lab remember. Texts are read from the log; the index only says which."""

    def __init__(self, log: Log, index: MemoryIndex, scribe: Scribe) -> None:
        self.index = index
        self._log = log
        self._scribe = scribe

    def __repr__(self) -> str:
        return "<Memories: remember(agent, text), recall(agent, query), get(memory)>"

    def remember(
        self, agent: str, text: str, *, kind: str = "observation", concept: str | None = None, tags: Sequence[str] = ()
    ) -> Memory:
        """Make a memory of an agent; durable when this returns.

        Raises:
            BadInput: the text is empty or too long.
        """
        if not text.strip():
            raise BadInput("There is nothing to remember.", "Give the memory a text.")
        if isinstance(tags, str):
            raise BadInput("Tags are a list of texts, not one text.", f"Give tags=[{tags[:100]!r}].")
        data = MemoryCreated(text=text, kind=kind, concept=concept, tags=tuple(tags))
        event = self._scribe.event(agent, self._scribe.new("memory"), data)
        self._log.append([event])
        return self.get(event.subject)

    def get(self, memory: str) -> Memory:
        """A memory by its subject, with later revisions applied.

        Raises:
            NotFound: there is none.
        """
        found = _fold(list(self._log.read(subject=memory)))
        if found is None:
            raise NotFound(f"There is no memory “{memory[:100]}”.", "Ask recall(…) for one.")
        return found

    def recall(self, agent: str, query: str, k: int = 10) -> list[Hit]:
        """The at most `k` memories of an agent that are nearest in meaning to a query, best first.

        Raises:
            BadInput: the query is empty or k is not positive.
            Unavailable: the vector store is away.
        """
        if not query.strip() or k < 1:
            raise BadInput("There is nothing to recall.", "Give a query, and a k of at least 1.")
        (answers,) = self.index.query([query], k, {"agent": agent})
        return [Hit(self.get(found.memory), found.similarity) for found in answers]


def _html(memory: Memory, more: dict[str, str]) -> Html:
    said = {
        **more,
        "of": who(memory.agent),
        "kind": memory.kind,
        "concept": memory.concept,
        "tags": ", ".join(memory.tags),
        "refers to": f"{len(memory.links):,} memories" if memory.links else "",
        "since": f"{memory.since:%Y-%m-%d %H:%M:%S %Z}, event {memory.position:,}",
    }
    shown = facts({name: value for name, value in said.items() if value})
    return card(memory.about or "Memory", block(memory.text), shown)


def _fold(records: Sequence[Record]) -> Memory | None:
    memory: Memory | None = None
    for record in records:
        match record.event.data:
            case MemoryCreated() as made if memory is None:
                said = msgspec.structs.asdict(made)
                del said["sealed"]
                memory = Memory(
                    id=record.event.subject,
                    agent=record.event.source,
                    since=record.recorded,
                    position=record.position,
                    **said,
                )
            case MemoryUpdated() as change if memory is not None and record.event.source == memory.agent:
                new = {name: value for name, value in msgspec.structs.asdict(change).items() if value not in (None, "")}
                memory = msgspec.structs.replace(memory, **new)
            case _:
                pass
    return memory
