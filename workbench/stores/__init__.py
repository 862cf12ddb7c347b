"""Floor 1: where vectors and the graph live, and the servers that hold them for a lab."""

from workbench.stores.chroma import ChromaVectors
from workbench.stores.chroma_client import ChromaClient
from workbench.stores.graph import CypherGraph, graph_sidecar, open_graph
from workbench.stores.sidecar import Running, Sidecar
from workbench.stores.vectors import Vectors, chroma_sidecar, open_vectors

__all__ = [
    "ChromaClient",
    "ChromaVectors",
    "CypherGraph",
    "Running",
    "Sidecar",
    "Vectors",
    "chroma_sidecar",
    "graph_sidecar",
    "open_graph",
    "open_vectors",
]
