"""Markdown as HTML: tables, code, headings with ids, links that go where the caller says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

Resolve = Callable[[str], str | None]


class Article(msgspec.Struct, frozen=True):
    """A text that was written in Markdown.

    Attributes:
        title: its first heading, as text.
        summary: its first paragraph, as text.
        sections: id and text of each heading of the second level.
        html: all of it. What the text has of raw HTML is in it as it is, so the text must be ours.
    """

    title: str
    summary: str
    sections: tuple[tuple[str, str], ...]
    html: str


def article(text: str, resolve: Resolve) -> Article:
    """Render a text.

    Args:
        text: Markdown, with tables.
        resolve: says where a link or a picture of the text is to be found; None makes plain words of a link.
    """
    tokens = _MARKDOWN.parse(text)
    headings = _name_headings(tokens)
    for token in tokens:
        _lead(token.children or [], resolve)
    return Article(
        title=next((said for tag, _, said in headings if tag == "h1"), ""),
        summary=next((_words(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "paragraph_open"), ""),
        sections=tuple((name, said) for tag, name, said in headings if tag == "h2"),
        html=_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
    )


def heading_id(said: str) -> str:
    """The id of a heading, as code hosts make it.

    >>> heading_id("Learning-pathway efficiency"), heading_id("Who may? (Roles)")
    ('learning-pathway-efficiency', 'who-may-roles')
    """
    return re.sub(r"[^\w\- ]", "", said.lower()).strip().replace(" ", "-")


def _name_headings(tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
    """Give every heading an id of its own; tag, id and words of each."""
    found: list[tuple[str, str, str]] = []
    used: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            said = _words(tokens[at + 1])
            name = heading_id(said)
            used[name] = used.get(name, -1) + 1
            name += f"-{used[name]}" if used[name] else ""
            token.attrSet("id", name)
            found.append((token.tag, name, said))
    return found


def _lead(children: Sequence[Token], resolve: Resolve) -> None:
    """Have links and pictures go where they are to be found. Links do not nest, so the next end is the link's own."""
    lost = False
    for token in children:
        if token.type == "image":
            token.attrSet("src", resolve(str(token.attrGet("src"))) or "")
            token.attrSet("loading", "lazy")
        elif token.type == "link_open":
            where = resolve(str(token.attrGet("href")))
            lost = token.hidden = where is None
            token.attrSet("href", where or "")
        elif token.type == "link_close":
            token.hidden = lost


def _words(inline: Token) -> str:
    """A line of text without its marks."""
    said = (
        " " if child.type.endswith("break") else child.content
        for child in inline.children or []
        if child.type != "image"
    )
    return "".join(said)


def _fence(renderer: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    code = f'<pre class="box" tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'
    if tokens[at].info.strip() != "mermaid":
        return code
    return f'<figure class="diagram"><figcaption>Diagram, as text (Mermaid)</figcaption>{code}</figure>\n'


def _table(renderer: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A table may be wider than a phone: it scrolls inside a region that the keyboard reaches."""
    return '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>\n'


def _made() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _fence)
    markdown.add_render_rule("table_open", _table)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return markdown


_MARKDOWN = _made()
