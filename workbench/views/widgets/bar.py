"""The transport bar of a notebook: widgets that are linked to it show the moment at which it stands."""

from __future__ import annotations

from typing import Any

from workbench.core.clock import from_micros, to_micros
from workbench.core.errors import WorkbenchError
from workbench.views.axis import axis_of
from workbench.views.lab import LabPort
from workbench.views.look import Look
from workbench.views.snapshot import Snapshot
from workbench.views.transport import TransportBar
from workbench.views.widgets.content import with_text
from workbench.views.widgets.desk import desk_of
from workbench.views.wish import Stand, Wish, resolve, tell

_AXIS_MILLIS = 5_000


class Bar(TransportBar):
    """A transport bar for a lab, to be given to other widgets as `at`. It goes on with the lab as they do: alone it costs nothing."""

    def __init__(self, lab: LabPort) -> None:
        self._lab = lab
        self._desk = desk_of(lab)
        super().__init__(self._on_wish)
        self.follow(self._desk.feed.snapshot(Look()))

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        shown = self.shown
        return Stand(shown["position"], from_micros(round(shown["moment"] * 1_000)), shown["live"])

    def follow(self, snapshot: Snapshot) -> None:
        """Go on with the present, where that is what it stands at."""
        if self.shown and not self.stand.live:
            return
        if to_micros(snapshot.moment) // 1_000 - self.axis.get("now", 0) >= _AXIS_MILLIS:
            self.axis = axis_of(snapshot)
        stand = Stand(snapshot.position, snapshot.moment, live=True)
        self.shown = tell(self._lab, stand, self.shown.get("asked", 0))

    def __repr__(self) -> str:
        stand = self.stand
        return f"{self._lab.name} {'live' if stand.live else 'as it was'}: event {stand.position:,}, {stand.moment:%Y-%m-%d %H:%M:%S %Z}"

    def _repr_mimebundle_(self, **more: Any) -> Any:
        return with_text(super()._repr_mimebundle_(**more), repr(self))

    def __panel__(self) -> Any:
        from workbench.views.widgets.bar_in_panel import (
            Transport,
        )  # notebooks need no Panel, and it takes long to import

        twin = Transport(self._on_wish, page=False, axis=self.axis, shown=self.shown)
        self.observe(lambda change: twin.param.update(**{change["name"]: change["new"]}), ["axis", "shown"])
        return twin

    def _on_wish(self, wish: Wish) -> None:
        self._desk.soon(lambda: self._grant(wish))

    def _grant(self, wish: Wish) -> None:
        try:
            self.shown = tell(self._lab, resolve(wish, self._lab, self.stand), wish.asked)
        except WorkbenchError as error:
            self.refuse(wish.asked, error)
