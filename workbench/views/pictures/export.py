"""Export: a picture as a file. The file appears when it is whole, and never half."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import BadInput, NotFound, Unavailable

if TYPE_CHECKING:
    from workbench.views.pictures.picture import Picture

_HOLDS = "workbench"


def save(picture: Picture, path: Path) -> Path:
    """Write a picture to a file; see `Picture.save`."""
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise BadInput(
            f"“{path.name}” has no suffix that says what to write.", f"Name a file that ends in {', '.join(_MAKERS)}."
        )
    if not os.path.isdir(path.parent):
        raise NotFound(f"There is no folder “{path.parent}”.", "Make it first, or name another.")
    if os.path.isdir(path):  # unlike Path's, it does not fail for what cannot be a path
        raise BadInput(f"“{path}” is a folder.", "Name a file in it.")
    _write(path, make(picture))
    return path


def _write(path: Path, content: bytes) -> None:
    fresh = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            fresh = file.name
            file.write(content)
        os.chmod(fresh, 0o666 & ~_umask())  # a temporary file is readable by its owner only
        os.replace(fresh, path)
    except OSError as error:
        if fresh is not None:
            with suppress(OSError):
                os.unlink(fresh)
        raise Unavailable(
            f"“{path}” cannot be written: {error.strerror}.", "Look at the rights and the room there."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _png(picture: Picture) -> bytes:
    from workbench.views.pictures.still import png

    return png(picture)[0]


def _svg(picture: Picture) -> bytes:
    from workbench.views.pictures.still import svg

    return svg(picture).encode()


def _csv(picture: Picture) -> bytes:
    table = picture.table.assign(**picture.as_of.facts())
    return str(table.to_csv(index=False)).encode()


def _parquet(picture: Picture) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(picture.frame, preserve_index=False)
    facts = json.dumps({"title": picture.title, **picture.as_of.facts()}, ensure_ascii=False).encode()
    out = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), _HOLDS.encode(): facts}), out)
    return bytes(out.getvalue().to_pybytes())


def _html(picture: Picture) -> bytes:
    from workbench.views.pictures.page import page

    return page(picture).encode()


_MAKERS: dict[str, Callable[[Picture], bytes]] = {
    ".png": _png,
    ".svg": _svg,
    ".csv": _csv,
    ".parquet": _parquet,
    ".html": _html,
}
