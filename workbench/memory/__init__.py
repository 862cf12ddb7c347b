"""Floor 2: what agents remember, and the indexes that find it again."""

from workbench.memory.graph import Graph, Neighbour, RankedConcept
from workbench.memory.graph_index import GraphIndex
from workbench.memory.index import Found, MemoryIndex
from workbench.memory.service import Hit, Memories, Memory

__all__ = [
    "Found",
    "Graph",
    "GraphIndex",
    "Hit",
    "Memories",
    "Memory",
    "MemoryIndex",
    "Neighbour",
    "RankedConcept",
]
