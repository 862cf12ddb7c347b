"""Workbench: a live laboratory for societies of AI agents.

>>> import workbench
>>> with workbench.open("memory:") as lab:
...     ada = lab.agent("Ada", interests=["asyncio"])
...     print(lab)
<Lab in memory: 1 agents, 1 events>
"""

from workbench.app import Agent, Lab, open_lab
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Record
from workbench.core.figure import Figure

__version__ = "0.1.0"

open = open_lab

__all__ = ["Agent", "Event", "Figure", "Lab", "Record", "WorkbenchError", "__version__", "open"]
