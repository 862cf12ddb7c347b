"""Whether the hub answers, asked every few seconds."""

from __future__ import annotations

import time

import httpx

from workbench.core.announcement import find_announced
from workbench.views.lab import LabPort
from workbench.views.snapshot import HubState

SECONDS = 3.0
_PATIENCE = 0.5


class HubWatch:
    """Looks whether the hub of a lab answers.

    Attributes:
        url: where the hub is; None while nobody knows of one.
        state: how it was found at the last look.
    """

    def __init__(self, lab: LabPort, url: str | None) -> None:
        self.url = url
        self.state: HubState = "none"
        self._lab = lab
        self._given = url
        self._looked = -SECONDS

    def look(self) -> bool:
        """Look, if the last time is long enough ago; says whether something changed."""
        if time.monotonic() - self._looked < SECONDS:
            return False
        self._looked = time.monotonic()
        self.url = self._given or self._announced()
        before = self.state
        self.state = "none" if self.url is None else "up" if _answers(self.url) else "away"
        return self.state != before

    def _announced(self) -> str | None:
        hub = find_announced(self._lab.folder.run, "hub") if self._lab.folder else None
        return hub.url if hub else None


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/health/live", timeout=_PATIENCE).status_code < 500
    except httpx.HTTPError:
        return False
