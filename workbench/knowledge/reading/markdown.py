"""Markdown: paragraphs, lists, code and tables under their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from workbench.knowledge.reading.block import At, Block, Sort
from workbench.knowledge.reading.headings import Headings
from workbench.knowledge.reading.html import read_html

_SORTS: dict[str, Sort] = {"fence": "code", "code_block": "code", "paragraph_open": "prose", "table_open": "row"}
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_BREAK = re.compile(r"<br\s*/?>")  # how a row has several lines
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)|\s#+\s*$")

# Blocks alone: what stands within a line is kept as it is written, and finding it can take long where somebody means it to.
_PARSER = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
_PARSER.core.ruler.enableOnly(["normalize", "block"])


def read_markdown(text: str, headings: Headings | None = None, at: At | None = None) -> Iterator[Block]:
    """The blocks of a text, each as it is written there.

    Args:
        text: what is read.
        headings: those above it, where it is part of something; they change with what is read.
        at: where it stands.
    """
    headings = headings or Headings()
    if front := _FRONT.match(text):
        if front[1].strip():
            yield Block(headings.path, front[1], "code", at)
        text = text[front.end() :]
    lines = text.splitlines(keepends=True) if "\r" not in text else text.replace("\r\n", "\n").splitlines(keepends=True)
    tokens = _PARSER.parse("".join(lines))
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            headings.enter(int(token.tag[1:]), _plain(tokens[number + 1].content))
        elif token.map and token.type in _SORTS:
            yield from _blocks(headings.path, _SORTS[token.type], "".join(lines[slice(*token.map)]), at)
        elif token.map and token.type == "html_block":
            for block in read_html(token.content):
                yield Block((*headings.path, *block.path), block.text, block.sort, at)


def _blocks(path: tuple[str, ...], sort: Sort, text: str, at: At | None) -> Iterator[Block]:
    text = text.strip("\n")
    if sort != "row":
        yield Block(path, text, sort, at)
        return
    rows = text.splitlines()
    head = "\n".join(rows[:2])
    if not rows[2:]:
        yield Block(path, head, sort, at)
    for row in rows[2:]:
        yield Block(path, _BREAK.sub(" ", row), sort, at, head)


def _plain(heading: str) -> str:
    """A heading without its marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", heading))
