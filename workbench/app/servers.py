"""What a lab uses that is others'."""

from __future__ import annotations

from typing import NamedTuple

from workbench.app.writing import Named


class Servers(NamedTuple):
    """Servers and models that a lab uses besides its embedder; None for a server of its own, or for no model.

    Attributes:
        vectors: a Chroma server, as ``http://127.0.0.1:8000``.
        graph: a server that speaks Bolt, as ``bolt://user:password@host:7687``.
        generator: who writes texts; by default whoever quotes.
        reranker: a cross-encoder, by name or folder.
    """

    vectors: str | None = None
    graph: str | None = None
    generator: Named = Named()
    reranker: str | None = None
