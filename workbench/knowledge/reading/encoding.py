"""Encodings: which text some bytes are."""

from __future__ import annotations

import codecs
import re

from workbench.core.errors import BadInput

_MARKS = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 1_000_000


def decode(name: str, data: bytes, declared: str = "") -> tuple[str, str]:
    """The text, and the encoding where it had to be guessed, else "".

    What is declared counts first, then a byte-order mark, then UTF-8; what is none of these is taken for Windows-1252, and for Latin-1 where it
    cannot be that.

    Raises:
        BadInput: it is no text, or not in the encoding that was declared, or nobody knows that.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(name, data, encoding), ""
    if declared:
        return _decoded(name, data, declared), ""
    if _CONTROL.search(data[:_SAMPLE]):
        raise BadInput(f"“{name}” is no text.", "Save it as text, Markdown, HTML, PDF, a notebook, a table or a .docx.")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _decoded(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeError):
            raise BadInput(
                f"“{name}” is not {encoding}: {error}.", "Save it as UTF-8, or declare what it is."
            ) from None
        raise BadInput(f"Nobody knows the encoding “{encoding[:50]}” of “{name}”.", "Save it as UTF-8.") from None
