"""The block: what a reader finds in a document, before it is cut into passages."""

from __future__ import annotations

from typing import Literal

import msgspec

Sort = Literal["prose", "code", "row"]


class At(msgspec.Struct, frozen=True):
    """Where something stands in a document besides its headings: on the first to the last of its pages, cells or rows.

    >>> str(At("page", 3, 4)), str(At("cell", 7, 7))
    ('pages 3–4', 'cell 7')
    """

    unit: str
    first: int
    last: int

    def __str__(self) -> str:
        return (
            f"{self.unit} {self.first:,}" if self.first == self.last else f"{self.unit}s {self.first:,}–{self.last:,}"
        )


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a block of code, or a row of a table.

    Attributes:
        path: the headings that it stands under, or the object that it describes; outermost first.
        text: what it says.
        sort: prose is cut at sentences where it is long, code and rows at line ends only.
        at: on which page, in which cell or row; None where there are none.
        head: repeated on top of every passage of rows, as the names of a table's columns.
    """

    path: tuple[str, ...]
    text: str
    sort: Sort = "prose"
    at: At | None = None
    head: str = ""
