"""What the memory page shows, as functions of a question: results, one memory, the map, and memories that are alike."""

from workbench.views.memories.atlas import atlas
from workbench.views.memories.listing import listing
from workbench.views.memories.twins import twins

__all__ = ["atlas", "listing", "twins"]
