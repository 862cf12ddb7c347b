"""The row: an event as it is stored, chained to the row before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from workbench.core.clock import from_micros, to_micros
from workbench.core.errors import BadInput, BadLab
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.seal import Said, Salts, opened, seal_all


class Row(NamedTuple):
    """One stored event. `body` is the truth; the four columns before `hash` repeat parts of it to be searched.

    `apart` is what the body leaves out because it can be forgotten (`log.seal`), None where it leaves nothing out. `recorded` is in microseconds since 1970 UTC and never decreases with `position`.
    """

    position: int
    id: str
    recorded: int
    kind: str
    subject: str
    source: str
    hash: bytes
    body: bytes
    apart: bytes | None


Columns = tuple[int, str, int, str, str, str, bytes, bytes, bytes | None]
"""A row before it has names."""


class Head(NamedTuple):
    """The end of a log: what the next row is chained to."""

    position: int
    recorded: int
    hash: bytes


START = Head(0, 0, b"\0" * 32)


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """An event that is checked and encoded, waiting for its place."""

    id: str
    kind: str
    subject: str
    source: str
    body: bytes
    apart: bytes | None
    recorded: int


def prepare(
    events: Sequence[Event], vocabulary: Vocabulary, now: datetime, recorded: Sequence[datetime] | None, salts: Salts
) -> list[Prepared]:
    """Check, encode and seal a batch.

    Raises:
        BadInput: an event is not valid or brings its own seal, or there is not one `recorded`, in an aware datetime, for each event.
    """
    bodies = vocabulary.encode(events)
    taken = [to_micros(now)] * len(events) if recorded is None else _micros(recorded, len(events))
    bodies, aside = seal_all(events, bodies, salts, imported=recorded is not None)
    kind = vocabulary.kind
    try:
        return [
            Prepared(e.id, kind(e), e.subject, e.source, body, apart, moment)
            for e, body, apart, moment in zip(events, bodies, aside, taken, strict=True)
        ]
    except KeyError as error:  # reads the same as one of ours, as after its module was loaded anew
        number = next(index for index, e in enumerate(events) if type(e.data) is error.args[0])
        raise BadInput(
            f"Event {number} of the batch has data of another class {error.args[0].__qualname__} than this lab knows.",
            "Import the class from where the lab has it; after a reload, open the lab again.",
        ) from None


def _micros(recorded: Sequence[datetime], many: int) -> list[int]:
    if len(recorded) != many or any(moment.tzinfo is None for moment in recorded):
        raise BadInput(
            f"There are not {many} times, each with a time zone, for {many} events.",
            "Give one aware datetime for each event, or leave `recorded` out.",
        )
    return [to_micros(moment) for moment in recorded]


def link(previous: bytes, recorded: int, body: bytes) -> bytes:
    """The hash of a row: SHA-256 over the previous row's hash, `recorded` as 8 big-endian bytes, and the body."""
    return sha256(previous + recorded.to_bytes(8, "big") + body).digest()


def chain(head: Head, batch: Iterable[Prepared]) -> tuple[list[Columns], Head]:
    """Give each prepared event its place after `head`; the rows, and the new head.

    Plain tuples and no call of `link`: this is the part of an append that others wait for.
    """
    position, last, previous = head
    stamp = last.to_bytes(8, "big")
    rows: list[Columns] = []
    for each in batch:
        position += 1
        if each.recorded > last:
            last = each.recorded
            stamp = last.to_bytes(8, "big")
        body = each.body
        previous = sha256(previous + stamp + body).digest()
        rows.append((position, each.id, last, each.kind, each.subject, each.source, previous, body, each.apart))
    return rows, Head(position, last, previous)


def to_records(rows: Sequence[Columns], vocabulary: Vocabulary) -> list[Record]:
    """Decode rows, with what is kept apart from them where it is not forgotten.

    Raises:
        BadLab: an event cannot be read.
    """
    if not rows:
        return []
    events = decode([(row[7], row[8]) for row in rows], vocabulary, min(rows[0][0], rows[-1][0]))
    moments = {micros: from_micros(micros) for micros in {row[2] for row in rows}}  # events of one batch share theirs
    return [Record(row[0], moments[row[2]], row[6], event) for row, event in zip(rows, events, strict=True)]


def decode(said: Sequence[Said], vocabulary: Vocabulary, position: int) -> list[Event]:
    """Events from stored bodies and what is kept apart from them, the first of which lies at a position.

    Raises:
        BadLab: one cannot be read.
    """
    try:
        return vocabulary.decode([body if apart is None else opened(body, apart) for body, apart in said])
    except (msgspec.DecodeError, TypeError, ValueError) as error:
        raise BadLab(
            f"An event from position {position} on cannot be read: {error}.",
            "Update society-workbench if a newer version wrote it; else `workbench log verify` says where it is damaged.",
        ) from error
