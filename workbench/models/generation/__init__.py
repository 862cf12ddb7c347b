"""Floor 1: whoever writes texts. Importing this loads no model and no SDK."""

from workbench.models.generation.extractive import Extractive
from workbench.models.generation.opening import Writer, open_generator
from workbench.models.generation.painting import Painting
from workbench.models.generation.writing import Generation

__all__ = ["Extractive", "Generation", "Painting", "Writer", "open_generator"]
