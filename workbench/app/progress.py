"""Progress that a person sees, in a terminal and in a notebook alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(title: str, show: bool = True) -> Iterator[Progress]:
    """A bar on standard error; call what it gives with (done, total). Hidden where `show` is False."""
    if not show:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # In a notebook rich would leave what it drew last, which is not the end; the cell says itself what came of it.
    with Bar(*columns, console=console, transient=console.is_jupyter) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
