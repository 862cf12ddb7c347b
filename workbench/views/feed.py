"""The feed: one thread in a process that takes snapshots of a lab for everybody who looks, and none for nobody."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import httpx

from workbench.core.announcement import find_announced
from workbench.core.errors import WorkbenchError
from workbench.views.lab import LabPort
from workbench.views.snapshot import TILES, HubState, Recent, Snapshot
from workbench.views.trails import Trails, Window

_LOG = logging.getLogger(__name__)
REDRAWS_A_SECOND = 4
_PROBE_SECONDS = 3.0
_PATIENCE = 0.5
_IDLE_SECONDS = 5.0
_AT_ONCE, _A_TURN = 2, 8  # moments of the past: while a browser waits, and in the feed's own thread
_FIGURES = (*TILES, "concept_importance")

T = TypeVar("T")


class Viewer(Protocol):
    """Somebody who looks, as one browser's page.

    Attributes:
        window: the window of time that they look at.
    """

    window: Window

    def wake(self) -> None:
        """Say that there is a new snapshot. Called from the feed's thread, so it may only pass the word on."""
        ...


class Feed:
    """Snapshots of one lab: one a version of the log, at most four a second, as long as somebody looks.

    Attributes:
        lab: the lab.
        hub: the hub's URL, None while none is known.
    """

    def __init__(self, lab: LabPort, hub_url: str | None = None) -> None:
        self.lab = lab
        self.hub = hub_url
        self._given = hub_url
        self._hub_state: HubState = "none"
        self._probed = -_PROBE_SECONDS
        self._recent = Recent()
        self._trails = Trails(lab, TILES)
        self._viewers: set[Viewer] = set()
        self._windows: frozenset[Window] = frozenset()
        self._latest: Snapshot | None = None
        self._drawn: dict[object, object] = {}
        self._taking = threading.RLock()
        self._changed = threading.Event()
        self._closed = False
        self._unlisten: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None

    def join(self, viewer: Viewer) -> None:
        """Somebody begins to look; the first one sets the thread going."""
        with self._taking:
            self._viewers.add(viewer)
            self._changed.set()
            if self._thread is None and not self._closed:
                self._unlisten = self.lab.log.wake.listen(self._changed.set)
                self._thread = threading.Thread(target=self._run, name="workbench-feed", daemon=True)
                self._thread.start()

    def leave(self, viewer: Viewer) -> None:
        """Somebody looks away; the thread ends after the last one."""
        with self._taking:
            self._viewers.discard(viewer)
        self._changed.set()

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._changed.set()
        if (thread := self._thread) is not None:
            thread.join()

    def snapshot(self, window: Window) -> Snapshot:
        """The newest snapshot, taken now where nobody's thread has kept it current."""
        with self._taking:
            latest = self._latest
            if latest is None or self._thread is None or (latest.trails and window not in latest.trails):
                latest = self._take({window} | {viewer.window for viewer in self._viewers}, _AT_ONCE)
            return latest

    def shared(self, snapshot: Snapshot, key: object, draw: Callable[[], T]) -> T:
        """What was drawn of a snapshot under a key: by the first who asks, for all."""
        with self._taking:
            if snapshot is not self._latest:
                return draw()
            if key not in self._drawn:
                self._drawn[key] = draw()
            return self._drawn[key]  # type: ignore[return-value]

    def _run(self) -> None:
        while True:
            self._changed.wait(_PROBE_SECONDS)
            changed = self._changed.is_set()
            self._changed.clear()
            with self._taking:
                if self._closed or not self._viewers:
                    self._thread = None
                    self._unlisten()
                    return
                viewers = list(self._viewers)
            probed = self._probe()
            if probed or changed or self._due():
                # A lab that cannot be read now is read at the next change: the page says how old it is meanwhile.
                try:
                    with self._taking:
                        self._take({viewer.window for viewer in viewers}, _A_TURN)
                except WorkbenchError as error:
                    _LOG.warning("The lab could not be read: %s", error)
                if not self._trails.complete:
                    self._changed.set()
                for viewer in viewers:
                    self._wake(viewer)
            time.sleep(1 / REDRAWS_A_SECOND)

    def _wake(self, viewer: Viewer) -> None:
        try:
            viewer.wake()
        except Exception:  # whatever is wrong with one page must not stop the others
            _LOG.exception("A page could not be woken; it is left out from now on")
            self.leave(viewer)

    def _due(self) -> bool:
        """Whether figures that move with time alone, as rates do, should be looked at again."""
        latest = self._latest
        return latest is None or (self.lab.clock.now() - latest.moment).total_seconds() >= _IDLE_SECONDS

    def _take(self, windows: set[Window], moments: int) -> Snapshot:
        observatory = self.lab.observatory
        head, now = self.lab.log.head, self.lab.clock.now()
        self._recent.catch_up(self.lab, head)
        timeline = observatory.timeline()
        self._latest = Snapshot(
            version=self._latest.version + 1 if self._latest else 1,
            lab=self.lab.name,
            moment=now,
            position=head,
            newest=self._recent.newest,
            figures={name: observatory.figure(name) for name in _FIGURES},
            agents=observatory.agents(),
            names={member.id: member.name for member in self.lab.members.all()},
            timeline=timeline,
            exams=self._recent.exams,
            happened=self._recent.happened(),
            trails=self._trails.get(windows, timeline[0].recorded if timeline else None, now, moments),
            hub=self._hub_state,
        )
        self._drawn.clear()
        return self._latest

    def _probe(self) -> bool:
        """Ask, every few seconds, whether the hub answers; says whether that changed."""
        if time.monotonic() - self._probed < _PROBE_SECONDS:
            return False
        self._probed = time.monotonic()
        self.hub = self._given or _announced(self.lab)
        before = self._hub_state
        self._hub_state = "none" if self.hub is None else "up" if _answers(self.hub) else "away"
        return self._hub_state != before


def _announced(lab: LabPort) -> str | None:
    """Where the lab's hub says that it is."""
    hub = find_announced(lab.folder.run, "hub") if lab.folder else None
    return hub.url if hub else None


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/health/live", timeout=_PATIENCE).status_code < 500
    except httpx.HTTPError:
        return False
