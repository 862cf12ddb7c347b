"""The desk: what all widgets of one lab in this process share. One feed of snapshots, and one thread that draws."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from weakref import WeakValueDictionary

from workbench.core.errors import WorkbenchError
from workbench.views.feed import Feed
from workbench.views.lab import LabPort

_LOG = logging.getLogger(__name__)


class Desk:
    """One lab's feed and its drawing thread, both asleep while nobody sees a widget.

    Attributes:
        feed: where snapshots come from.
    """

    def __init__(self, lab: LabPort) -> None:
        self.feed = Feed(lab)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workbench-widgets")

    def soon(self, act: Callable[[], None]) -> None:
        """Have something done in the drawing thread, after what it was asked to do before."""
        with suppress(RuntimeError):  # the interpreter is about to end
            self._thread.submit(_tried, act)


def _tried(act: Callable[[], None]) -> None:
    try:
        act()
    except WorkbenchError as error:  # the lab cannot be read now, or was closed: what is shown stays
        _LOG.info("A widget was not drawn: %s", error)
    except Exception:
        _LOG.exception("A widget could not be drawn")


_desks: WeakValueDictionary[int, Desk] = WeakValueDictionary()  # a desk holds its lab, so no other lab gets the number
_lock = threading.Lock()


def desk_of(lab: LabPort) -> Desk:
    """The desk of a lab; it lasts as long as one of its widgets."""
    with _lock:
        desk = _desks.get(id(lab))
        if desk is None:
            desk = _desks[id(lab)] = Desk(lab)
        return desk
