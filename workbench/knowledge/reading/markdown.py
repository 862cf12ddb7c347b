"""Markdown: paragraphs, lists, code and tables under their headings."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.knowledge.reading.block import Block, Sort

_MARKS = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
_SORTS: dict[str, Sort] = {"fence": "code", "code_block": "code", "table_open": "row"}
_WHOLE = ("fence", "code_block", "paragraph_open", "table_open", "html_block")


def read_markdown(text: str) -> Iterator[Block]:
    """The blocks of a text, each as it is written there."""
    lines = text.splitlines(keepends=True)
    headings: list[tuple[int, str]] = []
    tokens = _MARKS.parse(text)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1:])
            headings = [each for each in headings if each[0] < level]
            headings.append((level, " ".join(_said(tokens[number + 1]).split())))
        elif token.type in _WHOLE and token.map:
            path = tuple(said for _, said in headings if said)
            yield from _block(path, _SORTS.get(token.type, "prose"), "".join(lines[slice(*token.map)]))


def _block(path: tuple[str, ...], sort: Sort, text: str) -> Iterator[Block]:
    text = text.strip("\n")
    if sort != "row":
        yield Block(path, text, sort)
        return
    rows = text.splitlines()
    head = "\n".join(rows[:2])
    if not rows[2:]:
        yield Block(path, head, sort)
    for row in rows[2:]:
        yield Block(path, row, sort, head=head)


def _said(inline: Token) -> str:
    """The words of a heading, without its marks."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " if child.type == "softbreak" else ""
        for child in inline.children or ()
    )
