"""Threads that compute alone. Imported lazily: it brings torch."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import torch


def open_workers(number: int) -> ThreadPoolExecutor:
    """As many threads, in each of which torch uses one core.

    Torch would rather share every product among all cores, which then wait for each other; on a machine that does something
    else too, that costs many times the time (measured on two busy cores: 246 ms for one question, 24 ms this way). How many
    cores torch uses in other threads of the process stays as it was.
    """
    before = torch.get_num_threads()
    together = threading.Barrier(number)
    workers = ThreadPoolExecutor(number, "embed", initializer=_use_one_core)
    list(workers.map(lambda _: together.wait(), range(number)))  # so that all of them have started
    torch.set_num_threads(before)  # also what threads get that start later, which the workers have changed
    return workers


def _use_one_core() -> None:
    torch.get_num_threads()  # makes torch set up this thread, which later would undo the next line
    torch.set_num_threads(1)
