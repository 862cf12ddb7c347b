"""Tables of values separated by commas, semicolons, tabs or bars: row by row, each value with the name of its column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from workbench.core.errors import BadInput
from workbench.knowledge.reading.block import At, Block

_SAMPLE = 20_000
_MARKS = ",;\t|"


def read_table(name: str, text: str, separator: str | None = None) -> Iterator[Block]:
    """The rows of a table whose first row names its columns. Rows are counted as a spreadsheet does: the first is row 1.

    Raises:
        BadInput: a value is longer than 131,072 characters, as where a quotation mark is never closed.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text[:_SAMPLE]))
    names: list[str] = []
    named = 0
    bare = True
    try:
        for number, row in enumerate(rows, 1):
            values = [" ".join(value.split()) for value in row]
            if not any(values):
                continue
            if names:
                bare = False
                yield Block((), _said(names, values), "row", At("row", number, number))
            else:
                named, names = number, [value or f"column {column}" for column, value in enumerate(values, 1)]
        if names and bare:
            yield Block((), ", ".join(names), "row", At("row", named, named))
    except csv.Error as error:
        raise BadInput(
            f"“{name}” is no table: row {rows.line_num:,}: {error}.", "Correct it, or save it as text."
        ) from None


def _said(names: Sequence[str], values: Sequence[str]) -> str:
    more = (f"column {number}" for number in range(len(names) + 1, len(values) + 1))
    return ", ".join(f"{name}: {value}" for name, value in zip((*names, *more), values, strict=False) if value)


def _separator(sample: str) -> str:
    """The mark that stands most often, and equally often, in the first lines."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in _MARKS}
    return max(_MARKS, key=lambda mark: (min(counts[mark], default=0), sum(counts[mark])))
