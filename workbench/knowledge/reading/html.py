"""HTML: what a reader of the page sees, block by block. Scripts and styles are dropped, and nothing of it is ever run or fetched.

No tree is made: whatever the page's tags are worth, every one that begins or ends a block ends the block before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from workbench.knowledge.reading.block import Block
from workbench.knowledge.reading.headings import Headings

_DROPPED = frozenset(
    {"script", "style", "template", "svg", "noscript", "iframe", "object", "canvas", "select", "button"}
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "ruby",
        "rb",
        "rp",
        "rt",
        "rtc",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_CELLS = frozenset({"td", "th"})
_PART = 200_000  # characters that the parser takes at once: it looks for a tag's end in what it was given


def read_html(text: str) -> Iterator[Block]:
    """The blocks of a page or of a part of one."""
    page = _Page()
    for start in range(0, len(text), _PART):
        page.feed(text[start : start + _PART])
        yield from page.take()
    page.close()
    page.end()
    yield from page.take()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._headings = Headings()
        self._blocks: list[Block] = []
        self._said: list[str] = []
        self._dropped = ""
        self._depth = 0
        self._heading = ""
        self._pre = False
        self._row = False

    def take(self) -> list[Block]:
        """The blocks since the last time."""
        blocks, self._blocks = self._blocks, []
        return blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropped:
            self._depth += tag == self._dropped
        elif tag in _DROPPED:
            self._dropped, self._depth = tag, 1
        elif tag == "br":
            self._said.append("\n")
        elif tag in _CELLS:
            self._said.append(" | " if any(said.strip() for said in self._said) else "")
        elif tag not in _INLINE and not (self._row and tag in ("p", "div")):
            self.end()
            self._heading = tag if tag in _HEADINGS or tag == "title" else ""
            self._pre = tag == "pre"
            self._row = tag == "tr"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _DROPPED:  # as <svg/>, which nothing closes
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            self._depth -= tag == self._dropped
            if not self._depth:
                self._dropped = ""
        elif tag not in _INLINE and tag not in _CELLS and not (self._row and tag in ("p", "div")):
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._said.append(data)

    def end(self) -> None:
        """The block that is being read ends here."""
        said, self._said = "".join(self._said), []
        heading, self._heading = self._heading, ""
        pre, self._pre = self._pre, False
        row, self._row = self._row, False
        if not said.strip():
            return
        if heading:
            self._headings.enter(_HEADINGS.get(heading, 0), said)
        elif pre:
            self._blocks.append(Block(self._headings.path, said.strip("\n"), "code"))
        else:
            lines = "\n".join(" ".join(part.split()) for part in said.split("\n")) if "\n" in said else said
            flat = " ".join(lines.split()) if not row else " ".join(said.split())
            self._blocks.append(Block(self._headings.path, flat, "row" if row else "prose"))
