"""A finding: one public object of a package, as a reader of packages found it, before its documentation is taken apart."""

from __future__ import annotations

from typing import Literal

import msgspec

from workbench.learning.depth import Depth

Kind = Literal["module", "class", "function", "attribute"]


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One public object.

    Attributes:
        path: what it is called in full, as ``asyncio.tasks.wait_for``.
        kind: methods are functions, properties are attributes.
        concept: the module it was found in, itself for a module.
        depth: the study depth that first covers it.
        signature: how it is written when used, "" where that is not known.
        documentation: its docstring, "" when it has none.
    """

    path: str
    kind: Kind
    concept: str
    depth: Depth
    signature: str = ""
    documentation: str = ""


class Findings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reader found.

    Attributes:
        objects: in no particular order, each path once.
        left_out: how many were passed over, by reason.
    """

    objects: tuple[Finding, ...]
    left_out: dict[str, int]
