"""The row: an event as it is stored, chained to the row before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from workbench.core.clock import from_micros, to_micros
from workbench.core.errors import BadInput
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary


class Row(NamedTuple):
    """One stored event. `body` is the truth; the four columns before `hash` repeat parts of it to be searched.

    `recorded` is in microseconds since 1970 UTC and never decreases with `position`.
    """

    position: int
    id: str
    recorded: int
    kind: str
    subject: str
    source: str
    hash: bytes
    body: bytes


class Head(NamedTuple):
    """The end of a log: what the next row is chained to."""

    position: int
    recorded: int
    hash: bytes


START = Head(0, 0, b"\0" * 32)


class Prepared(NamedTuple):
    """An event that is checked and encoded, waiting for its place."""

    id: str
    kind: str
    subject: str
    source: str
    body: bytes
    recorded: int


def prepare(
    events: Sequence[Event], vocabulary: Vocabulary, now: datetime, recorded: Sequence[datetime] | None
) -> list[Prepared]:
    """Check and encode a batch."""
    bodies = vocabulary.encode(events)
    kind = vocabulary.kind
    if recorded is None:
        taken = to_micros(now)
        return [
            Prepared(e.id, kind(e), e.subject, e.source, body, taken) for e, body in zip(events, bodies, strict=True)
        ]
    return [
        Prepared(e.id, kind(e), e.subject, e.source, body, to_micros(moment))
        for e, body, moment in zip(events, bodies, recorded, strict=True)
    ]


def link(previous: bytes, recorded: int, body: bytes) -> bytes:
    """The hash of a row: SHA-256 over the previous row's hash, `recorded` as 8 big-endian bytes, and the body."""
    return sha256(previous + recorded.to_bytes(8, "big") + body).digest()


def chain(head: Head, batch: Iterable[Prepared]) -> list[Row]:
    """Give each prepared event its place after `head`."""
    position, last, previous = head
    rows = []
    for id_, kind, subject, source, body, recorded in batch:
        position += 1
        last = max(last, recorded)
        previous = link(previous, last, body)
        rows.append(Row(position, id_, last, kind, subject, source, previous, body))
    return rows


def to_records(rows: Sequence[Row], vocabulary: Vocabulary) -> list[Record]:
    """Decode rows."""
    if not rows:
        return []
    events = vocabulary.decode([row[7] for row in rows])
    return [Record(row[0], from_micros(row[2]), row[6], event) for row, event in zip(rows, events, strict=True)]


def one_subject(batch: Sequence[Prepared]) -> str:
    """The subject that a batch with an expected version is about."""
    subjects = {prepared.subject for prepared in batch}
    if len(subjects) != 1:
        raise BadInput(
            f"Events about {len(subjects)} subjects were appended with one expected version.",
            "Append them apart, or without `expected`.",
        )
    return subjects.pop()


def same_event(stored: bytes, offered: bytes, vocabulary: Vocabulary) -> bool:
    """Whether two bodies with one id say the same. Their `time` may differ: a client that tries again may stamp it anew."""
    if stored == offered:
        return True
    a, b = vocabulary.decode([stored, offered])
    return a.subject == b.subject and a.data == b.data
