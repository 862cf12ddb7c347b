"""Floor 2: what agents remember, and the indexes that find it again."""

from workbench.memory.graph import Graph
from workbench.memory.graph_around import Around, Group, Hub, Link, Node
from workbench.memory.graph_index import GraphIndex
from workbench.memory.graph_near import Neighbour, RankedConcept
from workbench.memory.handing import LiveSessions
from workbench.memory.index import Found, MemoryIndex
from workbench.memory.memory import Hit, Memory
from workbench.memory.recall import Recall
from workbench.memory.remembering import Remembering
from workbench.memory.service import Memories
from workbench.memory.session import SessionState
from workbench.memory.sessions import Sessions
from workbench.memory.sessions_state import SessionsState

__all__ = [
    "Around",
    "Found",
    "Graph",
    "GraphIndex",
    "Group",
    "Hit",
    "Hub",
    "Link",
    "LiveSessions",
    "Memories",
    "Memory",
    "MemoryIndex",
    "Neighbour",
    "Node",
    "RankedConcept",
    "Recall",
    "Remembering",
    "SessionState",
    "Sessions",
    "SessionsState",
]
