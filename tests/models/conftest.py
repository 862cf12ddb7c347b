"""The real model, loaded once; and small models with random weights, for what it cannot show."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.models import TransformerEmbedder
from workbench.models.files import ModelFiles

Maker = Callable[..., Path]


@pytest.fixture(scope="session")
def minilm() -> TransformerEmbedder:
    return TransformerEmbedder()


@pytest.fixture
def make_model(tmp_path: Path) -> Maker:
    """Writes a small model of an architecture into a folder, with the words of all-MiniLM-L6-v2."""

    def make(architecture: str, pooling: str | None = None, **changes: Any) -> Path:
        import torch
        import transformers

        folder = tmp_path / f"tiny-{architecture.lower()}"
        torch.manual_seed(7)
        config = getattr(transformers, f"{architecture}Config")(
            vocab_size=30_522,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=80,
            **changes,
        )
        getattr(transformers, f"{architecture}Model")(config).save_pretrained(folder)
        words = ModelFiles.find("all-MiniLM-L6-v2").folder
        for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
            shutil.copy(words / name, folder / name)
        if pooling is not None:
            (folder / "1_Pooling").mkdir()
            (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode": pooling}))
        return folder

    return make
