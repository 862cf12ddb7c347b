"""What was written, as HTML: the little of Markdown that answers need, with everything escaped.

Paragraphs, lists, blocks of code and code in a line. Marks of emphasis stay as they are, for a quotation is verbatim. A link is an address that
stands in the text in full; nothing else becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Badge = Callable[[int], str | None]
"""HTML of a citation by its number; None where there is no such one, so that it stays text."""

_LIVE = re.compile(r"\[(\d{1,4})\]|(https?://[^\s<>\"'`\[\]{}|\\^]+)")
_NO_END = ".,;:!?)*_~"


def written(text: str, badge: Badge) -> str:
    """HTML of a text.

    >>> written("It *waits* [1]; see https://docs.python.org/3/.", lambda number: f"<sup>{number}</sup>")
    '<p>It *waits* <sup>1</sup>; see <a href="https://docs.python.org/3/" rel="noopener noreferrer nofollow" target="_blank">https://docs.python.org/3/</a>.</p>\\n'
    >>> written("<b>bold</b>", lambda number: None)
    '<p>&lt;b&gt;bold&lt;/b&gt;</p>\\n'
    """
    rendered: str = _MARKDOWN.render(text, {"badge": badge})
    return rendered


def _text(renderer: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    text, parts, begin = tokens[at].content, [], 0
    for found in _LIVE.finditer(text):
        shown = env["badge"](int(found[1])) if found[1] else _link(found[2])
        if shown is not None:
            parts += [escape(text[begin : found.start()]), shown]
            begin = found.end()
    return "".join([*parts, escape(text[begin:])])


def _link(address: str) -> str:
    href = address.rstrip(_NO_END)
    shown = escape(href)
    return f'<a href="{shown}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>{escape(address[len(href) :])}'


def _fence(renderer: object, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return (
        f'<pre tabindex="0" role="region" aria-label="Code" dir="ltr"><code>{escape(tokens[at].content)}</code></pre>\n'
    )


def _made() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20})
    markdown.enable(["list", "fence", "backticks", "newline"])
    markdown.add_render_rule("text", _text)
    markdown.add_render_rule("fence", _fence)
    return markdown


_MARKDOWN = _made()
