"""History: what was asked and answered before, as a follow-up question needs it."""

from __future__ import annotations

import msgspec


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its answer.

    Attributes:
        question: as it was asked.
        understood: with what it left out.
        text: the answer.
        topic: the title of the passage that it cites first; may be empty.
    """

    question: str
    understood: str
    text: str
    topic: str = ""
