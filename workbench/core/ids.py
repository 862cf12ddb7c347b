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
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VIRAMA = 9  # the combining class of the signs that silence a vowel, after which both joiners shape letters


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
        BadInput: the name is empty, too long, or has characters that nobody sees: control and format characters, but for a
            joiner where it changes what is seen.

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
    spaced = f" {shown} "
    if any(_is_hidden(*spaced[at : at + 3]) for at in range(len(shown))):
        raise BadInput("A name has control or other invisible characters.", "Use visible characters only.")
    return quote(unicodedata.normalize("NFKC", shown).casefold().replace(" ", "-"), safe="")


def _is_hidden(before: str, character: str, after: str) -> bool:
    """Whether a character between two others cannot be seen, so that names which differ by it would look the same."""
    category = unicodedata.category
    if character in (_NON_JOINER, _JOINER) and unicodedata.combining(before) == _VIRAMA:
        return False
    if character == _NON_JOINER:  # keeps letters of Arabic script apart, as in Persian
        return not (unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after) == "AL")
    if character == _JOINER:  # makes one picture of several
        return not (category(before) in ("So", "Sk", "Mn") and category(after) == "So")
    return category(character) in ("Cc", "Cf", "Cs")
