"""Living no longer than one's parent: a child process watches its standard input, which the parent holds open."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress


def interrupt() -> None:
    """Do to this process what Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGINT)


def end_with_parent(end: Callable[[], None] = interrupt) -> None:
    """Have `end` called, from a thread, once standard input is closed.

    A pipe closes however the parent ends, `kill -9` included, on every system that we run on.
    """

    def watch() -> None:
        with suppress(OSError):
            while os.read(sys.stdin.fileno(), 4096):
                pass
        end()

    threading.Thread(target=watch, name="workbench-parent", daemon=True).start()
