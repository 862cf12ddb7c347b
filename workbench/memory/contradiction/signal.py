"""The signal: what speaks for two texts contradicting each other."""

from __future__ import annotations

import msgspec


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for a contradiction.

    Attributes:
        kind: ``negation``, ``opposite``, ``number``, ``date``, ``value``, ``change`` or ``model``.
        score: 0 to 1, how much alike the two claims are apart from what differs; of ``model`` its probability. No probability otherwise.
        first, second: the words in which each says so; empty where it does by not saying it.
    """

    kind: str
    score: float
    first: str
    second: str
