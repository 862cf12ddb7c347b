"""The seal: what an event says that can be forgotten is kept apart from the chain, which holds only a hash of it.

The body of such an event ends with its sealed fields (`Payload.seals`). In the body that is stored and chained they are empty,
and `sealed` is the SHA-256 of what is kept apart: where the body was cut, a random salt, and the end that was cut off. With
that in place of its own end the body says everything again. Forgetting overwrites what is kept apart with zeros, salt
included: the chain still verifies, and its hash leads to no text, not even to one that somebody guesses.
"""

from __future__ import annotations

import operator
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from workbench.core.errors import BadInput
from workbench.core.events import Event, Payload

Salts = Callable[[Sequence[Event]], list[bytes]]
"""Gives for each of some events the 16 bytes that keep anybody from guessing a text by its seal."""

Said = tuple[bytes, bytes | None]
"""A body as it is chained, and what is kept apart from it, None where nothing is."""

GONE = bytes(4)
"""What is kept apart of an event that came forgotten; that of others begins with as many zeros once it is forgotten."""

_SALT = 16
_START = len(GONE) + _SALT
_encoder = msgspec.json.Encoder(order="deterministic")


class _Form(NamedTuple):
    """How the end of a body is made for one type of payload."""

    values: Callable[[Payload], tuple[Any, ...]]
    fields: type[msgspec.Struct]
    closed: bytes


def random_salts(events: Sequence[Event]) -> list[bytes]:
    """Salts that nobody can know."""
    drawn = secrets.token_bytes(_SALT * len(events))
    return [drawn[at : at + _SALT] for at in range(0, len(drawn), _SALT)]


def seeded_salts(seed: int) -> Salts:
    """Salts that repeat, for a stepped lab: whoever knows the seed can check a guess of what was forgotten there."""

    def salts(events: Sequence[Event]) -> list[bytes]:
        return [sha256(f"{seed} {event.source} {event.id}".encode()).digest()[:_SALT] for event in events]

    return salts


def seal_all(
    events: Sequence[Event], bodies: Sequence[bytes], salts: Salts, imported: bool
) -> tuple[list[bytes], list[bytes | None]]:
    """For each event the body to chain, and what to keep apart from it.

    Raises:
        BadInput: an event brings its own seal; an imported one may, when it was forgotten where it comes from.
    """
    chained = list(bodies)
    aside: list[bytes | None] = [None] * len(bodies)
    places = [place for place, event in enumerate(events) if event.data.seals]
    if not places:
        return chained, aside
    sealing = [events[place] for place in places]
    forms = [_form(type(event.data)) for event in sealing]
    for place, event, form, length, salt in zip(
        places, sealing, forms, _lengths(sealing, forms), salts(sealing), strict=True
    ):
        body = bodies[place]
        if brought := sealed(event):
            if not imported or event.data != blank(event.data, brought):
                raise BadInput(
                    f"Event {place} of the batch brings a seal of its own.",
                    "Leave “sealed” out: only the log says it, of what was forgotten.",
                )
            aside[place] = GONE
        else:
            cut = len(body) - length
            aside[place] = apart = cut.to_bytes(4, "big") + salt + body[cut:]
            chained[place] = body[:cut] + form.closed + sha256(apart).hexdigest().encode() + b'"}}'
    return chained, aside


def opened(body: bytes, apart: bytes) -> bytes:
    """A body as it was before it was sealed; as it is, where nothing is left of what was kept apart."""
    cut = int.from_bytes(apart[: len(GONE)], "big")
    return body[:cut] + apart[_START:] if cut else body


def is_open(apart: bytes | None) -> bool:
    """Whether something is kept apart and not forgotten."""
    return apart is not None and not apart.startswith(GONE)


def fits(event: Event, apart: bytes | None) -> bool:
    """Whether what is kept apart is what a stored event was sealed over; also when it is forgotten, or there is none."""
    return apart is None or apart == bytes(len(apart)) or sha256(apart).hexdigest() == sealed(event)


def sealed(event: Event) -> str:
    """The seal of an event, as it is chained; of one that was read, only when it was forgotten."""
    return getattr(event.data, "sealed", "")


def blank(data: Payload, sealed: str = "") -> Payload:
    """A payload without what can be forgotten."""
    return msgspec.structs.replace(data, **data.seals, sealed=sealed) if data.seals else data


def _lengths(events: Sequence[Event], forms: Sequence[_Form]) -> list[int]:
    """How many bytes at the end of each event's body are sealed."""
    ends = [form.fields(*form.values(event.data)) for form, event in zip(forms, events, strict=True)]
    # An end lacks the brace before its first field, and has one more after its last.
    return [len(line) for line in _encoder.encode_lines(ends)[:-1].split(b"\n")]


@cache
def _form(payload: type[Payload]) -> _Form:
    names = (*payload.seals, "sealed")
    fields = msgspec.defstruct(payload.__name__, names, gc=False)
    closed = _encoder.encode(fields(*payload.seals.values(), ""))[1:].removesuffix(b'"}')
    return _Form(operator.attrgetter(*names), fields, closed)
