"""The memory, and the hit: a memory that answers a question, with what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from workbench.core.events import Record
from workbench.core.show import Html, block, bundle, card, cut, facts, folded, table, who
from workbench.memory.events import MemoryCreated, MemoryForgotten, MemoryUpdated


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """One memory as it is, or was at a moment.

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

    @property
    def moment(self) -> datetime:
        """When that happened of which it tells; where nobody said so, when it was made."""
        return self.when or self.since

    def __repr__(self) -> str:
        return f"<Memory of {who(self.agent)}: {cut(self.about or self.text)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return bundle(f"{self!r}\n{self.text}", card(self.about or "Memory", block(self.text), _facts(self)))


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A memory that answers a question.

    Attributes:
        memory: the memory.
        score: how well, 0 to 1.1; comparable within one answer only.
        parts: what the score is the sum of: ``keywords``, ``meaning``, ``who`` (0.1 where the question names whose memory it is), ``links``
            (what it refers to, or what refers to it, answers better) and, where the lab has a reranker, ``reading``.
        similarity: the cosine similarity of the memory alone to the question, −1 to 1.
        neighbours: what was remembered right before and after it in its session, in order; only where it was asked for.
    """

    memory: Memory
    score: float
    parts: Mapping[str, float]
    similarity: float
    neighbours: tuple[Memory, ...] = ()

    def __repr__(self) -> str:
        return f"<Hit {self.score:.2f} {cut(self.memory.about or self.memory.text)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        parts = {name: f"{value:.2f}" for name, value in self.parts.items()}
        said = {"score": f"{self.score:.2f}", **parts, "similarity": f"{self.similarity:.2f}"}
        inner = [block(self.memory.text), facts(said), _facts(self.memory)]
        if self.neighbours:
            rows = [(who(each.agent), cut(each.text, 120)) for each in self.neighbours]
            inner.append(folded("Around it", table(rows)))
        text = ", ".join(f"{name} {value}" for name, value in said.items())
        return bundle(f"{self!r}\n{self.memory.text}\n{text}", card(self.memory.about or "Memory", *inner))


def may_change(source: str, agent: str) -> bool:
    """Whether what a source says of an agent's memory counts: nobody rewrites what another remembers."""
    return source == agent


def may_forget(source: str, agent: str) -> bool:
    """Whether a source may have an agent's memory forgotten: the agent itself, a person, or the lab."""
    return source == agent or source == "lab" or source.startswith("person/")


def fold_memory(records: Sequence[Record]) -> Memory | None:
    """A memory out of the records about it, None where it was never made or is forgotten."""
    memory: Memory | None = None
    for record in records:
        source = record.event.source
        match record.event.data:
            case MemoryCreated() as made if memory is None:
                fields = {name: value for name, value in msgspec.structs.asdict(made).items() if name in _OF_EVENT}
                memory = Memory(
                    id=record.event.subject, agent=source, since=record.recorded, position=record.position, **fields
                )
            case MemoryUpdated() as change if memory is not None and may_change(source, memory.agent):
                new = {name: getattr(change, name) for name in ("text", "tags", "importance")}
                memory = msgspec.structs.replace(
                    memory, **{name: value for name, value in new.items() if value is not None}
                )
            case MemoryForgotten() if memory is not None and may_forget(source, memory.agent):
                return None
            case _:
                pass
    return memory


_OF_EVENT = frozenset(Memory.__struct_fields__) & frozenset(MemoryCreated.__struct_fields__)


def _facts(memory: Memory) -> Html:
    said = {
        "of": who(memory.agent),
        "kind": memory.kind,
        "concept": memory.concept,
        "tags": ", ".join(memory.tags),
        "refers to": f"{len(memory.links):,} memories" if memory.links else "",
        "session": memory.session,
        "happened": f"{memory.when:%Y-%m-%d %H:%M:%S %Z}" if memory.when else "",
        "since": f"{memory.since:%Y-%m-%d %H:%M:%S %Z}, event {memory.position:,}",
    }
    return facts({name: value for name, value in said.items() if value})
