"""Neutral text: what comes from documents, memories and models, with nothing left in it that acts on whoever shows it.

Text is data. It is shown as plain text, escaped; and so that it does nothing where somebody shows it as Markdown or in a terminal
either, what cannot be seen is taken out, and links and pictures lose what makes them such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

NUMBER = re.compile(r"\[(\d{1,4})\]")
"""A citation, as a text names it."""

_KEPT = "\n\t"
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co"))
_LINK = re.compile(r"\](?=[(\[])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_OPEN = re.compile(r"(?:\[\d{0,4}\]?|\]|<)\Z")


def neutral(text: str) -> str:
    """A text without control characters and others that nobody sees, with line ends as ``\\n``, and no link, picture or tag.

    Zero-width characters, marks that turn the direction of writing, and lone surrogates go. Between the brackets of a Markdown link,
    and after the ``<`` of a tag, a blank is put, so that each is read as the characters that it is made of.

    >>> neutral("see ![it](http://host/x)\\u202e <script>")
    'see ![it] (http://host/x) < script>'
    """
    return _harmless(_seen(text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str, most: int) -> str:
    """A neutral text on one line, cut where it is longer than `most` characters."""
    flat = " ".join(neutral(text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def neutral_pieces(pieces: Iterable[str], most: int) -> Iterator[str]:
    """What a model writes, as it comes, neutral, and without citations of passages that it was not given.

    Args:
        pieces: as they are written.
        most: the number of the last passage that may be cited.
    """
    held = ""
    for piece in pieces:
        held += _seen(piece)
        cut = _OPEN.search(held)  # what may be the beginning of a citation, a link or a tag waits for what follows it
        ready, held = (held[: cut.start()], held[cut.start() :]) if cut else (held, "")
        if said := _cited(ready, most):
            yield said
    if said := _cited(held, most):
        yield said


def _seen(text: str) -> str:
    """The characters that can be seen."""
    return "".join(one for one in text if one in _KEPT or unicodedata.category(one) not in _UNSEEN)


def _harmless(text: str) -> str:
    return _TAG.sub("< ", _LINK.sub("] ", text))


def _cited(text: str, most: int) -> str:
    """A text without the numbers of passages that there are not; taking one out can make another."""
    while (fewer := NUMBER.sub(lambda found: found[0] if 1 <= int(found[1]) <= most else "", text)) != text:
        text = fewer
    return _harmless(text)
