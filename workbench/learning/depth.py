"""Depth: how much of a technology a study covers. Each depth includes the ones before it."""

from __future__ import annotations

from typing import Literal, get_args

Depth = Literal["basic", "standard", "deep"]
"""The depth that first covers an object:

- ``basic``: the technology's own introduction, and what it offers at its top: the names in its ``__all__`` where it has
  one, else its public names, those a package imports from its own modules included.
- ``standard``: its other public modules, functions and classes.
- ``deep``: what lies inside classes (methods, properties, attributes, classes), and the attributes of modules.
"""

DEPTHS: tuple[Depth, ...] = get_args(Depth)
