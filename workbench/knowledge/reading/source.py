"""The source: bytes with a name, and the passages that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from workbench.core.errors import BadInput
from workbench.knowledge.reading.block import Block
from workbench.knowledge.reading.encoding import decode
from workbench.knowledge.reading.html import read_html
from workbench.knowledge.reading.markdown import read_markdown
from workbench.knowledge.reading.media import MEDIA, Sort, sort_of
from workbench.knowledge.reading.notebook import read_notebook
from workbench.knowledge.reading.office import read_office
from workbench.knowledge.reading.passages import Piece, cut_passages
from workbench.knowledge.reading.plain import read_plain
from workbench.knowledge.reading.table import read_table

MOST_BYTES = 128 * 2**20
MOST_PASSAGES = 20_000
_EDITION = (
    b"1"  # another one has every document read anew when it is ingested again: raise it when readers or cutting change
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A document before it is read.

    Attributes:
        name: what it is called; under it a collection knows it again.
        sort: what it is.
        charset: the encoding that is declared for it, "" for none.
        data: its bytes.
    """

    name: str
    sort: Sort
    charset: str
    data: bytes

    @property
    def media(self) -> str:
        """Its media type."""
        return MEDIA[self.sort]

    @property
    def digest(self) -> str:
        """The same for the same bytes, read in the same way."""
        return sha256(b"\0".join((_EDITION, self.media.encode(), self.charset.encode(), self.data))).hexdigest()


class Read(msgspec.Struct, frozen=True):
    """What a document says: its passages, and what there is to know of how they were read, "" for nothing."""

    pieces: Sequence[Piece]
    note: str = ""


def source_of(name: str, data: bytes, media: str = "") -> Source:
    """A document from its bytes.

    Raises:
        BadInput: it is too large, has no proper name, or is none that can be read.
    """
    if not name.strip() or len(name) > 500 or _SURROGATES.search(name):
        raise BadInput("A document has a name of 1 to 500 characters.", 'Give one, as name="notes.md".')
    if len(data) > MOST_BYTES:
        raise BadInput(f"“{name}” has {len(data):,} bytes.", f"Split it: a document has at most {MOST_BYTES:,}.")
    sort, charset = sort_of(name, data, media)
    return Source(name=name, sort=sort, charset=charset, data=data)


def read_source(source: Source) -> Read:
    """The passages of a document.

    Raises:
        BadInput: it cannot be read, says nothing, or has too many passages.
    """
    name, data = source.name, source.data
    match source.sort:
        case "pdf" | "docx":
            return checked(name, read_office(name, source.sort, data))
        case "notebook":
            return checked(name, read_notebook(name, data))
    text, guessed = decode(name, data, source.charset or _declared(source))
    note = f"“{name}” was taken for {guessed}, as it is not UTF-8." if guessed else ""
    return checked(name, _blocks(source, text), note)


def checked(name: str, blocks: Iterable[Block], note: str = "") -> Read:
    """The passages of some blocks.

    Raises:
        BadInput: there are none, or too many.
    """
    pieces = cut_passages(_clean(blocks))
    if not pieces:
        raise BadInput(f"“{name}” says nothing.", "Give a document with text in it.")
    if len(pieces) > MOST_PASSAGES:
        raise BadInput(
            f"“{name}” has {len(pieces):,} passages.", f"Split it: a document has at most {MOST_PASSAGES:,}."
        )
    return Read(pieces, note)


def _blocks(source: Source, text: str) -> Iterable[Block]:
    match source.sort:
        case "markdown":
            return read_markdown(text)
        case "html":
            return read_html(text)
        case "table":
            return read_table(source.name, text, "\t" if source.name.endswith(".tsv") else None)
    return read_plain(text)


def _declared(source: Source) -> str:
    """The encoding that a page declares of itself."""
    found = _CHARSET.search(source.data[:4_096]) if source.sort == "html" else None
    return found[1].decode() if found else ""


def _clean(blocks: Iterable[Block]) -> Iterator[Block]:
    """Without halves of characters, which no text may have."""
    for block in blocks:
        said = "\n".join((*block.path, block.text, block.head))
        if _SURROGATES.search(said):
            path = tuple(_SURROGATES.sub("�", each) for each in block.path)
            text, head = (_SURROGATES.sub("�", each) for each in (block.text, block.head))
            block = Block(path, text, block.sort, block.at, head)
        yield block
