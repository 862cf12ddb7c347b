"""Material: what a technology offers to be studied, object by object, with the sentences held back for its exam."""

from __future__ import annotations

import msgspec

from workbench.core.errors import NotFound
from workbench.learning.depth import DEPTHS, Depth
from workbench.learning.docstring import split
from workbench.learning.finding import Finding, Kind
from workbench.learning.inspection import SECONDS, inspect_package
from workbench.learning.package import find_package
from workbench.learning.static import read_source
from workbench.learning.withholding import Withheld

__all__ = ["DEPTHS", "Depth", "Material", "Piece", "read_material"]

_LONGEST_SIGNATURE = 500


class Piece(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One documented object of a technology.

    Attributes:
        path: its full name, as ``asyncio.tasks.wait_for``; unique in the technology.
        name: the last part of its path.
        kind: methods are functions, properties are attributes.
        signature: how it is written when used, at most 500 characters, "" for modules.
        summary: the first sentence of its documentation in plain words, held back for the exam; "" when it has none.
        body: the rest of its documentation, without any sentence that is the summary of an object of this technology.
        concept: the topic it belongs to: the path of its module, as ``asyncio.tasks``.
        depth: the study depth that first covers it.
    """

    path: str
    name: str
    kind: Kind
    signature: str
    summary: str
    body: str
    concept: str
    depth: Depth

    @property
    def text(self) -> str:
        """What an agent may study: path, signature and body, never the summary."""
        return "\n".join(part for part in (self.path, self.signature, self.body) if part)


class Material(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The material of a technology. Read twice from the same installation, also in two processes, it is the same.

    Attributes:
        technology: the import name of the package, as ``asyncio``.
        version: the version of its distribution; Python's for the standard library.
        objects: the documented public objects, sorted by path.
        left_out: how many objects are no part of it, by reason.
    """

    technology: str
    version: str
    objects: tuple[Piece, ...]
    left_out: dict[str, int]


def read_material(technology: str, *, seconds: float = SECONDS) -> Material:
    """Read the documentation of an installed package: from its source where there is any, else by importing it in a child
    process, as for modules written in C.

    Args:
        technology: an import name, as ``asyncio`` or ``concurrent.futures``, or a distribution's, as ``scikit-learn``.
        seconds: how long an import in a child process may take, > 0.

    Raises:
        BadInput: the name is no name; or the package has to be imported, and that fails or takes too long.
        NotFound: no such package is installed, or nothing in it has documentation.
    """
    package = find_package(technology)
    findings = read_source(package)
    if findings is None or not any(_tells(found) for found in findings.objects):
        findings = inspect_package(package, seconds=seconds)
    documented = [found for found in findings.objects if found.documentation.strip()]
    if not documented:
        raise NotFound(f"“{package.name}” has no documentation.", "Choose another package, such as asyncio.")
    pieces = tuple(_pieces(documented))
    silent = len(findings.objects) - len(pieces)
    return Material(
        technology=package.name,
        version=package.version,
        objects=pieces,
        left_out={**findings.left_out, "no documentation": silent},
    )


def _tells(found: Finding) -> bool:
    return found.kind in ("class", "function") and bool(found.documentation.strip())


def _pieces(documented: list[Finding]) -> list[Piece]:
    pieces = [_piece(found) for found in sorted(documented, key=lambda found: found.path)]
    withheld = Withheld(piece.summary for piece in pieces)
    return [msgspec.structs.replace(piece, body=withheld.clear(piece.body).strip()) for piece in pieces]


def _piece(found: Finding) -> Piece:
    name = found.path.rpartition(".")[2]
    parts = split(found.documentation, name)
    signature = found.signature if "(" in found.signature or not parts.signature else parts.signature
    return Piece(
        path=found.path,
        name=name,
        kind=found.kind,
        signature=_short(signature),
        summary=parts.summary,
        body=parts.body,
        concept=found.concept,
        depth=found.depth,
    )


def _short(signature: str) -> str:
    clean = " ".join(signature.encode("utf-8", "replace").decode().split())
    return clean if len(clean) <= _LONGEST_SIGNATURE else clean[: _LONGEST_SIGNATURE - 1] + "…"
