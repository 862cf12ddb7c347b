"""The seal: what an event says that can be forgotten is kept apart from the chain, which holds only a hash of it.

The body of such an event ends with its sealed fields (`Payload.seals`). In the body that is stored and chained they are empty,
and `sealed` is the SHA-256 of what is kept apart: where the body was cut, a random salt, and the end that was cut off. With
that in place of its own end the body says everything again. Forgetting overwrites what is kept apart with zeros, salt
included: the chain still verifies, and its hash leads to no text, not even to one that somebody guesses.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import NamedTuple

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
_UNSEALED = b',"sealed":""}}'


class _Form(NamedTuple):
    """Where the end of a body that is sealed begins, for one type of payload, and what is chained in its place."""

    opening: bytes
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
    sealing = [events[place] for place in places]
    for place, event, salt in zip(places, sealing, salts(sealing), strict=True):
        form = _form(type(event.data))
        kept, _, end = bodies[place].partition(form.opening)
        if end.endswith(_UNSEALED):
            aside[place] = apart = len(kept).to_bytes(4, "big") + salt + form.opening + end
            chained[place] = kept + form.closed + sha256(apart).hexdigest().encode() + b'"}}'
        elif imported and event.data == blank(event.data, sealed(event)):
            aside[place] = GONE
        else:
            raise BadInput(
                f"Event {place} of the batch brings a seal of its own.",
                "Leave “sealed” out: only the log says it, of what was forgotten.",
            )
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


@cache
def _form(payload: type[Payload]) -> _Form:
    """The opening is found in no other place: quotes within a text are escaped, and no field before it holds an object (`Vocabulary`)."""
    closed = msgspec.json.encode({**payload.seals, "sealed": ""})[1:].removesuffix(b'"}')
    return _Form(f',"{next(iter(payload.seals))}":'.encode(), b"," + closed)
