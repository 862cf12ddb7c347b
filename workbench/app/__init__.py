"""Floor 4: the one place where the parts are wired into a lab."""

from workbench.app.agent import Agent
from workbench.app.lab import Lab, Past, open_lab
from workbench.app.words import VOCABULARY

__all__ = ["VOCABULARY", "Agent", "Lab", "Past", "open_lab"]
