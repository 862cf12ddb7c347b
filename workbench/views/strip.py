"""The strip: a lab live in a notebook cell."""

from __future__ import annotations

import threading
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from workbench.core.clock import to_micros
from workbench.core.errors import WorkbenchError
from workbench.core.figure import Figure
from workbench.views.lab import LabPort
from workbench.views.snapshot import Recent
from workbench.views.theme import notebook
from workbench.views.words import name_of

_SECONDS = 0.5
_LINES = 4
_LEVELS = 120
_ASSETS = files("workbench.views") / "assets"


class LiveStrip(anywidget.AnyWidget):
    """Level, memories, agents and the last events of a lab, as they are now.

    It follows the lab until `close` is called or the lab is closed, and looks only when something happened.

    Attributes:
        shown: what the browser draws.
    """

    _esm = (_ASSETS / "strip.js").read_text()
    _css = notebook() + (_ASSETS / "strip.css").read_text()
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, lab: LabPort) -> None:
        self._lab = lab
        self._recent = Recent()
        self._woken = threading.Event()
        self._stop = threading.Event()
        super().__init__(shown=self._look())
        self._unlisten = lab.log.wake.listen(self._woken.set)
        self._thread = threading.Thread(target=self._follow, name="workbench-strip", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop following. What is shown stays as it was."""
        if (stop := getattr(self, "_stop", None)) is not None:
            stop.set()
            self._unlisten()
            self._woken.set()
            if self._thread is not threading.current_thread():
                self._thread.join()
        super().close()

    def __repr__(self) -> str:
        shown = self.shown
        level = "not measured yet" if shown["level"] is None else f"{shown['level']:.2f}"
        said = [f"  {line['who']} {line['said']}" for line in shown["lines"]]
        head = f"{shown['lab']}: level {level}, {shown['agents']:,} agents, {shown['memories']:,} memories, {shown['events']:,} events"
        return "\n".join([head, *said])

    def _repr_mimebundle_(self, **more: Any) -> Any:
        bundle = super()._repr_mimebundle_(**more)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data["text/plain"] = repr(self)  # what is left where no widget manager runs
        return bundle

    def _follow(self) -> None:
        while self._woken.wait() and not self._stop.is_set() and not self._lab.log.wake.closed:
            self._woken.clear()
            try:
                self.shown = self._look()
            except WorkbenchError:
                continue  # the lab cannot be read now; asked again when something happens
            self._stop.wait(_SECONDS)

    def _look(self) -> dict[str, Any]:
        lab, log = self._lab, self._lab.log
        head = log.head
        self._recent.catch_up(lab, head)
        rows, level = lab.observatory.agents(), lab.observatory.level()
        names = {member.id: member.name for member in lab.members.all()}
        newest = self._recent.newest
        return {
            "lab": lab.name,
            "events": head,
            "newest": to_micros(newest) // 1_000 if newest else None,
            "agents": len(rows),
            "memories": sum(row.memories for row in rows),
            **_level(level),
            "levels": [round(sample.mean, 4) for sample in lab.observatory.timeline()[-_LEVELS:]],
            "lines": [
                {
                    "position": line.position,
                    "at": to_micros(line.recorded) // 1_000,
                    "who": name_of(line.source, names),
                    "said": line.said,
                }
                for line in self._recent.happened()[:_LINES]
            ],
        }


def _level(figure: Figure) -> dict[str, Any]:
    return {"level": figure.value, "status": figure.status, "rests": figure.events}
