"""What the memory page shows, as functions of a question: results, one memory, the map, the graph, memories that are alike, and
those that may contradict each other."""

from workbench.views.memories.atlas import atlas
from workbench.views.memories.conflicts import conflicts
from workbench.views.memories.graph import choice, graph
from workbench.views.memories.listing import listing
from workbench.views.memories.twins import twins

__all__ = ["atlas", "choice", "conflicts", "graph", "listing", "twins"]
