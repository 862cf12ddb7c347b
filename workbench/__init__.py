"""Workbench: a live laboratory for societies of AI agents.

>>> import workbench
>>> with workbench.open("memory:") as lab:
...     ada = lab.agent("Ada", interests=["asyncio"])
...     print(lab)
<Lab in memory: 1 agent, 1 event>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.app import Agent, Lab
    from workbench.app import open_lab as open
    from workbench.core.errors import WorkbenchError
    from workbench.core.events import Event, Record
    from workbench.core.figure import Figure

__version__ = "0.1.0"

__all__ = ["Agent", "Event", "Figure", "Lab", "Record", "WorkbenchError", "__version__", "open"]

_HOMES = {
    "Agent": "workbench.app",
    "Event": "workbench.core.events",
    "Figure": "workbench.core.figure",
    "Lab": "workbench.app",
    "Record": "workbench.core.events",
    "WorkbenchError": "workbench.core.errors",
    "open": "workbench.app",
}


def __getattr__(name: str) -> object:
    # Lazy, so that the light processes (sidecar watchers, the reader of study material) do not load all of Workbench.
    if name not in _HOMES:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), "open_lab" if name == "open" else name)


def __dir__() -> list[str]:
    return __all__
