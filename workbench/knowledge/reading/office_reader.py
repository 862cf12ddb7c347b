"""The program that reads PDF and Word documents, in a process of its own: such files come from anywhere, and can be made to take for ever.

Run by `office` as ``python -I office_reader.py pdf|docx BYTES SECONDS`` with the document on standard input. It answers lines of JSON on standard
output: ``{"number": 3, "level": 0, "sort": "prose", "text": …}`` for each page of a PDF or each paragraph of a Word document, a level from 1 on for a
heading, and at the end ``{"done": true}`` or ``{"error": …, "remedy": …}``. It needs nothing of ours.
"""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

_MOST_XML = 64 * 2**20
_MOST_PAGES = 20_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Line = dict[str, Any]


class Refused(Exception):
    """What is wrong with a document, and what to do about it."""


def main(sort: str, memory: int, seconds: int) -> None:
    """Read one document."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(2 * seconds)  # should the process that waits for us be gone by then
    end: Line = {"done": True}
    try:
        data = sys.stdin.buffer.read()
        for line in read_pdf(data) if sort == "pdf" else read_docx(data):
            answer.write(json.dumps(line, ensure_ascii=False) + "\n")
    except Refused as refused:
        end = {"error": refused.args[0], "remedy": refused.args[1]}
    except MemoryError:
        end = {"error": "takes too much memory", "remedy": "Split it, or save it as text."}
    except Exception as error:  # a damaged document may raise anything
        end = {"error": f"is damaged ({type(error).__name__}: {error})"[:300], "remedy": "Save it anew, or as text."}
    answer.write(json.dumps(end, ensure_ascii=False) + "\n")
    answer.flush()
    os._exit(0)


def read_pdf(data: bytes) -> Iterator[Line]:
    """The text of each page."""
    import pypdf

    logging.disable(logging.CRITICAL)
    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        raise Refused("is encrypted", "Save it without a password first.")
    if len(document.pages) > _MOST_PAGES:
        raise Refused(f"has more than {_MOST_PAGES:,} pages", "Split it.")
    said = False
    for number, page in enumerate(document.pages, 1):
        text = page.extract_text()
        said = said or bool(text.strip())
        yield {"number": number, "level": 0, "sort": "prose", "text": text}
    if not said:
        raise Refused("has no text, as when it was scanned", "Recognise its text first, for example with ocrmypdf.")


def read_docx(data: bytes) -> Iterator[Line]:
    """The paragraphs of a Word document, and the rows of its tables."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("word/document.xml") as part:
            xml = part.read(_MOST_XML + 1)
    except (zipfile.BadZipFile, KeyError):
        raise Refused("is no Word document", "Save it as .docx.") from None
    if len(xml) > _MOST_XML:
        raise Refused(f"has more than {_MOST_XML:,} bytes of text when it is unpacked", "Split it.")
    if b"<!DOCTYPE" in xml[:2_000]:
        raise Refused("declares a document type, which no Word document does", "Save it anew.")
    body = ElementTree.fromstring(xml).find(f"{_WORD}body")
    for element in () if body is None else body:
        if element.tag == f"{_WORD}p":
            level = _level(element)
            yield {"number": 0, "level": level, "sort": "prose", "text": _text(element)}
        elif element.tag == f"{_WORD}tbl":
            for row in element.iter(f"{_WORD}tr"):
                cells = (" ".join(_text(cell).split()) for cell in row.iter(f"{_WORD}tc"))
                yield {"number": 0, "level": 0, "sort": "row", "text": " | ".join(cells)}


def _level(paragraph: ElementTree.Element) -> int:
    """Of which level a heading is, 0 where it is none."""
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    name = "" if style is None else style.get(f"{_WORD}val", "")
    if name == "Title":
        return 1
    last = name.removeprefix("Heading").strip()
    return min(int(last), 9) if name.startswith("Heading") and last.isdecimal() and len(last) == 1 else 0


def _text(element: ElementTree.Element) -> str:
    said = {"t": None, "tab": "\t", "br": "\n", "cr": "\n"}
    parts = []
    for part in element.iter():
        name = part.tag.removeprefix(_WORD)
        if name in said and part.tag.startswith(_WORD):
            parts.append(said[name] or part.text or "")
    return "".join(parts)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
