"""What a browser would make of some static HTML."""

from __future__ import annotations

from html.parser import HTMLParser


class Seen(HTMLParser):
    """Its tags, its styles, its text. All that is opened must be closed, and nothing but styles may be set."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.styles = ""
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"style", "aria-hidden"}
        self.tags.add(tag)
        self.open.append(tag)
        self.styles += "".join(value or "" for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
