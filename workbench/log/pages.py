"""Reading in pages: between two pages nothing is held, so a slow reader costs a writer nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workbench.core.events import Record
from workbench.core.vocabulary import Vocabulary
from workbench.log.row import Columns, to_records

_SIZE = 1_000


def pages(
    fetch: Callable[[int, int, int], Sequence[Columns]],
    after: int,
    upto: int,
    limit: int | None,
    backwards: bool,
    vocabulary: Vocabulary,
) -> Iterator[Record]:
    """Records with `after` < position ≤ `upto`, at most `limit`; `fetch(after, upto, size)` gives a page of rows in order."""
    left = limit if limit is not None else upto - after
    while left > 0 and after < upto:
        size = min(left, _SIZE)
        rows = fetch(after, upto, size)
        yield from to_records(rows, vocabulary)
        if len(rows) < size:
            return
        left -= len(rows)
        if backwards:
            upto = rows[-1][0] - 1
        else:
            after = rows[-1][0]
