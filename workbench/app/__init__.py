"""Floor 4: the one place where the parts are wired into a lab."""

from workbench.app.agent import Agent
from workbench.app.lab import Lab
from workbench.app.opening import open_lab
from workbench.app.past import Past
from workbench.app.words import VOCABULARY

__all__ = ["VOCABULARY", "Agent", "Lab", "Past", "open_lab"]
