"""Opening whoever writes, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from workbench.core.errors import BadInput
from workbench.core.generation import Generator
from workbench.core.ports import Embedder
from workbench.models.generation.extractive import NAME, Extractive, Terms
from workbench.models.generation.painting import Painter

_LOCAL = "transformers:"


class Writer(Generator, Protocol):
    """A `Generator` that was opened.

    Attributes:
        painter: who paints pictures here.
    """

    @property
    def painter(self) -> Painter: ...

    def check(self) -> str:
        """How it is, in words.

        Raises:
            Unavailable: it cannot write now.
        """
        ...

    def close(self) -> None:
        """Let go of connections, threads and weights."""
        ...


def open_generator(
    name: str | None, *, key: str | None = None, terms: Terms, embedder: Callable[[], Embedder] | None = None
) -> Writer:
    """Whoever writes. Nothing is loaded and nobody asked before the first text.

    Args:
        name: ``extractive``, which quotes and needs nothing, is what None means; ``transformers:<folder or hub name>`` for a
            model whose files are on this machine; or an OpenAI-compatible server and a model of it, as
            ``http://127.0.0.1:8000/v1#model``.
        key: what the server wants; None for nothing.
        terms: the words of a text that say what it is about; for quoting.
        embedder: compares meanings; for quoting.

    Raises:
        BadInput: the name means nothing.
        NotFound: the model is not on this machine.
    """
    if name is None or name == NAME:
        return Extractive(terms, embedder)
    if name.startswith(("http://", "https://")):
        from workbench.models.generation.address import Address
        from workbench.models.generation.compatible import Compatible  # brings the SDK: a second
        from workbench.models.generation.server import Server

        return Compatible(Server(Address.of(name), key))
    if name.startswith(_LOCAL):
        from workbench.models.generation.local import Local

        return Local(name.removeprefix(_LOCAL))
    raise BadInput(
        f"“{name[:200]}” is no generator." if "://" not in name else "That is no generator's URL.",
        "Name extractive, transformers:<folder or model>, or http://host:port/v1#model.",
    )
