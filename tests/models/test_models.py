"""Models other than the default: found by name, run by transformers or by our own BERT, and clear when they are not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workbench.core.errors import BadInput, NotFound, Unavailable
from workbench.core.ports import Vectors
from workbench.models import TransformerEmbedder
from workbench.models.files import ModelFiles

Maker = Callable[..., Path]
# The longest has more tokens than the small models have positions.
TEXTS = [
    "",
    "a text",
    "another text, somewhat longer than the first",
    "many words " * 20,
    "more words than places " * 40,
]

# transformers warns of its own plans while it is imported.
pytestmark = pytest.mark.filterwarnings("default")


def by_hand(folder: Path, texts: list[str], pooling: str) -> Vectors:
    """What transformers says in float32, one text at a time, so that nothing is padded."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    places = 80 if model.config.model_type == "bert" else 78
    rows = []
    for text in texts:
        read = tokenizer(text, return_tensors="pt", truncation=True, max_length=places)
        with torch.inference_mode():
            points = model(input_ids=read["input_ids"]).last_hidden_state[0]
        row = points[0] if pooling == "cls" else points.mean(0)
        rows.append((row / row.norm()).numpy())
    return np.stack(rows)


@pytest.mark.parametrize("architecture", ["Bert", "Roberta", "MPNet"])
@pytest.mark.parametrize("pooling", [None, "cls"])
def test_a_folder_gives_what_transformers_gives(make_model: Maker, architecture: str, pooling: str | None) -> None:
    changes = {} if architecture == "Bert" else {"pad_token_id": 1}
    folder = make_model(architecture, pooling, **changes)
    embedder = TransformerEmbedder(str(folder))
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (len(TEXTS), 32)
    assert (vectors * by_hand(folder, TEXTS, pooling or "mean")).sum(1).min() >= 0.9999


def test_a_bert_of_another_kind_goes_through_transformers(make_model: Maker) -> None:
    folder = make_model("Bert", hidden_act="relu")
    vectors = TransformerEmbedder(str(folder)).embed(TEXTS)
    assert (vectors * by_hand(folder, TEXTS, "mean")).sum(1).min() >= 0.9999


def test_a_folder_is_named_with_its_weights(make_model: Maker) -> None:
    folder = make_model("Bert")
    before = TransformerEmbedder(str(folder)).name
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert before.startswith("tiny-bert@")
    assert TransformerEmbedder(str(folder)).name != before


def test_a_model_that_is_absent_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(NotFound, match="hf download sentence-transformers/all-mpnet-base-v2"):
        TransformerEmbedder("all-mpnet-base-v2")
    with pytest.raises(NotFound, match="hf download microsoft/codebert-base"):
        TransformerEmbedder("microsoft/codebert-base")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "no such model!",
        "a/b/c",
        "../nowhere",
        "/nowhere/at/all",
        "~nobody/x",
        "a" * 900,
        "a" * 5_000,
        "\0",
        "\ud83d",
    ],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises((BadInput, NotFound)):
        TransformerEmbedder(name)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("config.json", "{"),
        ("config.json", '{"model_type": "vit"}'),
        ("config.json", '{"model_type": "t5", "d_model": 8, "is_encoder_decoder": true}'),
        ("1_Pooling/config.json", '{"pooling_mode": "max"}'),
        ("1_Pooling/config.json", '{"pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": true}'),
        (
            "modules.json",
            '[{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Dense"}]',
        ),
    ],
)
def test_what_we_cannot_run_is_refused_when_it_is_opened(make_model: Maker, file: str, content: str) -> None:
    folder = make_model("Bert", "mean")
    (folder / file).write_text(content)
    with pytest.raises(BadInput):
        TransformerEmbedder(str(folder))


@pytest.mark.parametrize("architecture", ["Bert", "Roberta"])
def test_damaged_weights_are_said_and_not_used(make_model: Maker, architecture: str) -> None:
    folder = make_model(architecture)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5_000])
    with pytest.raises(Unavailable, match="cannot be loaded"):
        TransformerEmbedder(str(folder)).embed(["a text"])


def test_weights_must_have_the_digest_they_are_known_by() -> None:
    found = ModelFiles.find("all-MiniLM-L6-v2")
    found.verify()
    wrong = ModelFiles(
        name="x", folder=found.folder, dimension=1, longest=None, config={}, pooling="mean", sha256="0" * 16
    )
    with pytest.raises(Unavailable, match="damaged"):
        wrong.verify()


def test_the_packaged_model_is_read_as_its_makers_say() -> None:
    found = ModelFiles.find("sentence-transformers/all-MiniLM-L6-v2")
    assert (found.name, found.dimension, found.longest, found.pooling) == ("all-MiniLM-L6-v2", 384, 256, "mean")
    assert json.loads((found.folder / "sentence_bert_config.json").read_text())["max_seq_length"] == found.longest
