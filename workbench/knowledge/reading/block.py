"""The block: what a reader finds in a document, before it is cut into passages."""

from __future__ import annotations

from typing import Literal

import msgspec

Sort = Literal["prose", "code", "row"]


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a block of code, or a row of a table.

    Attributes:
        path: the headings that it stands under, or the object that it describes; outermost first.
        text: what it says.
        sort: prose is cut at sentences where it is long, code and rows at line ends only.
        place: where it stands besides its headings, as ``page 12``; blocks of two places never share a passage.
        head: repeated on top of every passage of rows, as the names of a table's columns.
    """

    path: tuple[str, ...]
    text: str
    sort: Sort = "prose"
    place: str = ""
    head: str = ""
