"""Cutting: blocks of a document become passages of a size that a model reads whole and a person takes in at once.

Blocks of one place under the same headings are joined until a passage is full. A paragraph that is longer is cut between sentences, code
and tables between lines, and what has neither between words. What is left over too small goes to the passage before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from workbench.knowledge.reading.block import Block

_SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+(?=\S)")


class Cutting(msgspec.Struct, frozen=True):
    """How large passages are, in words.

    Attributes:
        most: a passage is full with so many.
        least: one of fewer is joined with the one before it under the same headings, though that be full.
    """

    most: int = 160
    least: int = 30


CUTTING = Cutting()


class Piece(msgspec.Struct, frozen=True):
    """A passage as it was cut: its headings, where it stands besides, and its text."""

    path: tuple[str, ...]
    place: str
    text: str


def cut_passages(blocks: Iterable[Block], cutting: Cutting = CUTTING) -> list[Piece]:
    """The passages of a document. Every word of every block is in one of them, in order; the same blocks give the same passages."""
    pieces: list[Piece] = []
    for (path, place), section in groupby(blocks, lambda block: (block.path, block.place)):
        pieces += [Piece(path, place, text) for text in _texts(list(section), cutting)]
    return pieces


def _texts(section: Sequence[Block], cutting: Cutting) -> Iterator[str]:
    """The texts of the passages of one section."""
    filled: list[list[Block]] = []
    size = 0
    for part in (part for block in section if block.text.strip() for part in _parts(block, cutting.most)):
        words = count(part.text)
        if not filled or size + words > cutting.most:
            filled.append([])
            size = 0
        filled[-1].append(part)
        size += words
    if len(filled) > 1 and sum(count(part.text) for part in filled[-1]) < cutting.least:
        filled[-2:] = [[*filled[-2], *filled[-1]]]
    return (_joined(parts) for parts in filled)


def _parts(block: Block, most: int) -> Iterator[Block]:
    """A block, in parts of at most so many words where it has more."""
    if count(block.text) <= most:
        yield block
        return
    text = ""
    for unit in _units(block, most):
        if text and count(text) + count(unit) > most:
            yield msgspec.structs.replace(block, text=text.strip("\n") if block.sort != "prose" else text.strip())
            text = ""
        text += unit
    if text.strip():
        yield msgspec.structs.replace(block, text=text.strip("\n") if block.sort != "prose" else text.strip())


def _units(block: Block, most: int) -> Iterator[str]:
    """The smallest parts into which a block may be cut: sentences or lines; words, where one of these is too long."""
    if block.sort == "prose":
        ends = [found.end() for found in _SENTENCE.finditer(block.text)]
        units = [block.text[start:end] for start, end in zip([0, *ends], [*ends, len(block.text)], strict=True)]
    else:
        units = block.text.splitlines(keepends=True)
    for unit in units:
        if count(unit) <= most:
            yield unit
        else:
            yield from re.findall(r"\s*\S+\s*", unit)


def _joined(parts: Sequence[Block]) -> str:
    """Parts as one text: rows below each other under the names of their columns, all else with an empty line between."""
    text = ""
    before: Block | None = None
    for part in parts:
        together = before is not None and before.sort == part.sort == "row" and before.head == part.head
        head = f"{part.head}\n" if part.head and not together else ""
        text += ("" if before is None else "\n" if together else "\n\n") + head + part.text
        before = part
    return text


def count(text: str) -> int:
    """How many words a text has; where it has few blanks, as in Chinese, two characters count as one."""
    return max(len(text.split()), len(text) // 12)
