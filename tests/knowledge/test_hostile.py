"""Documents that are damaged, or made to do harm: each is refused in words that help, and nothing of it is taken in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import workbench
from tests.knowledge.documents import notebook, packed, paragraph, pdf, word
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound
from workbench.knowledge.reading import Block, files
from workbench.knowledge.reading.office import read_office
from workbench.knowledge.reading.source import MOST_BYTES, checked, read_source, source_of


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with workbench.open("memory:") as lab:
        yield lab


def encrypted() -> bytes:
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Secret.")))
    writer.encrypt("xyzzy", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.txt", lambda: b"", "says nothing"),
    "blank": ("a.md", lambda: b" \n\n", "says nothing"),
    "binary": ("a.txt", lambda: b"abc\x00\x01def", "is no text"),
    "program": ("a", lambda: b"\x7fELF\x02\x01", "cannot be read"),
    "encrypted": ("a.pdf", encrypted, "is encrypted"),
    "scanned": ("a.pdf", lambda: pdf(""), "has no text.*ocrmypdf"),
    "damaged": ("a.pdf", lambda: b"%PDF-1.7\n" + b"x" * 1_000, "is damaged"),
    "no notebook": ("a.ipynb", lambda: b"{]", "is no notebook"),
    "deep": ("a.ipynb", lambda: b'{"cells":' + b"[" * 200_000, "is no notebook"),
    "deep within": ("a.ipynb", lambda: b'{"metadata":' + b"[" * 200_000, "is no notebook"),
    "no zip": ("a.docx", lambda: b"PK\x03\x04 and no more", "is no Word document"),
    "bomb": ("a.docx", lambda: packed(b" " * (80 * 2**20)), "when it is unpacked"),
    "entities": ("a.docx", lambda: packed(b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'), "document type"),
    "deep xml": ("a.docx", lambda: packed(b"<a>" * 100_000), "is damaged"),
    "open quotation": ("a.csv", lambda: b'n,m\n"' + b"x" * 200_000, "is no table"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_read_is_refused_and_nothing_is_taken_in(lab: Lab, bad: str) -> None:
    name, make, problem = BAD[bad]
    with pytest.raises(BadInput, match=problem) as refused:
        lab.collections.ingest(make(), "bad", name=name, show=False)
    assert refused.value.remedy
    assert (lab.log.head, lab.collections.list()) == (0, [])


def test_what_is_declared_wrongly_is_refused() -> None:
    for media, match in (
        ("text/plain; charset=ascii", "is not ascii"),
        ("text/plain; charset=klingon", "Nobody knows"),
    ):
        with pytest.raises(BadInput, match=match):
            read_source(source_of("a.txt", "é".encode(), media))
    with pytest.raises(BadInput, match="Nobody knows"):
        read_source(source_of("a.txt", b"aGk=", "text/plain; charset=base64"))


def test_a_document_may_be_so_large_and_no_larger(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(BadInput, match=r"200,000,000 bytes.*at most"):
        files.read_file(path)
    with pytest.raises(BadInput, match="at most"):
        source_of("large.txt", bytes(MOST_BYTES + 1))


def test_pictures_of_a_notebook_are_no_text() -> None:
    data = notebook(("code", "plot()"), printed="x" * 5_000, picture="iVBOR" * 4_000_000)
    (piece,) = read_source(source_of("a.ipynb", data)).pieces[:1]
    said = "".join(piece.text for piece in read_source(source_of("a.ipynb", data)).pieces)
    assert piece.text.startswith("plot()")
    assert "iVBOR" not in said
    assert len(said) < 3_000


def test_what_takes_too_long_or_too_much_is_ended() -> None:
    long = word(paragraph("bees ") * 20_000)
    with pytest.raises(BadInput, match="too much time or memory"):
        list(read_office("a.docx", "docx", long, seconds=0))
    with pytest.raises(BadInput, match=r"too much memory|is damaged"):
        list(read_office("a.docx", "docx", long, memory=2**20))
    assert len(list(read_office("a.docx", "docx", long))) == 20_000


@pytest.mark.parametrize("tags", ["<div>" * 100_000, "<" * 100_000, "<a href='" + "x" * 100_000, "<!--" * 50_000])
def test_a_page_of_tags_alone_is_read_to_its_end(tags: str) -> None:
    pieces = read_source(source_of("a.html", f"<h1>A</h1><p>said</p>{tags}".encode())).pieces
    assert pieces[0].path == ("A",)
    assert pieces[0].text.startswith("said")


@pytest.mark.parametrize("marks", ["[" * 50_000, "*a " * 50_000, "> " * 5_000, "`" * 50_000, "- " * 5_000])
def test_a_text_of_marks_alone_is_read_to_its_end(marks: str) -> None:
    assert read_source(source_of("a.md", f"# A\n\nsaid\n\n{marks}".encode())).pieces[0].path == ("A",)


def test_a_folder_is_walked_and_nothing_outside_of_it(lab: Lab, tmp_path: Path) -> None:
    folder, outside = tmp_path / "docs", tmp_path / "outside"
    (folder / "inner").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Outside.")
    (folder / ".hidden" / "a.txt").write_text("Hidden.")
    (folder / ".b.txt").write_text("Hidden.")
    (folder / "a.md").write_text("# Bees\n\nThey dance.")
    (folder / "inner" / "b.txt").write_text("Honey keeps.")
    (folder / "empty.txt").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "within.txt").symlink_to(folder / "inner" / "b.txt")
    (folder / "away").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    done = lab.collections.ingest(folder, "walked", show=False)
    assert [each.name for each in done.documents] == ["a.md", "within.txt", "inner/b.txt"]
    assert set(done.left_out) == {"empty.txt", "picture.png"}
    assert [each.name for each in lab.collections.documents("walked")] == ["a.md", "inner/b.txt", "within.txt"]
    with pytest.raises(BadInput, match="own names"):
        lab.collections.ingest(folder, "walked", name="x", show=False)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "shut").touch(mode=0)
    for name, match in (("pipe", "is no file"), ("/dev/zero", "is no file"), ("nul\0", "cannot be read")):
        with pytest.raises(BadInput, match=match):
            files.read_file(tmp_path / name)
    with pytest.raises(NotFound, match="no file"):
        files.read_file(tmp_path / "nowhere")


def test_a_file_that_changes_all_the_while_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    stat, times = os.fstat, iter(range(10**6))

    def changing(descriptor: int) -> os.stat_result:
        with path.open("a") as file:
            file.write(f"{next(times)}")
        return stat(descriptor)

    monkeypatch.setattr(files.os, "fstat", changing)
    with pytest.raises(BadInput, match="changes while it is read"):
        files.read_file(path)


def test_names_that_are_none_are_refused(lab: Lab) -> None:
    for name in (" ", "x" * 501, "\ud800"):
        with pytest.raises(BadInput, match="has a name"):
            lab.collections.ingest(b"said", "bad", name=name, show=False)
    with pytest.raises(BadInput, match="have no name"):
        lab.collections.ingest(b"said", "bad", show=False)
    with pytest.raises(BadInput, match="is no source"):
        lab.collections.ingest(42, "bad", show=False)  # type: ignore[arg-type]


def test_half_characters_are_replaced() -> None:
    (piece,) = checked("a", [Block(("b \ud83d",), "a \ud83d b")]).pieces
    assert (piece.path, piece.text) == (("b �",), "a � b")
