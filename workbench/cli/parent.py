"""Living no longer than one's parent: a child process watches its standard input, which the parent holds open."""

from __future__ import annotations

import os
import signal
import sys
import threading


def end_with_parent() -> threading.Event:
    """Set the event it returns, and interrupt this process as Ctrl-C would, once standard input is closed.

    A pipe closes however the parent ends, `kill -9` included, on every system that we run on.
    """
    ended = threading.Event()

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        ended.set()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, name="workbench-parent", daemon=True).start()
    return ended
