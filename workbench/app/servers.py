"""What a lab uses that is others'."""

from __future__ import annotations

from typing import NamedTuple

from workbench.app.writing import Named


class Servers(NamedTuple):
    """Servers of others that a lab uses, by their URLs; None for one of its own.

    Attributes:
        vectors: a Chroma server, as ``http://127.0.0.1:8000``.
        graph: a server that speaks Bolt, as ``bolt://user:password@host:7687``.
        generator: who writes texts, which need not be a server; by default whoever quotes.
    """

    vectors: str | None = None
    graph: str | None = None
    generator: Named = Named()
