"""The event: something that happened, said once, in the past tense, never changed.

An `Event` is an envelope in the shape of CloudEvents 1.0 around a *payload*. Each feature declares its payloads in its
own `events.py`; `core.vocabulary` joins them into the one union that a lab understands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic

import msgspec
from typing_extensions import TypeVar

from workbench.core.show import Html, block, bundle, card, cut, facts, folded, line, many, who

Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Tags = Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]
Seal = Annotated[str, msgspec.Meta(max_length=64)]


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What an event says beyond who, when and about what.

    A subclass gives its kind as `tag="feature.happened"`. When its fields change in a way old events do not fit, the tag
    gets a version ("feature.happened.v2") and `core.vocabulary` learns how to upcast the old one.

    Class attributes:
        notify: whether people want to be told when it happens (the hub's notifications).
        seals: the fields that can be forgotten, each with what stands in its place from then on. They are declared last, in
            this order, followed by `sealed: Seal = ""`, which is not empty once they are forgotten.
    """

    notify: ClassVar[bool] = False
    seals: ClassVar[Mapping[str, Any]] = {}


P = TypeVar("P", bound=Payload, default=Payload, covariant=True)


class Event(msgspec.Struct, Generic[P], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happened.

    Attributes:
        id: unique together with `source`; appending the same event again changes nothing.
        time: when it happened, by the clock of whoever says so, in UTC.
        source: who says so: ``agent/<slug>``, ``person/<slug>`` or ``lab``.
        subject: what it is about: the stream whose version `append(expected=…)` checks, as ``memory/<id>``.
        data: the payload, a subclass of `Payload`.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    source: Annotated[str, msgspec.Meta(pattern=r"\A(agent|person|otlp)/[!-~]{1,400}\Z|\Alab\Z")]
    subject: Annotated[str, msgspec.Meta(pattern=r"\A[!-~]{1,500}\Z")]
    data: P

    def __repr__(self) -> str:
        return f"<Event {kind_of(self.data)} by {who(self.source)} about {who(self.subject)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return bundle(_text(self), _html(self, f"at {self.time:%Y-%m-%d %H:%M:%S %Z}"))


class Record(msgspec.Struct, frozen=True):
    """An event and its place in the log.

    Attributes:
        position: 1 for the first event; no gaps.
        recorded: when the log took it, in UTC; never earlier than the record before.
        hash: SHA-256 over the previous record's hash, `recorded` and the event's canonical bytes.
    """

    position: int
    recorded: datetime
    hash: bytes
    event: Event

    def __repr__(self) -> str:
        event = self.event
        return f"<Record {self.position}: {kind_of(event.data)} by {who(event.source)} at {self.recorded:%Y-%m-%d %H:%M:%S %Z}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        note = f"event {self.position:,}, recorded {self.recorded:%Y-%m-%d %H:%M:%S %Z}"
        return bundle(f"{note}: {_text(self.event)}", _html(self.event, note))


def kind_of(payload: Payload | type[Payload]) -> str:
    """The kind of a payload without its version, as ``memory.created``.

    >>> class Rested(Payload, tag="agent.rested.v2"): pass
    >>> kind_of(Rested)
    'agent.rested'
    """
    tag = str(payload.__struct_config__.tag)
    stem, _, last = tag.rpartition(".")
    return stem if last[:1] == "v" and last[1:].isdigit() else tag


def _text(event: Event) -> str:
    said = "".join(f"\n  {name}: {cut(_short(value))}" for name, value in _fields(event).items())
    return f"{kind_of(event.data)} by {who(event.source)} about {who(event.subject)}{said}"


def _html(event: Event, note: str) -> Html:
    about = line(f"by {who(event.source)} about {who(event.subject)}")
    fields = {name: cut(_short(value), 300) for name, value in _fields(event).items()}
    json = msgspec.json.format(msgspec.json.encode(event)).decode()
    return card(kind_of(event.data), about, facts(fields), folded("JSON", block(json)), note=note)


def _fields(event: Event) -> dict[str, Any]:
    """What the payload says, without what it leaves open."""
    said: dict[str, Any] = msgspec.to_builtins(event.data)
    return {name: value for name, value in said.items() if name != "type" and value not in (None, "", (), {})}


def _short(value: object) -> str:
    match value:
        case float():
            return f"{value:.3g}"
        case list() | tuple() if value and isinstance(value[0], dict):
            return many(len(value), "entry", "entries")
        case list() | tuple():
            return ", ".join(str(one) for one in value)
        case dict():
            return ", ".join(f"{name}: {one}" for name, one in value.items())
    return str(value)
