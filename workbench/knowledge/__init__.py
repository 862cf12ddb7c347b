"""Floor 2: what members make known to each other, and the documents that a lab keeps."""

from workbench.knowledge.collections import Collections
from workbench.knowledge.document import Collection, Document, StoredPassage
from workbench.knowledge.documents_state import DocumentsState
from workbench.knowledge.finding import open_search
from workbench.knowledge.ingesting import Ingesting
from workbench.knowledge.ingestion import Ingested, Ingestion
from workbench.knowledge.live import LiveCollections

__all__ = [
    "Collection",
    "Collections",
    "Document",
    "DocumentsState",
    "Ingested",
    "Ingesting",
    "Ingestion",
    "LiveCollections",
    "StoredPassage",
    "open_search",
]
