"""From events to the graph: what a batch of them means, given what the graph knows of those they are about.

Members are ``(:Agent {id, name})``, also where a person holds a session. Memories are ``(:Memory {id, kind, concept, about,
importance, at, since})``: never their text or tags, for a graph's files are not ours to wipe. Then ``(:Session {id})``,
``(:Concept {name})`` and ``(:Technology {name})``. Relations carry `since` and, when they ended, `until`: positions in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from itertools import pairwise
from typing import Any

import msgspec

from workbench.core.events import Record
from workbench.core.ports import GraphStore
from workbench.members.events import AgentRegistered
from workbench.memory.events import (
    MemoryCreated,
    MemoryForgotten,
    MemoryUpdated,
    SessionEnded,
    SessionForgotten,
    SessionHandedOff,
    SessionStarted,
)

KINDS = (
    "agent.registered",
    "memory.created",
    "memory.updated",
    "memory.forgotten",
    "session.started",
    "session.handed_off",
    "session.ended",
    "session.forgotten",
)
LABELS = {"Agent": "id", "Memory": "id", "Session": "id", "Concept": "name", "Technology": "name", "Checkpoint": "name"}
Statement = tuple[str, Mapping[str, Any]]
_DOTTED = re.compile(r"[^\s.]+(\.[^\s.]+)+")
_TECHNOLOGY = "technology/"

_RELATE = """UNWIND $rows AS row
MATCH (a:{one} {{{by}: row.one}}) {verb} (b:{other} {{{key}: row.other}})
MERGE (a)-[r:{type}]->(b) ON CREATE SET r.since = row.since"""


def _relation(type: str, one: str, other: str, verb: str) -> str:
    return _RELATE.format(type=type, one=one, by=LABELS[one], other=other, key=LABELS[other], verb=verb)


# In this order: each finds what those before it made.
_CYPHER = {
    "names": "UNWIND $rows AS row MERGE (a:Agent {id: row.id}) SET a.name = coalesce(a.name, row.name)",
    "memories": """UNWIND $rows AS row
        MERGE (a:Agent {id: row.agent}) MERGE (m:Memory {id: row.id}) SET m += row.said
        MERGE (a)-[r:REMEMBERS]->(m) ON CREATE SET r.since = row.since""",
    "about": _relation("ABOUT", "Memory", "Concept", "MERGE"),
    "parts": """UNWIND $rows AS row MERGE (a:Concept {name: row.one}) MERGE (b:Concept {name: row.other})
        MERGE (a)-[r:PART_OF]->(b) ON CREATE SET r.since = row.since""",
    "technologies": _relation("PART_OF", "Concept", "Technology", "MERGE"),
    "studied": _relation("STUDIED", "Agent", "Technology", "MERGE"),
    "links": _relation("REFERS_TO", "Memory", "Memory", "MATCH"),
    "sessions": _relation("IN", "Memory", "Session", "MERGE"),
    "next": _relation("NEXT", "Memory", "Memory", "MATCH"),
    "last": "UNWIND $rows AS row MATCH (s:Session {id: row.id}) SET s.last = row.last",
    "weights": "UNWIND $rows AS row MATCH (m:Memory {id: row.id}) SET m.importance = row.importance",
    "held": """UNWIND $rows AS row MERGE (a:Agent {id: row.agent}) MERGE (s:Session {id: row.id})
        MERGE (a)-[:HELD {since: row.since}]->(s)""",
    "left": """UNWIND $rows AS row MATCH (:Agent {id: row.agent})-[r:HELD {since: row.since}]->(:Session {id: row.id})
        SET r.until = row.until""",
    "ended": """UNWIND $rows AS row MATCH (:Memory {id: row.id})-[r]-() WHERE r.until IS NULL OR r.until > row.until
        SET r.until = row.until""",
    "forgotten": "UNWIND $rows AS row MATCH (m:Memory {id: row.id}) SET m = {id: row.id}",
}
# In two steps, so that a server looks the memory up and does not go through all that anybody remembers.
_MEMORIES = """UNWIND $ids AS id MATCH (m:Memory {id: id}) MATCH (m)<-[r:REMEMBERS]-(a)
RETURN m.id AS id, a.id AS agent, r.until IS NOT NULL AS forgotten"""
_SESSIONS = """UNWIND $ids AS id MATCH (s:Session {id: id}) OPTIONAL MATCH (a:Agent)-[r:HELD]->(s)
RETURN s.id AS id, s.last AS last, a.id AS agent, r.since AS since, r.until IS NULL AS holds"""


class Owned(msgspec.Struct):
    """A memory that there is: whose it is, and whether it is forgotten."""

    agent: str
    forgotten: bool = False


class Stretch(msgspec.Struct):
    """A session that there is: its newest memory, whether it began, who holds it, and since when."""

    last: str | None = None
    began: bool = False
    holder: str | None = None
    since: int = 0


class Rows:
    """What a batch of events adds to the graph, decided one event after the other.

    Args:
        store: says what it knows of the memories and sessions that these events are about.
        records: the events, in order.
    """

    def __init__(self, store: GraphStore, records: Sequence[Record]) -> None:
        self._rows: dict[str, dict[Any, dict[str, Any]]] = {name: {} for name in _CYPHER}
        self._memories: dict[str, Owned] = {}
        self._sessions: dict[str, Stretch] = {}
        self._ask(store, records)
        for record in records:
            self._take(record)

    def statements(self) -> list[Statement]:
        """What to write, in order. Writing it twice changes nothing."""
        # A relation of two memories that are both forgotten ends with the first, whether or not a server sees row by row
        # what it has just written: the last comes first.
        self._rows["ended"] = dict(sorted(self._rows["ended"].items(), key=lambda row: -row[1]["until"]))
        return [
            (cypher, {"rows": list(rows.values())}) for name, cypher in _CYPHER.items() if (rows := self._rows[name])
        ]

    def _ask(self, store: GraphStore, records: Sequence[Record]) -> None:
        memories, sessions = set[str](), set[str]()
        for record in records:
            data, subject = record.event.data, record.event.subject
            match data:
                case MemoryCreated():
                    memories.update((subject, *data.links))
                    sessions.update([data.session] if data.session else [])
                case MemoryUpdated() | MemoryForgotten():
                    memories.add(subject)
                case SessionStarted() | SessionHandedOff() | SessionEnded() | SessionForgotten():
                    sessions.add(subject)
        for row in store.read(_SESSIONS, ids=sorted(sessions)) if sessions else []:
            known = self._sessions.setdefault(row["id"], Stretch(row["last"]))
            known.began = known.began or row["agent"] is not None
            if row["agent"] is not None and row["holds"]:
                known.holder, known.since = row["agent"], row["since"]
        memories.update(known.last for known in self._sessions.values() if known.last is not None)
        for row in store.read(_MEMORIES, ids=sorted(memories)) if memories else []:
            self._memories[row["id"]] = Owned(row["agent"], row["forgotten"])

    def _take(self, record: Record) -> None:
        source, subject = record.event.source, record.event.subject
        match record.event.data:
            case AgentRegistered(name=name):
                self._rows["names"].setdefault(subject, {"id": subject, "name": name})
            case MemoryCreated() as made if subject not in self._memories:
                self._make(record, made)
            case MemoryUpdated(importance=float() as importance) if self._is_of(subject, source):
                self._rows["weights"][subject] = {"id": subject, "importance": importance}
            case MemoryForgotten() if self._is_of(subject, source) or (subject in self._memories and _may_all(source)):
                self._forget(subject, record.position)
            case SessionStarted() if not (known := self._sessions.setdefault(subject, Stretch())).began:
                known.began = True
                self._hold(subject, source, record.position)
            case SessionHandedOff(to=to) if self._may_end(subject, source):
                self._leave(subject, record.position)
                self._hold(subject, to, record.position)
            case SessionEnded() | SessionForgotten() if self._may_end(subject, source):
                self._leave(subject, record.position)

    def _make(self, record: Record, made: MemoryCreated) -> None:
        id, agent, since = record.event.subject, record.event.source, record.position
        self._memories[id] = Owned(agent)
        at = (made.when or record.recorded).astimezone(UTC).isoformat(timespec="microseconds")
        said = {"kind": made.kind, "concept": made.concept, "about": made.about, "importance": made.importance}
        known = {name: value for name, value in {**said, "at": at, "since": since}.items() if value is not None}
        self._rows["memories"][id] = {"id": id, "agent": agent, "said": known, "since": since}
        for link in dict.fromkeys(made.links):
            if link != id and (target := self._memories.get(link)) is not None and not target.forgotten:
                self._relate("links", id, link, since)
        self._place(made, id, agent, since)
        if made.session is not None:
            session = self._sessions.setdefault(made.session, Stretch())
            self._relate("sessions", id, made.session, since)
            if session.last is not None and not self._memories[session.last].forgotten:
                self._relate("next", session.last, id, since)
            session.last = id
            self._rows["last"][made.session] = {"id": made.session, "last": id}

    def _place(self, made: MemoryCreated, id: str, agent: str, since: int) -> None:
        """Where a memory belongs: its concept, what that is part of, and the technology that it comes from."""
        origin = made.origin or ""
        technology = origin.removeprefix(_TECHNOLOGY) if origin.startswith(_TECHNOLOGY) else ""
        if technology:
            self._relate("studied", agent, technology, since)
        if made.concept is not None:
            self._relate("about", id, made.concept, since)
            wholes = [made.concept, *_wholes(made.concept)]
            for part, whole in pairwise(wholes):
                self._relate("parts", part, whole, since)
            if technology:
                self._relate("technologies", wholes[-1], technology, since)

    def _forget(self, id: str, position: int) -> None:
        memory = self._memories[id]
        if not memory.forgotten:
            memory.forgotten = True
            self._rows["ended"][id] = {"id": id, "until": position}
            self._rows["forgotten"][id] = {"id": id}

    def _hold(self, session: str, agent: str, position: int) -> None:
        known = self._sessions[session]
        known.holder, known.since = agent, position
        self._rows["held"][session, position] = {"id": session, "agent": agent, "since": position}

    def _leave(self, session: str, position: int) -> None:
        known = self._sessions[session]
        row = {"id": session, "agent": known.holder, "since": known.since, "until": position}
        self._rows["left"][session, position] = row
        known.holder = None

    def _relate(self, name: str, one: str, other: str, since: int) -> None:
        self._rows[name].setdefault((one, other), {"one": one, "other": other, "since": since})

    def _is_of(self, memory: str, agent: str) -> bool:
        known = self._memories.get(memory)
        return known is not None and known.agent == agent and not known.forgotten

    def _may_end(self, session: str, source: str) -> bool:
        known = self._sessions.get(session)
        return known is not None and known.holder is not None and (known.holder == source or _may_all(source))


def _may_all(source: str) -> bool:
    return source == "lab" or source.startswith("person/")


def _wholes(concept: str) -> Iterable[str]:
    """What a concept with a dotted name is part of, the smallest first.

    >>> list(_wholes("os.path.join")), list(_wholes("Dr. Who")), list(_wholes("json"))
    (['os.path', 'os'], [], [])
    """
    while _DOTTED.fullmatch(concept):
        concept = concept.rpartition(".")[0]
        yield concept
