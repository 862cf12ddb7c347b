"""The feed: one thread in a process that takes snapshots of a lab for everybody who looks, and none for nobody."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from typing import Protocol

from workbench.core.errors import WorkbenchError
from workbench.views.hub_watch import SECONDS, HubWatch
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.recent import Recent, before, exams_before, happened
from workbench.views.snapshot import Measured, Snapshot, names_of, profiles_of
from workbench.views.trails import Trails

_LOG = logging.getLogger(__name__)
REDRAWS_A_SECOND = 4
_IDLE_SECONDS = 5.0
_PAST_KEPT = 32
_PAST_EXAMS = 100


class Viewer(Protocol):
    """Somebody who looks, as one browser's page or one widget.

    Attributes:
        look: what they look at.
    """

    look: Look

    def wake(self) -> None:
        """Say that there is a new snapshot. Called from the feed's thread, so it may only pass the word on."""
        ...


class Feed:
    """Snapshots of one lab: of the present at most four a second, as long as somebody looks; of the past when asked.

    Attributes:
        lab: the lab.
    """

    def __init__(self, lab: LabPort, hub_url: str | None = None) -> None:
        self.lab = lab
        self._hub = HubWatch(lab, hub_url)
        self._recent = Recent()
        self._trails = Trails()
        self._begin: datetime | None = None
        self._viewers: set[Viewer] = set()
        self._latest: Snapshot | None = None
        self._past: OrderedDict[tuple[Look, int, datetime], Snapshot] = OrderedDict()
        self._versions = count(1)
        self._taking = threading.Lock()  # one snapshot at a time; held as long as that takes
        self._lock = threading.Lock()  # who looks and what is kept; held for a moment, as event loops wait for it
        self._changed = threading.Event()
        self._closed = False
        self._unlisten: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None

    @property
    def hub(self) -> str | None:
        """The hub's URL, None while none is known."""
        return self._hub.url

    def join(self, viewer: Viewer) -> None:
        """Somebody begins to look; the first one sets the thread going."""
        with self._lock:
            self._viewers.add(viewer)
            self._changed.set()
            if self._thread is None and not self._closed:
                self._unlisten = self.lab.log.wake.listen(self._changed.set)
                self._thread = threading.Thread(target=self._run, name="workbench-feed", daemon=True)
                self._thread.start()

    def leave(self, viewer: Viewer) -> None:
        """Somebody looks away; the thread ends after the last one."""
        with self._lock:
            self._viewers.discard(viewer)
        self._changed.set()

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._changed.set()
        if (thread := self._thread) is not None and thread is not threading.current_thread():
            thread.join()

    def snapshot(self, look: Look) -> Snapshot:
        """The newest snapshot of the present that has what is looked at; taken now where the thread has not kept one."""
        latest = self._latest
        if latest is not None and latest.holds(look) and (self._thread is not None or self._is_new(latest)):
            return latest  # without waiting for the next one, which the thread may be taking
        with self._lock:
            looks = {look} | {viewer.look for viewer in self._viewers}
        with self._taking:
            return self._take(looks)

    def past(self, look: Look, position: int, moment: datetime) -> Snapshot:
        """How it was after the event at `position`, at a moment not earlier. Takes a while: not for an event loop.

        Raises:
            NotFound: the event is yet to come.
        """
        key = look, position, moment
        with self._lock:
            if (found := self._past.get(key)) is not None:
                self._past.move_to_end(key)
                return found
        found = self._look_back(look, position, moment)
        with self._lock:
            self._past[key] = found
            while len(self._past) > _PAST_KEPT:
                self._past.popitem(last=False)
        return found

    def _run(self) -> None:
        while True:
            self._changed.wait(SECONDS)
            changed = self._changed.is_set()
            self._changed.clear()
            with self._lock:
                if self._closed or not self._viewers:
                    self._thread = None
                    self._unlisten()
                    return
                viewers = list(self._viewers)
            if self.lab.log.wake.closed:
                self._thread = None
                return
            if self._renew(viewers, changed):
                for viewer in viewers:
                    self._wake(viewer)
            time.sleep(1 / REDRAWS_A_SECOND)

    def _renew(self, viewers: Collection[Viewer], changed: bool) -> bool:
        """Take a snapshot if there may be something new; whether there was.

        A lab that cannot be read now is read at the next change: the page says how old it is meanwhile.
        """
        try:
            if not (self._hub.look() or changed or self._due()):
                return False
            with self._taking:
                self._take({viewer.look for viewer in viewers})
        except WorkbenchError as error:
            _LOG.warning("The lab could not be read: %s", error)
        except Exception:  # a thread that ended would leave every page as it is, and nobody would know
            _LOG.exception("No snapshot could be taken")
        return True

    def _wake(self, viewer: Viewer) -> None:
        try:
            viewer.wake()
        except Exception:  # whatever is wrong with one page must not stop the others
            _LOG.exception("A page could not be woken; it is left out from now on")
            self.leave(viewer)

    def _is_new(self, snapshot: Snapshot) -> bool:
        """Whether the next one would show nothing else: many pages may come at once, as after a restart."""
        age = (self.lab.clock.now() - snapshot.moment).total_seconds()
        return snapshot.position == self.lab.log.head and 0 <= age < 1 / REDRAWS_A_SECOND

    def _due(self) -> bool:
        """Whether figures that move with time alone, as rates do, should be looked at again."""
        latest = self._latest
        return latest is None or (self.lab.clock.now() - latest.moment).total_seconds() >= _IDLE_SECONDS

    def _take(self, looks: Collection[Look]) -> Snapshot:
        lab, log = self.lab, self.lab.log
        head, now = log.head, lab.clock.now()
        self._recent.catch_up(log, head)
        measured = Measured.of(lab.observatory, looks)
        trails = self._trails.of(lab.observatory, looks, now)
        self._latest = Snapshot(
            version=next(self._versions),
            looks=frozenset(looks),
            lab=lab.name,
            live=True,
            moment=now,
            position=head,
            head=head,
            begin=self._first(),
            newest=self._recent.newest,
            hub=self._hub.state,
            figures=measured.figures,
            rows=measured.rows,
            names=names_of(lab),
            histories=measured.histories,
            trails=trails,
            profiles=profiles_of(log, looks, head),
            exams=self._recent.exams,
            happened=self._recent.happened(),
        )
        return self._latest

    def _look_back(self, look: Look, position: int, moment: datetime) -> Snapshot:
        lab, log = self.lab, self.lab.log
        past = lab.at(moment)
        if past.position != position:  # several events were taken at once, and this is not the last of them
            past = lab.at(position)
        measured = Measured.of(past.observatory, (look,))
        trails = Trails().of(past.observatory, (look,), moment)
        records = before(log, position)
        known = self._latest.exams if self._latest is not None else ()
        exams = [mark for mark in known if mark.position <= position]
        if len(exams) < _PAST_EXAMS:  # only the last ones are known
            exams = exams_before(log, position, _PAST_EXAMS)
        return Snapshot(
            version=next(self._versions),
            looks=frozenset((look,)),
            lab=lab.name,
            live=False,
            moment=moment,
            position=position,
            head=log.head,
            begin=self._first(),
            newest=records[0].recorded if records else None,
            hub=self._hub.state,
            figures=measured.figures,
            rows=measured.rows,
            names=names_of(past),
            histories=measured.histories,
            trails=trails,
            profiles=profiles_of(log, (look,), position),
            exams=tuple(exams),
            happened=happened(records),
        )

    def _first(self) -> datetime | None:
        """When the log took its first event."""
        if self._begin is None:
            first = next(self.lab.log.read(0, limit=1), None)
            self._begin = first.recorded if first else None
        return self._begin
