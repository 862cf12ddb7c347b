"""A small vocabulary for tests: four kinds, one of them in its second version, one that can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, ClassVar

import msgspec

from workbench.core.clock import StepClock
from workbench.core.events import Event, Name, Payload, Record, Seal, Share, Tags, Text
from workbench.core.vocabulary import Vocabulary

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class NoteTaken(Payload, frozen=True, tag="note.taken.v2"):
    """Somebody wrote something down. Its first version called the text `words`."""

    text: Text
    weight: Share = 1.0
    tags: Tags = ()


class LampSwitched(Payload, frozen=True, tag="lamp.switched"):
    """A lamp went on or off."""

    on: bool


class TallyCounted(Payload, frozen=True, tag="tally.counted"):
    """Something was counted."""

    amount: int


class SecretTold(Payload, frozen=True, kw_only=True, tag="secret.told"):
    """Somebody told what can be forgotten, all but to whom."""

    seals: ClassVar[Mapping[str, Any]] = {"text": "", "hints": None}
    to: Name = "bob"
    text: Text
    hints: dict[str, Tags] | None = None
    sealed: Seal = ""


def upcast_note(data: dict[str, Any]) -> dict[str, Any]:
    """A note of the first version as one of the second."""
    rest = {key: value for key, value in data.items() if key != "words"}
    return {**rest, "type": "note.taken.v2", "text": data["words"]}


WORDS = Vocabulary((NoteTaken, LampSwitched, TallyCounted, SecretTold), {"note.taken": upcast_note})


def event(
    id: str, data: Payload, *, source: str = "agent/ada", subject: str = "room/1", time: datetime = NOON
) -> Event:
    """An event with everything but its id and payload filled in."""
    return Event(id=id, time=time, source=source, subject=subject, data=data)


def note(id: str, text: str = "hello", *, source: str = "agent/ada", subject: str = "room/1") -> Event:
    """A note."""
    return event(id, NoteTaken(text=text), source=source, subject=subject)


def secret(id: str, text: str = "psst", *, source: str = "agent/ada", subject: str = "secret/1") -> Event:
    """A secret, with a hint that says the same."""
    return event(id, SecretTold(text=text, hints={text[:30]: (text[:30][::-1],)}), source=source, subject=subject)


def notes(many: int, start: int = 0, *, source: str = "agent/ada") -> list[Event]:
    """`many` notes with ids of their own."""
    return [note(f"n{number}", f"note {number}", source=source) for number in range(start, start + many)]


class Ticking(StepClock):
    """A stepped clock that goes one second forward each time it is read."""

    def now(self) -> datetime:
        self.advance(1.0)
        return super().now()


def ids(records: Sequence[Record]) -> list[str]:
    """The ids of some records."""
    return [record.event.id for record in records]


def fresh_ids(prefix: str = "e") -> Iterator[str]:
    """Ids that never repeat."""
    return (f"{prefix}{number}" for number in count())


class Notebook(msgspec.Struct):
    """A state that notices every event applied twice, left out or out of order.

    Attributes:
        events: how many were applied.
        trail: a number that depends on all of them and their order.
        latest: the last text by source.
    """

    events: int = 0
    trail: int = 0
    latest: dict[str, str] = {}

    def apply(self, record: Record) -> None:
        self.events += 1
        self.trail = (self.trail * 31 + record.position) % 1_000_003
        if isinstance(record.event.data, NoteTaken):
            self.latest[record.event.source] = record.event.data.text
