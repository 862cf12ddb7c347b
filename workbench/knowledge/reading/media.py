"""Media: what sort of document something is, by what was said of it, by its name, and by how it begins."""

from __future__ import annotations

from email.message import Message
from typing import Literal

from workbench.core.errors import BadInput

Sort = Literal["text", "markdown", "html", "pdf", "notebook", "table", "docx"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA: dict[Sort, str] = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "pdf": "application/pdf",
    "notebook": "application/x-ipynb+json",
    "table": "text/csv",
    "docx": _DOCX,
}
_BY_MEDIA: dict[str, Sort] = {
    **{media: sort for sort, media in MEDIA.items()},
    "application/xhtml+xml": "html",
    "text/tab-separated-values": "table",
    "text/x-markdown": "markdown",
}
_BY_ENDING: dict[str, Sort] = {
    "csv": "table",
    "docx": "docx",
    "htm": "html",
    "html": "html",
    "ipynb": "notebook",
    "log": "text",
    "markdown": "markdown",
    "md": "markdown",
    "pdf": "pdf",
    "rst": "text",
    "text": "text",
    "tsv": "table",
    "txt": "text",
    "xhtml": "html",
}
ENDINGS = tuple(_BY_ENDING)
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded")


def sort_of(name: str, data: bytes, media: str = "") -> tuple[Sort, str]:
    """What a document is, and the encoding that is declared for it, "" for none.

    Raises:
        BadInput: it is none that can be read.
    """
    said = Message()
    said["content-type"] = media
    declared = said.get_content_type() if media else ""
    charset = str(said.get_param("charset", "") or "") if media else ""
    if declared not in _UNKNOWN:
        sort = _BY_MEDIA.get(declared) or ("text" if declared.startswith("text/") else None)
        if sort is None:
            raise _unreadable(name, declared)
        return sort, charset
    if data.startswith(b"%PDF-"):
        return "pdf", charset
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    sort = _BY_ENDING.get(ending)
    if sort is None and data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff")):
        raise _unreadable(name, "not text")
    return sort or "text", charset


def _unreadable(name: str, media: str) -> BadInput:
    return BadInput(f"“{name}” is {media}, which cannot be read.", f"Give one of {', '.join(MEDIA.values())}.")
