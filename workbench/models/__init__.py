"""Floor 1: models that turn texts into vectors, and judge answers. Importing this loads none of them; the first text does."""

from workbench.models.batcher import Batcher
from workbench.models.cache import CachedEmbedder
from workbench.models.description import DescribedEmbedder, Description
from workbench.models.embedder import TransformerEmbedder, open_embedder
from workbench.models.nli import NliModel, open_nli
from workbench.models.reranker import open_reranker

__all__ = [
    "Batcher",
    "CachedEmbedder",
    "DescribedEmbedder",
    "Description",
    "NliModel",
    "TransformerEmbedder",
    "open_embedder",
    "open_nli",
    "open_reranker",
]
