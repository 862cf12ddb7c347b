"""What a browser says to its session."""

from __future__ import annotations

from typing import Any

import msgspec


class Said(msgspec.Struct, frozen=True):
    """What a browser says; one thing at a time.

    Attributes:
        do: what was pressed, as ``tab:knowledge``.
        wish: to which moment it wants to go.
        seen: whether somebody sees the page.
        there: asks for an answer.
    """

    do: str | None = None
    wish: dict[str, Any] | None = None
    seen: bool | None = None
    there: int | None = None
