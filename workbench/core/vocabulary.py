"""The vocabulary: every kind of event that a lab understands, and the one place where old ones are brought up to date."""

from __future__ import annotations

import difflib
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from types import GenericAlias
from typing import Any

import msgspec

from workbench.core.errors import BadInput
from workbench.core.events import Event, Payload, kind_of

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

_AT_ONCE = 100
_encoder = msgspec.json.Encoder(order="deterministic")
_FIELDS: dict[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Event)}
_fits_source, _fits_subject = (
    re.compile(_FIELDS[name].__metadata__[0].pattern).search for name in ("source", "subject")
)

_FORMS = {  # the patterns of `Event`, in words
    "source": "of the form agent/<name>, person/<name> or lab, without blanks",
    "subject": "1 to 500 characters without blanks, such as memory/1",
}


class Vocabulary:
    """Encodes, validates and decodes events of the given payload types.

    Args:
        payloads: every payload type, each kind once.
        upcasts: for each outdated tag, a function from its data to the data of the next version, tag included.

    Attributes:
        payloads: the payload types.
        kinds: the same by kind.
        sealing: the kinds that have something to forget.
    """

    def __init__(self, payloads: Iterable[type[Payload]], upcasts: Mapping[str, Upcast] | None = None) -> None:
        self.payloads = tuple(payloads)
        self.kinds: dict[str, type[Payload]] = {kind_of(payload): payload for payload in self.payloads}
        if len(self.kinds) != len(self.payloads):
            raise ValueError("two payload types share a kind")
        for payload in self.payloads:
            if payload.seals:
                _check_seals(payload)
        self._kind = {payload: kind for kind, payload in self.kinds.items()}
        self.sealing = tuple(kind for kind, payload in self.kinds.items() if payload.seals)
        self._tags = {str(payload.__struct_config__.tag) for payload in self.payloads}
        self._upcasts = dict(upcasts or {})
        # Few have any; the others need not be searched whenever they are written.
        self._optional = {one for one in self.payloads if _has_optional_number(msgspec.json.schema(one))}
        anything: Any = reduce(operator.or_, self.payloads)
        self._event: Any = GenericAlias(Event, (anything,))
        self._decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(self._event)
        self._checker: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_without_patterns(anything))

    def kind(self, event: Event) -> str:
        """The kind of an event, without its version."""
        return self._kind[type(event.data)]

    def encode(self, events: Sequence[Event]) -> list[bytes]:
        """The canonical bytes of each event, after checking every one of them.

        Structs are not checked when they are made; here every event is decoded once more, so that what is written can be
        read. Many are encoded and decoded as one, which is several times cheaper than one by one, but not more than stay in a
        processor's cache, and each source and subject is matched to its pattern once, which is most of what an event's check costs.

        Raises:
            BadInput: an event is not of this vocabulary or a field is out of range; says which and where.
        """
        bodies: list[bytes] = []
        try:
            for start in range(0, len(events), _AT_ONCE):
                lines = _encoder.encode_lines(events[start : start + _AT_ONCE])
                self._checker.decode_lines(lines)
                bodies += lines[:-1].split(b"\n")
            if not all(map(_fits_source, {event.source for event in events})):
                raise ValueError("a source does not fit its pattern")
            if not all(map(_fits_subject, {event.subject for event in events})):
                raise ValueError("a subject does not fit its pattern")
            self._check_numbers(events)
        except (AttributeError, msgspec.ValidationError, msgspec.DecodeError, TypeError, ValueError):
            for number, event in enumerate(events):
                self._check(number, event)
            raise
        return bodies

    def decode(self, bodies: Sequence[bytes]) -> list[Event]:
        """Events from canonical bytes, of this version or an older one."""
        try:
            return self._decoder.decode_lines(b"\n".join(bodies))
        except msgspec.ValidationError:
            return [self._decode_old(body) for body in bodies]

    def convert(self, raw: dict[str, Any]) -> Event:
        """An event from plain decoded JSON, as it comes from outside.

        Raises:
            BadInput: it is not a valid event of a known kind; says where and what would be.
        """
        try:
            event: Event = msgspec.convert(self._upcast(raw), self._event)
        except msgspec.ValidationError as error:
            raise self._explain(raw, error) from None
        return event

    def _check_numbers(self, events: Sequence[Event]) -> None:
        """Refuse infinity and NaN where a number may be left out: JSON has null for them, which would be read as left out."""
        for number, event in enumerate(events):
            if type(event.data) in self._optional and not _is_finite(msgspec.to_builtins(event.data)):
                raise BadInput(
                    f"Event {number} of the batch has a number that is not finite.",
                    "Leave it out where it is unknown.",
                )

    def _check(self, number: int, event: Event) -> None:
        if type(event) is not Event or type(event.data) not in self._kind:
            raise BadInput(
                f"Event {number} of the batch is a {type(event).__name__} that this lab has no word for.",
                "Make an Event whose data is one of the kinds in docs/events.md.",
            )
        try:
            self._decoder.decode(_encoder.encode(event))
        except UnicodeEncodeError:
            raise BadInput(f"Event {number} of the batch has text that is not valid Unicode.", "Send UTF-8.") from None
        except (msgspec.ValidationError, TypeError, ValueError) as error:
            raise BadInput(f"Event {number} of the batch is not valid: {error}.", "Correct that field.") from None

    def _decode_old(self, body: bytes) -> Event:
        event: Event = msgspec.convert(self._upcast(msgspec.json.decode(body)), self._event)
        return event

    def _upcast(self, raw: dict[str, Any]) -> dict[str, Any]:
        data = raw.get("data")
        while isinstance(data, dict) and (upcast := self._upcasts.get(str(data.get("type")))):
            try:
                data = upcast(data)
            except Exception as error:  # it trusts that the data fits its version, and data from outside need not
                raise msgspec.ValidationError(f"it is no {data['type']}: {type(error).__name__} {error}") from error
        return {**raw, "data": data}

    def _explain(self, raw: dict[str, Any], error: msgspec.ValidationError) -> BadInput:
        data = raw.get("data")
        kind = str(data.get("type", "")) if isinstance(data, dict) else ""
        if kind and kind not in self._tags and kind not in self._upcasts:
            near = difflib.get_close_matches(kind, self._tags, n=3)
            hint = f"Did you mean {' or '.join(near)}? " if near else ""
            return BadInput(f"No event is of the kind “{kind[:100]}”.", f"{hint}All kinds are in docs/events.md.")
        said = str(error)
        for field, form in _FORMS.items():
            if "matching regex" in said and said.endswith(f"`$.{field}`"):
                said = f"“{field}” is not {form}"
        return BadInput(f"The event is not valid: {said}.", "Correct that field; docs/events.md lists them all.")


