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

Salt = Callable[[Event], bytes]
"""Gives the 16 bytes that make the seal of an event a hash that nobody can guess a text from."""

SALT = 16
GONE = bytes(4)
"""What is kept apart of an event that came forgotten; that of others begins with as many zeros once it is forgotten."""

_START = len(GONE) + SALT
_encoder = msgspec.json.Encoder(order="deterministic")


class _Form(NamedTuple):
    """How the end of a body is made for one type of payload."""

    values: Callable[[Payload], tuple[Any, ...]]
    shape: type[msgspec.Struct]
    closed: bytes


def random_salt(event: Event) -> bytes:
    """A salt that nobody can know."""
    return secrets.token_bytes(SALT)


def seeded_salt(seed: int) -> Salt:
    """Salts that repeat, for a stepped lab: whoever knows the seed can check a guess of what was forgotten there."""

    def salt(event: Event) -> bytes:
        return sha256(f"{seed} {event.source} {event.id}".encode()).digest()[:SALT]

    return salt


def seal(event: Event, body: bytes, salt: Salt) -> tuple[bytes, bytes]:
    """The body to chain, and what to keep apart from it."""
    form = _form(type(event.data))
    end = _end(form.shape(*form.values(event.data)))
    cut = len(body) - len(end)
    apart = cut.to_bytes(len(GONE), "big") + salt(event) + end
    return body[:cut] + form.closed + sha256(apart).hexdigest().encode() + b'"}}', apart


def opened(body: bytes, apart: bytes | None) -> bytes:
    """The body as it was before it was sealed; as it is where nothing is sealed, or nothing is left."""
    if apart is None or not (cut := int.from_bytes(apart[: len(GONE)], "big")):
        return body
    return body[:cut] + apart[_START:]


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


def seal_all(
    events: Sequence[Event], bodies: Sequence[bytes], salt: Salt, imported: bool
) -> list[tuple[bytes, bytes | None]]:
    """For each event the body to chain, and what to keep apart from it, None where it has nothing to seal.

    Raises:
        BadInput: an event brings its own seal; an imported one may, when it was forgotten where it comes from.
    """
    said: list[tuple[bytes, bytes | None]] = []
    for event, body in zip(events, bodies, strict=True):
        if not event.data.seals:
            said.append((body, None))
        elif not (brought := sealed(event)):
            said.append(seal(event, body, salt))
        elif imported and event.data == blank(event.data, brought):
            said.append((body, GONE))
        else:
            raise BadInput(
                f"Event {len(said)} of the batch brings a seal of its own.",
                "Leave “sealed” out: only the log says it, of what was forgotten.",
            )
    return said


@cache
def _form(payload: type[Payload]) -> _Form:
    names = (*payload.seals, "sealed")
    if payload.__struct_fields__[-len(names) :] != names:
        raise TypeError(f"{payload.__qualname__} does not end with the fields {', '.join(names)}")
    shape = msgspec.defstruct(payload.__name__, names)
    closed = _end(shape(*payload.seals.values(), "")).removesuffix(b'"}}')
    return _Form(operator.attrgetter(*names), shape, closed)


def _end(fields: msgspec.Struct) -> bytes:
    """The end of a body whose last fields these are."""
    return b"," + _encoder.encode(fields)[1:] + b"}"
