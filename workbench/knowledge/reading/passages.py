"""Cutting: blocks of a document become passages of a size that a model reads whole and a person takes in at once.

Blocks under the same headings are joined until a passage is full. A paragraph that is longer is cut between sentences, code and tables
between lines, and what has neither between words. What is left over too small goes to the passage before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from workbench.knowledge.reading.block import At, Block

_SENTENCE = re.compile(r"(?:(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？]))(?=\S)")
_WORD = re.compile(r"\s*\S{1,400}\s*")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # scripts without blanks between words


class Cutting(msgspec.Struct, frozen=True):
    """How large passages are, in words.

    Attributes:
        most: a passage is full with so many.
        least: one of fewer is joined with the one before it under the same headings, though that be full.
    """

    most: int = 100
    least: int = 20


CUTTING = Cutting()


class Piece(msgspec.Struct, frozen=True):
    """A passage as it was cut: its headings, where it stands besides, and its text."""

    path: tuple[str, ...]
    place: str
    text: str


def cut_passages(blocks: Iterable[Block], cutting: Cutting = CUTTING) -> list[Piece]:
    """The passages of a document. Every word of every block is in one of them, in order; the same blocks give the same passages."""
    return [
        Piece(path, _place(parts), _joined(parts))
        for path, section in groupby(blocks, lambda block: block.path)
        for parts in _filled(section, cutting)
    ]


def _filled(section: Iterable[Block], cutting: Cutting) -> list[list[Block]]:
    """The blocks of one section, or parts of them, by the passage that they go to."""
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
        last = filled.pop()
        filled[-1] += last
    return filled


def _parts(block: Block, most: int) -> Iterator[Block]:
    """A block, in parts of at most so many words where it has more."""
    if count(block.text) <= most:
        yield block
        return
    text, size = "", 0
    for unit in _units(block, most):
        words = count(unit)
        if text and size + words > most:
            yield _part(block, text)
            text, size = "", 0
        text += unit
        size += words
    if text.strip():
        yield _part(block, text)


def _part(block: Block, text: str) -> Block:
    return msgspec.structs.replace(block, text=text.strip() if block.sort == "prose" else text.strip("\n"))


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
            yield from _WORD.findall(unit)


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


def _place(parts: Sequence[Block]) -> str:
    places = [part.at for part in parts if part.at is not None]
    return str(At(places[0].unit, places[0].first, places[-1].last)) if places else ""


def count(text: str) -> int:
    """How many words a text has, as far as their number says how long it is: a long word counts as several, and so does each sign
    of a script that has no blanks.

    >>> count("two words"), count("x" * 240), count("蜜蜂跳舞")
    (2, 20, 3)
    """
    return max(len(text.split()), len(text) // 12) + len(_WIDE.findall(text)) * 2 // 3
