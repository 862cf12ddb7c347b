"""A peek: a memory in a few words, as the map shows it under the pointer."""

from __future__ import annotations

from html import escape

from workbench.core.errors import NotFound
from workbench.views.quest import Asked
from workbench.views.snapshot import names_of
from workbench.views.words import name_of

_LONGEST = 160


def peek(asked: Asked, memory: str) -> str | None:
    """HTML: a memory in a few words; None where it cannot be read. Reads the log, so not for an event loop."""
    try:
        found = asked.memories.get(memory)
    except NotFound:
        return None
    text = " ".join(found.text.split())
    cut = f"{text[:_LONGEST]} …" if len(text) > _LONGEST else text
    return (
        f'<b><bdi>{escape(name_of(found.agent, names_of(asked.state)))}</bdi></b> <span dir="auto">{escape(cut)}</span>'
    )
