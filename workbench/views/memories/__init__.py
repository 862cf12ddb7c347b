"""What the memory page shows, as functions of a question: results, one memory, the map, memories that are alike, and those that
may contradict each other."""

from workbench.views.memories.atlas import atlas
from workbench.views.memories.conflicts import conflicts
from workbench.views.memories.listing import listing
from workbench.views.memories.twins import twins

__all__ = ["atlas", "conflicts", "listing", "twins"]
