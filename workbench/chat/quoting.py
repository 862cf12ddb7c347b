"""Quoting: of each passage the sentence that says most of a question. It cannot fail, and cannot be told to do anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.chat.citing import best_span
from workbench.chat.neutral import neutral
from workbench.core.generation import Cancel, Passage, Prompt


class Quoting:
    """A generator that quotes each passage that it is given.

    Attributes:
        name: ``extractive``.
    """

    name = "extractive"

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        """As `Generator.stream`."""
        for quote in quotes(prompt.messages[-1].text, prompt.passages):
            if cancel:
                return
            yield quote


def quotes(question: str, passages: Sequence[Passage]) -> Iterator[str]:
    """Of each passage its sentence and its number, best first."""
    for number, passage in enumerate(passages, 1):
        yield f"“{neutral(best_span(passage.text, question)[1])}” [{number}]\n"
