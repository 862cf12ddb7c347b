"""Identifiers: UUIDv7 (RFC 9562), so that ids sort by the time they were made.

Two events made in one lab and millisecond differ in 74 random bits. A stepped lab draws those bits from a seed, so that
its ids, and with them its hashes, repeat.
"""

from __future__ import annotations

import random
import secrets
import unicodedata
from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from workbench.core.clock import Clock, to_micros
from workbench.core.errors import BadInput

_VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
_LONGEST_NAME = 120


class Ids:
    """Makes ids. `bits(n)` gives n random bits: `secrets.randbits`, or a seeded generator's."""

    def __init__(self, clock: Clock, bits: Callable[[int], int] = secrets.randbits) -> None:
        self._clock = clock
        self._bits = bits

    @classmethod
    def seeded(cls, clock: Clock, seed: int) -> Ids:
        """Ids that repeat: the same clock and seed give the same ids in the same order."""
        return cls(clock, random.Random(seed).getrandbits)

    def new(self) -> str:
        """A fresh UUIDv7 in its usual 36 characters."""
        millis = to_micros(self._clock.now()) // 1000
        bits = self._bits(74)
        value = (millis << 80) | _VERSION_AND_VARIANT | ((bits >> 62) << 64) | (bits & ((1 << 62) - 1))
        return str(UUID(int=value))


def slug(name: str) -> str:
    """A name as one URI path segment: equal for names that people would call the same.

    Raises:
        BadInput: the name is empty, too long, or has control characters.

    >>> slug("Ada Lovelace")
    'ada-lovelace'
    >>> slug("ليلى")
    '%D9%84%D9%8A%D9%84%D9%89'
    """
    shown = " ".join(name.split())
    if not shown:
        raise BadInput("A name is empty.", "Give at least one visible character.")
    if len(shown) > _LONGEST_NAME:
        raise BadInput(f"A name has {len(shown)} characters.", f"Use at most {_LONGEST_NAME}.")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in shown):
        raise BadInput("A name has control characters.", "Use visible characters only.")
    return quote(unicodedata.normalize("NFKC", shown).casefold().replace(" ", "-"), safe="")
