"""The source: bytes with a name, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

import msgspec

from workbench.core.errors import BadInput
from workbench.knowledge.reading.block import Block
from workbench.knowledge.reading.markdown import read_markdown
from workbench.knowledge.reading.passages import Piece, cut_passages
from workbench.knowledge.reading.plain import read_plain

BYTES = 50_000_000
MOST_PASSAGES = 20_000
_EDITION = (
    b"1"  # another one has every document read anew when it is ingested again: raise it when readers or cutting change
)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A document before it is read.

    Attributes:
        name: what it is called; under it a collection knows it again.
        media: its media type.
        data: its bytes.
    """

    name: str
    media: str
    data: bytes

    @property
    def digest(self) -> str:
        """The same for the same bytes, read in the same way."""
        return sha256(b"\0".join((_EDITION, self.media.encode(), self.data))).hexdigest()


def read_source(source: Source) -> list[Piece]:
    """The passages of a document.

    Raises:
        BadInput: it cannot be read, says nothing, or has too many passages.
    """
    reader = _READERS.get(source.media)
    if reader is None:
        raise BadInput(
            f"“{source.name}” is {source.media}, which cannot be read.", f"Give one of {', '.join(_READERS)}."
        )
    return checked(source.name, reader(source))


def checked(name: str, blocks: Iterable[Block]) -> list[Piece]:
    """The passages of some blocks.

    Raises:
        BadInput: there are none, or too many.
    """
    pieces = cut_passages(blocks)
    if not pieces:
        raise BadInput(f"“{name}” says nothing.", "Give a document with text in it.")
    if len(pieces) > MOST_PASSAGES:
        raise BadInput(
            f"“{name}” has {len(pieces):,} passages.", f"Split it: a document has at most {MOST_PASSAGES:,}."
        )
    return pieces


def _text(source: Source) -> str:
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"“{source.name}” is not UTF-8: {error.reason}.", "Save it as UTF-8.") from None


_READERS: dict[str, Callable[[Source], Iterable[Block]]] = {
    "text/plain": lambda source: read_plain(_text(source)),
    "text/markdown": lambda source: read_markdown(_text(source)),
}
