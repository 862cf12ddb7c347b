"""The lab's folder of notebooks: filled with those that travel with the package, and then its owner's to change."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import msgspec

from workbench.core.errors import BadLab

_LIST = ".shipped.json"


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str]
    outputs: list[msgspec.Raw] = []

    def __post_init__(self) -> None:
        self.source = "".join(self.source)  # the format allows both


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def fill(folder: Path, shipped: Path) -> None:
    """Put the shipped notebooks into a folder. One that was changed there stays as it is; others are brought up to date.

    Args:
        folder: the lab's notebooks; made when it is missing.
        shipped: where ours are.

    Raises:
        BadLab: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        left = _left_by_us(folder)
        for source in sorted(shipped.rglob("*.ipynb")):
            name = source.relative_to(shipped)
            if any(part.startswith(".") for part in name.parts):
                continue  # an editor's own copies
            body, place = source.read_bytes(), folder / name
            if not place.exists() or _digest(place.read_bytes()) in (left.get(name.as_posix()), _digest(body)):
                _write(place, body)
                left[name.as_posix()] = _digest(body)
        _write(folder / _LIST, msgspec.json.format(msgspec.json.encode(left)))
    except OSError as error:
        raise BadLab(
            f"{folder} cannot be used: {error.strerror}.", "Check its owner, permissions and free space."
        ) from None


def _left_by_us(folder: Path) -> dict[str, str]:
    """The digest of each notebook as we left it; without the list, every notebook counts as changed."""
    try:
        return msgspec.json.decode((folder / _LIST).read_bytes(), type=dict[str, str])
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}


def _write(place: Path, body: bytes) -> None:
    if place.exists() and place.read_bytes() == body:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    fresh.write_bytes(body)
    os.replace(fresh, place)  # at once: JupyterLab may be reading it


def _digest(body: bytes) -> str:
    """Of what a person sees. JupyterLab writes ids, counts and the kernel’s description already when it opens a notebook."""
    try:
        cells = msgspec.json.decode(body, type=_Notebook).cells
    except msgspec.MsgspecError:
        return hashlib.sha256(body).hexdigest()
    return hashlib.sha256(msgspec.json.encode(cells)).hexdigest()