def _check_seals(payload: type[Payload]) -> None:
    """Refuse a payload whose sealed end could not be told from the rest of an event's body."""
    fields = msgspec.structs.fields(payload)
    last = (*payload.seals, "sealed")
    if tuple(field.name for field in fields[-len(last) :]) != last:
        raise ValueError(f"{payload.__qualname__} does not end with the fields {', '.join(last)}")
    kept: Any = GenericAlias(tuple, tuple(field.type for field in fields[: -len(last)]))
    if last[0] in _FIELDS or b'"object"' in msgspec.json.encode(msgspec.json.schema(kept)):
        raise ValueError(f"another field within {payload.__qualname__} could be taken for “{last[0]}”")


def _has_optional_number(schema: object) -> bool:
    """Whether a number may be null anywhere in what a JSON schema describes."""
    if isinstance(schema, dict):
        sorts = {one.get("type") for one in schema.get("anyOf", ())}
        return {"number", "null"} <= sorts or any(_has_optional_number(part) for part in schema.values())
    return isinstance(schema, list) and any(_has_optional_number(part) for part in schema)


def _is_finite(value: object) -> bool:
    """Whether every number in plain values is finite."""
    if isinstance(value, float):
        return math.isfinite(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return all(_is_finite(part) for part in parts)


def _without_patterns(data: Any) -> type[msgspec.Struct]:
    """The shape of an event whose source and subject may be any text."""
    types = {**_FIELDS, "source": str, "subject": str, "data": data}
    return msgspec.defstruct("Checked", list(types.items()), kw_only=True, frozen=True, forbid_unknown_fields=True)
