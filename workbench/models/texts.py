"""Texts as they come in: what can be embedded and what cannot."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.core.errors import BadInput


def check_texts(texts: Sequence[str]) -> list[bytes]:
    """The texts in UTF-8. An empty text is a text.

    Raises:
        BadInput: a single string instead of several, something that is no string, or a string with half a surrogate pair.
    """
    if isinstance(texts, str):
        raise BadInput("One string was given to embed.", "Give a list of strings.")
    encoded = []
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise BadInput(f"Text {number} is of type {type(text).__name__}.", "Give strings only.")
        try:
            encoded.append(text.encode())
        except UnicodeEncodeError:
            raise BadInput(f"Text {number} is not valid Unicode.", "Leave out its unpaired surrogates.") from None
    return encoded
