"""Drafts: documents that are to be taken in, from paths, folders, bytes and packages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from workbench.core.errors import WorkbenchError
from workbench.knowledge.reading import Block, Read
from workbench.knowledge.reading.files import files_in, read_file
from workbench.knowledge.reading.media import ENDINGS
from workbench.knowledge.reading.source import checked, read_source, source_of

Manual = Callable[[str], tuple[str, Iterable[Block]]]
"""Gives the version of an installed package, and its documentation."""

PACKAGE = "package:"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document to be taken in.

    Attributes:
        name, media, digest, size: as in `DocumentAdded`.
        read: gives what it says; asked only where that is not known.
    """

    name: str
    media: str
    digest: str
    size: int
    read: Callable[[], Read]


class LeftOut(NamedTuple):
    """A file of a folder that is not taken in, and why."""

    name: str
    reason: str


def draft_of_bytes(name: str, data: bytes, media: str = "") -> Draft:
    """A document from its bytes.

    Raises:
        BadInput: it is too large, has no proper name, or is none that can be read.
    """
    source = source_of(name, data, media)
    return Draft(name=name, media=source.media, digest=source.digest, size=len(data), read=lambda: read_source(source))


def draft_of_package(package: str, name: str, manual: Manual) -> Draft:
    """The documentation of an installed package.

    Raises:
        NotFound: there is no such package, or it has none.
        BadInput: it cannot be read.
    """
    version, blocks = manual(package)
    said = list(blocks)
    text = "\0".join(part for block in said for part in (*block.path, block.text)).encode("utf-8", "replace")
    return Draft(
        name=name,
        media="text/x-python-documentation",
        digest=sha256(f"{version}\0".encode() + text).hexdigest(),
        size=len(text),
        read=lambda: checked(name, said),
    )


def drafts_of_folder(folder: Path) -> Iterator[Callable[[], Draft | LeftOut]]:
    """The documents of a folder and of those within it, each to be read when it is its turn; they go by their paths in the folder."""
    for name, path in files_in(folder):
        yield partial(_draft_of_file, name, path)


def draft_of_file(path: Path, name: str | None = None, media: str = "") -> Draft:
    """The document at a path.

    Raises:
        NotFound: there is none.
        BadInput: it cannot be read.
    """
    return draft_of_bytes(name or path.name, read_file(path), media)


def _draft_of_file(name: str, path: Path) -> Draft | LeftOut:
    if name.rpartition(".")[2].lower() not in ENDINGS:
        return LeftOut(name, f"It is none of {', '.join(ENDINGS)}.")
    try:
        return draft_of_file(path, name)
    except WorkbenchError as error:
        return LeftOut(name, str(error))
