"""Documents made for tests, some of them to do harm."""

from __future__ import annotations

import io
import json
import zipfile

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*pages: str) -> bytes:
    """A PDF that says one line a page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        drawn = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET"
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 200] /Resources {font} /Contents {number + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects)


def word(body: str) -> bytes:
    """A Word document with this body."""
    return packed(f"<w:document {_WORD}><w:body>{body}</w:body></w:document>".encode())


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    shown = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shown}<w:r><w:t>{text}</w:t></w:r></w:p>"


def packed(xml: bytes) -> bytes:
    """A Word document of which this is the main part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


def notebook(*cells: tuple[str, str], printed: str = "", picture: str = "") -> bytes:
    """A notebook of cells, each of a sort with a source; its code cells print something and show a picture."""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": [printed]},
        {"output_type": "display_data", "data": {"image/png": picture}, "metadata": {}},
    ]
    made = [
        {"cell_type": sort, "metadata": {}, "source": source.splitlines(keepends=True)}
        | ({"outputs": outputs, "execution_count": 1} if sort == "code" else {})
        for sort, source in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _assembled(objects: list[str]) -> bytes:
    said = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(said))
        said += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(said)}\n%%EOF\n"
    return said + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
