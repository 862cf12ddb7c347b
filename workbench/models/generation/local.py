"""A generator that transformers runs in this process. Imported lazily: the first text brings torch and transformers."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import BadInput, NotFound
from workbench.core.generation import Cancel, Prompt
from workbench.models.generation.painting import Nobody

if TYPE_CHECKING:
    from workbench.models.generation.causal import Causal


class Local:
    """A `Generator` whose weights are read when the first text is asked for. It writes one text at a time; others wait.

    Args:
        model: a folder, or a model's name on the Hugging Face hub, whose files are looked for on this machine alone.

    Attributes:
        name: the model.
        painter: nobody.

    Raises:
        NotFound: it is not on this machine; the remedy says how to get it.
        BadInput: that is no model's name.
    """

    def __init__(self, model: str) -> None:
        self.painter = Nobody()
        self._folder = _found(model)
        self.name = self._folder.name if os.path.isdir(os.path.expanduser(model)) else model
        self._lock = threading.Lock()
        self._causal: Causal | None = None

    def check(self) -> str:
        """How it is, in words."""
        return f"{self.name}: {f'on {self._causal.device}' if self._causal else 'loaded when it is first asked'}"

    def close(self) -> None:
        """Let go of the weights."""
        self._causal = None

    def stream(self, prompt: Prompt, cancel: Cancel | None = None) -> Iterator[str]:
        """As `Generator.stream`.

        Raises:
            Unavailable: the model's files are damaged, or it failed.
            BadInput: the last message alone is too long for the model.
        """
        yield from self._load().stream(prompt, Cancel() if cancel is None else cancel)

    def _load(self) -> Causal:
        with self._lock:
            if self._causal is None:
                from workbench.models.generation.causal import Causal  # brings torch and transformers: seconds

                self._causal = Causal(self.name, self._folder)
            return self._causal


def _found(model: str) -> Path:
    if not model or not model.isprintable() or len(model) > 1_000:
        raise BadInput("That is no model's name.", "Name one as transformers:owner/model, or transformers:<folder>.")
    folder = Path(os.path.expanduser(model))
    if os.path.isfile(folder / "config.json"):
        return folder.resolve()
    if os.path.isdir(folder) or model.startswith(("/", ".", "~")):
        raise NotFound(f"“{model}” holds no model.", "Name a folder with a config.json, or a model by its hub name.")
    from huggingface_hub import snapshot_download  # slow to import, and most never need it
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except HFValidationError:
        raise BadInput(f"“{model[:200]}” is no model's name.", "Name one as transformers:owner/model.") from None
    except LocalEntryNotFoundError:
        raise NotFound(
            f"The model {model} is not on this machine, and nothing is fetched unasked.",
            f"Fetch it once with `hf download {model}`, or give the path of its folder.",
        ) from None
