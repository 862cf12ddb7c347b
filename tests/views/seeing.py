"""Waiting for what a widget's threads do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def following() -> bool:
    """Whether the feed of some lab is at work."""
    return any(thread.name == "workbench-feed" for thread in threading.enumerate())


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 20
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
