"""Ports: where answers are looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from workbench.core.generation import Passage
from workbench.retrieval import Background


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for a question.

    Attributes:
        passages: best first.
        background: what the question meets in all of the material.
        position: the last event of the log that the material rests on.
    """

    passages: Sequence[Passage]
    background: Background
    position: int


Material = Callable[[str, int], Findings]
"""Finds at most so many passages for a question, among what the asker may see.

Raises:
    Unavailable: the model that compares cannot be loaded.
"""
