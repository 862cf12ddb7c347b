"""BERT, for the models that are plain BERTs, all-MiniLM-L6-v2 among them.

transformers gives the same vectors. This is here because importing transformers takes twice as long as importing torch,
in every process that embeds a text, and because texts lie here end to end, without padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

from workbench.models.files import ModelFiles

Pair = tuple[torch.Tensor, torch.Tensor]  # weight and bias


class Layer(msgspec.Struct):
    """One block. `look` maps to queries, keys and values side by side."""

    look: Pair
    join: Pair
    join_norm: Pair
    widen: Pair
    narrow: Pair
    narrow_norm: Pair


class Bert:
    """A `Network` (Devlin et al. 2019, arXiv 1810.04805), of encoder weights as transformers writes them.

    Sums and norms are float32 always; `halve` concerns the matrix products, which are nearly all of the work.
    """

    def __init__(self, files: ModelFiles, device: torch.device) -> None:
        self._device = device
        self._pooling = files.pooling
        self._heads = int(files.config["num_attention_heads"])
        self._epsilon = float(files.config.get("layer_norm_eps", 1e-12))
        weights = {
            name.removeprefix("bert."): weight for name, weight in load_file(files.folder / "model.safetensors").items()
        }
        self._weights = {name: weight.to(device, torch.float32) for name, weight in weights.items()}
        self._words = self._weights["embeddings.word_embeddings.weight"]
        kind = self._weights["embeddings.token_type_embeddings.weight"][
            0
        ]  # every token is of the first text: there is one
        self._places = self._weights["embeddings.position_embeddings.weight"] + kind
        self._norm = self._pair("embeddings.LayerNorm")
        self._layers = [self._layer(number) for number in range(int(files.config["num_hidden_layers"]))]
        self._type = torch.float32
        del self._weights
        self._tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(files.longest or len(self._places), len(self._places)))

    @staticmethod
    def reads(files: ModelFiles) -> bool:
        """Whether a model is of this kind; any other goes through transformers."""
        config = files.config
        plain = config.get("hidden_act") == "gelu" and config.get("position_embedding_type", "absolute") == "absolute"
        there = all((files.folder / name).is_file() for name in ("model.safetensors", "tokenizer.json"))
        return config.get("model_type") == "bert" and plain and there and not config.get("is_decoder")

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def halve(self) -> None:
        self._type = torch.bfloat16
        for layer in self._layers:
            for name in ("look", "join", "widen", "narrow"):
                weight, bias = getattr(layer, name)
                setattr(layer, name, (weight.bfloat16(), bias.bfloat16()))

    def pool(self, batch: Sequence[list[int]]) -> torch.Tensor:
        lengths = torch.tensor([len(tokens) for tokens in batch])
        starts = lengths.cumsum(0) - lengths
        owner = torch.arange(len(batch)).repeat_interleave(lengths)
        place = torch.arange(len(owner)) - starts[owner]
        ids = torch.tensor([token for tokens in batch for token in tokens])
        x = self._run(ids.to(self._device), place.to(self._device), _groups(batch))
        if self._pooling == "cls":
            return x[starts.to(self._device)]
        # Lengths are made 1 in the end, so the sum of the token vectors is as good as their mean.
        return x.new_zeros(len(batch), x.shape[1]).index_add_(0, owner.to(self._device), x)

    def _run(self, ids: torch.Tensor, place: torch.Tensor, groups: list[tuple[int, int, int]]) -> torch.Tensor:
        x = self._normed(self._words[ids] + self._places[place], self._norm)
        for layer in self._layers:
            seen = self._attend(F.linear(x.to(self._type), *layer.look), groups)
            x = self._normed(x + F.linear(seen, *layer.join), layer.join_norm)
            wide = F.gelu(F.linear(x.to(self._type), *layer.widen))
            x = self._normed(x + F.linear(wide, *layer.narrow), layer.narrow_norm)
        return x

    def _attend(self, looks: torch.Tensor, groups: list[tuple[int, int, int]]) -> torch.Tensor:
        """Every token looks at the tokens of its own text: one call for all texts of one length, so nothing is masked."""
        seen = looks.new_empty(len(looks), looks.shape[1] // 3)
        for start, texts, length in groups:
            rows = slice(start, start + texts * length)
            query, key, value = looks[rows].view(texts, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            found = F.scaled_dot_product_attention(query, key, value)
            seen[rows].view(texts, length, self._heads, -1).copy_(found.transpose(1, 2))
        return seen

    def _normed(self, x: torch.Tensor, pair: Pair) -> torch.Tensor:
        return F.layer_norm(x, x.shape[1:], *pair, self._epsilon)

    def _layer(self, number: int) -> Layer:
        at = f"encoder.layer.{number}"
        looks = [self._pair(f"{at}.attention.self.{name}") for name in ("query", "key", "value")]
        return Layer(
            look=(torch.cat([weight for weight, _ in looks]), torch.cat([bias for _, bias in looks])),
            join=self._pair(f"{at}.attention.output.dense"),
            join_norm=self._pair(f"{at}.attention.output.LayerNorm"),
            widen=self._pair(f"{at}.intermediate.dense"),
            narrow=self._pair(f"{at}.output.dense"),
            narrow_norm=self._pair(f"{at}.output.LayerNorm"),
        )

    def _pair(self, name: str) -> Pair:
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]


def _groups(batch: Sequence[list[int]]) -> list[tuple[int, int, int]]:
    """First token, number of texts and their length, for each length in a sorted batch."""
    groups = []
    start = 0
    for length, same in groupby(len(tokens) for tokens in batch):
        texts = len(list(same))
        groups.append((start, texts, length))
        start += texts * length
    return groups
