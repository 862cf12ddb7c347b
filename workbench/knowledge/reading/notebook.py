"""Notebooks: cells in their order under the headings of their Markdown, with what they print. Pictures are no text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from workbench.core.errors import BadInput
from workbench.knowledge.reading.block import At, Block
from workbench.knowledge.reading.headings import Headings
from workbench.knowledge.reading.markdown import read_markdown

_MOST_PRINTED = 2_000  # characters of what one cell prints

Lines = str | list[str]


class _Output(msgspec.Struct):
    text: Lines = ""
    data: dict[str, Any] = {}
    evalue: str = ""


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: Lines = ""
    input: Lines = ""  # what version 3 calls the source of code
    level: int = 1
    outputs: list[_Output] = []


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []


_decoder = msgspec.json.Decoder(_Notebook)


def read_notebook(name: str, data: bytes) -> Iterator[Block]:
    """The blocks of a notebook; cells are counted from 1.

    Raises:
        BadInput: it is none.
    """
    try:
        notebook = _decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadInput(f"“{name}” is no notebook: {error}.", "Open it in Jupyter and save it anew.") from None
    headings = Headings()
    cells = [*notebook.cells, *(cell for sheet in notebook.worksheets for cell in sheet.cells)]
    for number, cell in enumerate(cells, 1):
        at = At("cell", number, number)
        source = _text(cell.source) or _text(cell.input)
        if cell.cell_type == "markdown":
            yield from read_markdown(source, headings, at)
        elif cell.cell_type == "heading":
            headings.enter(cell.level, source)
        else:
            sort = "code" if cell.cell_type == "code" else "prose"
            yield Block(headings.path, source.strip("\n"), "code" if sort == "code" else "prose", at)
            if printed := _printed(cell.outputs):
                yield Block(headings.path, printed, "code", at)


def _printed(outputs: list[_Output]) -> str:
    said = (_text(each.text) or _plain(each.data.get("text/plain", "")) or each.evalue for each in outputs)
    text = "\n".join(each.strip("\n") for each in said if each.strip())
    return text if len(text) <= _MOST_PRINTED else f"{text[:_MOST_PRINTED]}…"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""


def _text(lines: Lines) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
