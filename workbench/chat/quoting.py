"""Quoting: what is said where who writes failed. It asks nobody, and cannot be told to do anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.chat.citing import best_span
from workbench.chat.neutral import neutral
from workbench.core.generation import Passage


def quotes(question: str, passages: Sequence[Passage]) -> Iterator[str]:
    """Of each passage the sentence that says most of a question, with its number, best first."""
    for number, passage in enumerate(passages, 1):
        yield f"“{neutral(best_span(passage.text, question)[1])}” [{number}]\n"
