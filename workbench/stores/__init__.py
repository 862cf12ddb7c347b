"""Floor 1: where vectors live, and the servers that hold them for a lab."""

from workbench.stores.chroma import ChromaVectors
from workbench.stores.chroma_client import ChromaClient
from workbench.stores.sidecar import Running, Sidecar
from workbench.stores.vectors import Vectors, chroma_sidecar, open_vectors

__all__ = ["ChromaClient", "ChromaVectors", "Running", "Sidecar", "Vectors", "chroma_sidecar", "open_vectors"]
