"""Reading: what each sort of document says, where, and under which headings."""

from __future__ import annotations

import pytest

from tests.knowledge.documents import notebook, paragraph, pdf, word
from workbench.core.errors import BadInput
from workbench.knowledge.reading.source import read_source, source_of

Said = list[tuple[str, str, str]]


def read(name: str, data: str | bytes, media: str = "") -> Said:
    """Of each passage its headings, its place and its text."""
    given = data.encode() if isinstance(data, str) else data
    pieces = read_source(source_of(name, given, media)).pieces
    return [(" › ".join(piece.path), piece.place, piece.text) for piece in pieces]


def test_text() -> None:
    assert read("notes.txt", "One.\n\n \nTwo\nlines.\n") == [("", "", "One.\n\nTwo\nlines.")]


def test_markdown() -> None:
    text = """---
title: Bees
---
# The *hive*

It hums.

- wax
- honey

## Code `here` ##

```python
# no heading
```

| a | b |
|---|---|
| 1<br>or 3 | 2 |

Other
=====

<div><script>alert("no")</script><b>Bold</b> words</div>
"""
    assert read("hive.md", text) == [
        ("", "", "title: Bees"),
        ("The hive", "", "It hums.\n\n- wax\n\n- honey"),
        ("The hive › Code here", "", "```python\n# no heading\n```\n\n| a | b |\n|---|---|\n| 1 or 3 | 2 |"),
        ("Other", "", "Bold words"),
    ]


def test_html() -> None:
    page = """<!doctype html><html><head><title>Bees &amp; wax</title><style>p {}</style></head><body>
    <script>var x = "<p>never said</p>"</script><template><p>nor this</p></template><svg><text>nor that</text></svg>
    <h1>Hives</h1><p>One <b>bold</b>ly<br>said<p>Two<ul><li>a<li>b</ul>
    <h2>Inner</h2><pre>  x =  1
  y</pre><table><tr><th>n<th>m</tr><tr><td><p>1</p></td><td>2</td></tr></table>last</body>"""
    assert read("bees.html", page) == [
        ("Bees & wax › Hives", "", "One boldly said\n\nTwo\n\na\n\nb"),
        ("Bees & wax › Hives › Inner", "", "  x =  1\n  y\n\nn | m\n1 | 2\n\nlast"),
    ]


def test_pdf() -> None:
    assert read("guide.pdf", pdf("Bees dance.", "Honey keeps.")) == [("", "pages 1–2", "Bees dance.\n\nHoney keeps.")]


def test_word_documents() -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format(paragraph("n"), paragraph("m"))
    body = paragraph("Hives", "Heading1") + paragraph("They hum.") + paragraph("Inner", "Heading2") + table
    assert read("hives.docx", word(body)) == [("Hives", "", "They hum."), ("Hives › Inner", "", "n | m")]


def test_notebooks() -> None:
    cells = ("markdown", "# Bees\n\nThey dance."), ("code", "count()"), ("markdown", "## Wax\n\nIt melts.")
    assert read("bees.ipynb", notebook(*cells, printed="42\n", picture="iVBORw0KGgo")) == [
        ("Bees", "cells 1–2", "They dance.\n\ncount()\n\n42"),
        ("Bees › Wax", "cell 3", "It melts."),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.csv", 'name,age\nAda,36\n"Bo, ris",\n\nCy,1,2\n'),
        ("b.csv", 'name;age\r\nAda;36\r\n"Bo, ris";\r\n\r\nCy;1;2\r\n'),
        ("b.tsv", "name\tage\nAda\t36\nBo, ris\t\n\nCy\t1\t2\n"),
    ],
)
def test_tables(name: str, text: str) -> None:
    rows = "name: Ada, age: 36\nname: Bo, ris\nname: Cy, age: 1, column 3: 2"
    assert read(name, text) == [("", "rows 2–5", rows)]


def test_a_table_of_names_alone_says_these() -> None:
    assert read("b.csv", "name,age\n") == [("", "row 1", "name, age")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_is_told_by_its_mark(encoding: str) -> None:
    assert read("n.txt", "naïve – 蜂".encode(encoding)) == [("", "", "naïve – 蜂")]


def test_an_encoding_is_told_by_what_is_declared() -> None:
    assert read("n.txt", "пчела".encode("koi8-r"), "text/plain; charset=koi8-r") == [("", "", "пчела")]
    page = b'<meta charset="koi8-r"><p>' + "пчела".encode("koi8-r")
    assert read("n.html", page) == [("", "", "пчела")]


def test_an_encoding_that_is_guessed_is_told() -> None:
    for text, encoding, said in (("naïve – café", "cp1252", "Windows-1252"), ("\x81 café", "latin-1", "Latin-1")):
        read = read_source(source_of("n.txt", text.encode(encoding)))
        assert [piece.text for piece in read.pieces] == [text]
        assert said in read.note
    assert read_source(source_of("n.txt", b"plain")).note == ""


def test_a_media_type_counts_more_than_a_name() -> None:
    assert read("page", "<h1>A</h1>b", "text/html") == [("A", "", "b")]
    assert read("page.html", "# A\n\nb", "text/markdown") == [("A", "", "b")]
    assert read("page.md", "# A\n\nb", "application/octet-stream") == [("A", "", "b")]
    assert read("noname", pdf("Bees."), "") == [("", "page 1", "Bees.")]
    assert read("code.py", "x = 1", "text/x-python") == [("", "", "x = 1")]
    with pytest.raises(BadInput, match="is image/png, which cannot be read"):
        read("a.png", b"\x89PNG", "image/png")
