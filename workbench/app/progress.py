"""Progress that a person sees, in a terminal and in a notebook alike."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.core.ports import Progress

_EVERY_SECONDS = 0.1
_WIDTH = 24  # of the bar in a notebook, in characters


@contextmanager
def progress_bar(title: str, show: bool = True) -> Iterator[Progress]:
    """A bar on standard error, or in the cell of a notebook; call what it gives with (done, total). Hidden where `show` is False."""
    if not show:
        yield lambda done, total: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    if console.is_jupyter:
        with _in_cell(title) as progress:
            yield progress
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _in_cell(title: str) -> Iterator[Progress]:
    """One line of text that moves. Rich would draw a widget, of which a saved notebook keeps the word “Output()”."""
    cell = sys.modules["IPython"].display.display({"text/plain": title}, raw=True, display_id=True)
    begin, shown, said = time.monotonic(), 0.0, title

    def tell(done: int, total: int) -> None:
        nonlocal shown, said
        said = f"{title}: {done:,} of {total:,}"
        if (now := time.monotonic()) - shown >= _EVERY_SECONDS:
            shown, full = now, round(_WIDTH * done / total) if total else 0
            cell.update({"text/plain": f"{said} {'█' * full}{'░' * (_WIDTH - full)}"}, raw=True)

    try:
        yield tell
    finally:
        cell.update({"text/plain": f"{said}, {time.monotonic() - begin:.1f} s"}, raw=True)
