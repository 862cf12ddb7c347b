"""Plain text: paragraphs between empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.knowledge.reading.block import Block


def read_plain(text: str) -> Iterator[Block]:
    """The paragraphs of a text."""
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.strip():
            yield Block((), paragraph.strip("\n"))
