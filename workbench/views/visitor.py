"""The visitor: who looks at a page, and whether they may change something."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Visitor(msgspec.Struct, frozen=True):
    """Whose browser it is.

    Attributes:
        who: as ``person/eve`` or ``agent/ada``; None while that is not known.
        acts: whether they may do more than look.
        reads: whether they may see what everybody remembers.
        until: when that ends; None for never.
    """

    who: str | None = None
    acts: bool = False
    reads: bool = True
    until: datetime | None = None

    def may_act(self, now: datetime) -> bool:
        """Whether they may do more than look, now."""
        return self.who is not None and self.acts and (self.until is None or now < self.until)


NOBODY = Visitor()
