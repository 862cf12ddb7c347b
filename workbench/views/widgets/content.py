"""Content: what a widget shows, as a function of a snapshot."""

from __future__ import annotations

from typing import Any, Protocol

from workbench.views.look import Look
from workbench.views.snapshot import Snapshot


class Content(Protocol):
    """What a widget shows. It is asked by one thread at a time.

    Attributes:
        look: what a snapshot has to hold for it.
    """

    @property
    def look(self) -> Look: ...

    def html(self, snapshot: Snapshot) -> str:
        """How it looks at a moment."""
        ...

    def text(self, snapshot: Snapshot) -> str:
        """The same in plain text, for where no widget can be shown."""
        ...

    def do(self, said: str) -> None:
        """Somebody pressed something, or typed: ``verb:argument``."""
        ...


def with_text(bundle: Any, text: str) -> Any:
    """What `_repr_mimebundle_` of a widget gives, with a text that says something: it is what is left without a widget manager."""
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    if data is not None:
        data["text/plain"] = text
    return bundle
