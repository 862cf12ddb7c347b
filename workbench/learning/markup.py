"""Markup: reStructuredText and Markdown as they occur in docstrings, turned into plain words."""

from __future__ import annotations

import re

_ROLE = re.compile(r":[a-zA-Z][\w+.-]{0,40}(?::[a-zA-Z][\w+.-]{0,40})?:`([^`]{1,400})`")
_LITERAL = re.compile(r"``([^`]{1,400})``")
_PHRASE = re.compile(r"`([^`<>]{1,400}?)\s*<[^`<>]{1,400}>`_{0,2}")
_QUOTED = re.compile(r"`([^`]{1,400})`_{0,2}")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\((?:https?:|#|/|\.)[^()\s]{0,400}\)")
_CITATION = re.compile(r"\s?\[(?:\d{1,3}|#[\w-]{0,40}|\*)\]_")
_ADDRESS = re.compile(r"\s?<(?:https?|ftp|mailto):[^<>\s]{1,400}>")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,2})(?=[^\s*])([^*\n]{0,200}[^\s*\\])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([*_`|\\])")
_TARGET = re.compile(r"^(.*?)\s*<[^<>]*>$", re.DOTALL)


def plain(text: str) -> str:
    """A text as plain words on one line: no roles, quotes, emphasis, links or citations.

    >>> plain("Wrap :class:`~asyncio.Future` in ``asyncio.shield()``, *not* `a link <https://a.b>`_ [1]_.")
    'Wrap Future in asyncio.shield(), not a link.'
    """
    text = _QUOTED.sub(r"\1", _inline(text, quote=""))
    return " ".join(_ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", text)).split())


def quoted(text: str) -> str:
    """A text with its layout kept, in which everything that was marked as code stands in single backticks.

    >>> quoted("See :func:`wait_for`,\\n   or ``sleep``.")
    'See `wait_for`,\\n   or `sleep`.'
    """
    return _inline(text, quote="`")


def _inline(text: str, quote: str) -> str:
    text = _ROLE.sub(lambda found: f"{quote}{_role_text(found[1])}{quote}", text)
    text = _LITERAL.sub(lambda found: f"{quote}{found[1].strip()}{quote}", text)
    text = _PHRASE.sub(r"\1", text)
    return _CITATION.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", text)))


def _role_text(target: str) -> str:
    shown = _TARGET.match(target)
    if shown and shown[1]:
        return shown[1]
    name = target.strip()
    return name[1:].rpartition(".")[2] if name.startswith("~") else name.lstrip("!")
