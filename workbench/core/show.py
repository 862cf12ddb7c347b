"""Showing: how an object says in a notebook what it is, in plain text and in HTML.

The HTML takes every font and colour from the page around it, so that it reads in the light and in the dark; it has no script and
no style sheet, and reads well where even its styles are taken away. Whatever is not `Html` is a text and is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import unquote

_LINE = "color-mix(in srgb,currentColor 18%,transparent)"
_CARD = f"max-width:46em;padding:12px 16px;border:1px solid {_LINE};border-radius:8px;font-variant-numeric:tabular-nums;line-height:1.5"
_SOFT = "opacity:.75;font-size:.9em"
_TABLE = "border-collapse:collapse;margin:8px 0 0;font-size:1em"
_CELL = "text-align:left;vertical-align:top;padding:2px 12px 2px 0;background:none;border:0;max-width:32em;overflow-wrap:break-word;white-space:normal"
_BAR = "display:inline-block;vertical-align:middle;width:min(6em,14vw);height:.4em;border-radius:.2em;background:color-mix(in srgb,currentColor 15%,transparent)"
_FULL = "display:block;height:100%;border-radius:.2em;background:currentColor;opacity:.7"


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def bundle(text: str, html: Html) -> dict[str, str]:
    """Both forms of an object, as `_repr_mimebundle_` gives them."""
    return {"text/plain": text, "text/html": html}


def safe(said: object) -> Html:
    """A text as HTML: escaped, and set apart where it is written from right to left.

    >>> safe("<b>")
    '<bdi>&lt;b&gt;</bdi>'
    """
    return said if isinstance(said, Html) else Html(f"<bdi>{escape(str(said))}</bdi>")


def card(title: object, *inner: Html, note: object = "") -> Html:
    """A title with what belongs to it; the note stands beside the title."""
    beside = f' &nbsp;<span style="{_SOFT}">{safe(note)}</span>' if note else ""
    return Html(f'<div style="{_CARD}"><div><strong>{safe(title)}</strong>{beside}</div>{"".join(inner)}</div>')


def large(value: object, unit: str = "") -> Html:
    """A value to be read first."""
    small = f' <span style="font-size:.5em;font-weight:400">{safe(unit)}</span>' if unit else ""
    return Html(f'<div style="font-size:2em;line-height:1.4;font-weight:700">{safe(value)}{small}</div>')


def line(*said: object) -> Html:
    """Something said about it, in a line of its own."""
    return Html(f'<div style="{_SOFT}">{"".join(safe(one) for one in said)}</div>')


def code(text: str) -> Html:
    """What one can type."""
    return Html(f"<code>{escape(text)}</code>")


def bar(share: float) -> Html:
    """A share, 0 to 1, as a length. It says nothing that the number beside it does not say."""
    return Html(f'<span aria-hidden="true" style="{_BAR}"><span style="{_FULL};width:{share:.0%}"></span></span>')


def table(rows: Iterable[Sequence[object]], head: Sequence[object] = ()) -> Html:
    """Rows of cells."""
    top = "".join(f'<th style="{_CELL};font-weight:400;opacity:.75">{safe(cell)}</th>' for cell in head)
    body = "".join(
        '<tr style="background:none">' + "".join(f'<td style="{_CELL}">{safe(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return Html(
        f'<div style="overflow-x:auto"><table style="{_TABLE}">{f"<thead><tr>{top}</tr></thead>" if top else ""}<tbody>{body}</tbody></table></div>'
    )


def facts(values: Mapping[str, object]) -> Html:
    """Names and values, one below the other."""
    return table((Html(f'<span style="opacity:.75">{escape(name)}</span>'), value) for name, value in values.items())


def folded(summary: object, *inner: Html) -> Html:
    """Something long, behind a line that opens it."""
    return Html(f'<details style="margin-top:8px"><summary>{safe(summary)}</summary>{"".join(inner)}</details>')


def block(text: str) -> Html:
    """A text as it is, with its line breaks."""
    return Html(
        f'<pre style="white-space:pre-wrap;overflow-wrap:anywhere;background:none;margin:8px 0 0">{escape(text)}</pre>'
    )


def who(source: str) -> str:
    """A source or subject, as people can read it.

    >>> who("agent/%D9%84%D9%8A")
    'agent/لي'
    """
    return unquote(source)


def cut(text: str, most: int = 80) -> str:
    """A text on one line, shortened where it is longer.

    >>> cut("one  two\\nthree", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def many(count: int, one: str, more: str | None = None) -> str:
    """A number of things.

    >>> many(1, "event"), many(1_200, "event"), many(0, "memory", "memories")
    ('1 event', '1,200 events', '0 memories')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def ago(seconds: float) -> str:
    """An age, short.

    >>> [ago(seconds) for seconds in (0.42, 42, 420, 42_000, 420_000)]
    ['0.4 s', '42 s', '7 min', '12 h', '5 d']
    """
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    for size, unit in ((60, "s"), (3_600, "min"), (86_400, "h")):
        if seconds < size:
            return f"{round(seconds * {'s': 1, 'min': 1 / 60, 'h': 1 / 3_600}[unit])} {unit}"
    return f"{round(seconds / 86_400)} d"
