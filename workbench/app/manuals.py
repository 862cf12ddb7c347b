"""Manuals: the documentation of installed packages, as documents of a collection."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.knowledge.reading import Block
from workbench.learning.material import Material, read_material


def read_manual(package: str) -> tuple[str, Iterator[Block]]:
    """The version of an installed package and its documentation, object by object."""
    material = read_material(package)
    return material.version, _blocks(material)


def _blocks(material: Material) -> Iterator[Block]:
    for piece in material.objects:
        for text, sort in ((piece.signature, "code"), (piece.summary, "prose"), (piece.body, "prose")):
            if text:
                yield Block((piece.path,), text, "code" if sort == "code" else "prose")
