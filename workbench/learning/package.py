"""A package: an installed technology, found by its name without importing anything."""

from __future__ import annotations

import difflib
import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

import msgspec

from workbench.core.errors import BadInput, NotFound

_LONGEST_NAME = 200
_IMPORT_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_DISTRIBUTION_NAME = re.compile(r"[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?", re.ASCII)


class Package(msgspec.Struct, frozen=True):
    """An installed package or module.

    Attributes:
        name: as it is imported, dotted for a part of a package, as ``concurrent.futures``.
        version: of its distribution; Python's own for the standard library; ``unknown`` for what was never packaged.
        paths: the folders where Python looks for packages, in order.
    """

    name: str
    version: str
    paths: tuple[str, ...]


def find_package(technology: str) -> Package:
    """Find what a technology's name means: an import name, or the name of a distribution (``scikit-learn``).

    Raises:
        BadInput: the name is no name (a path, a command, too long), or a distribution that installs several packages.
        NotFound: nothing of that name is installed.
    """
    name = technology.strip()
    if len(name) > _LONGEST_NAME or not (_IMPORT_NAME.fullmatch(name) or _DISTRIBUTION_NAME.fullmatch(name)):
        raise BadInput(
            f"“{technology[:100]}” is not the name of a package.",
            "Give it as it is imported, such as asyncio or concurrent.futures.",
        )
    paths = _search_paths()
    distributions = importlib.metadata.packages_distributions()
    if not _exists(name, paths):
        name = _imported_as(name, distributions, paths)
    return Package(name, _version(name, distributions), paths)


def _search_paths() -> tuple[str, ...]:
    """Where Python looks, save the current folder that "" stands for: a folder one happens to be in is not installed."""
    return tuple(dict.fromkeys(path for path in sys.path if os.path.isabs(path) and Path(path).exists()))


def _exists(name: str, paths: Sequence[str]) -> bool:
    if _IMPORT_NAME.fullmatch(name) is None or name == "__main__":
        return False
    if name in sys.builtin_module_names:
        return True
    found: ModuleSpec | None = None
    for number, part in enumerate(name.split(".")):
        inside = list(paths) if number == 0 else list((found and found.submodule_search_locations) or [])
        # PathFinder looks at files only; importlib.util.find_spec would import the parents of a dotted name.
        found = PathFinder.find_spec(part, inside) if inside else None
        if found is None:
            return False
    return True


def _imported_as(name: str, distributions: Mapping[str, list[str]], paths: Sequence[str]) -> str:
    """The import name of a distribution's one package."""
    wanted = _normal(name)
    names = sorted(
        package
        for package, owners in distributions.items()
        if any(_normal(owner) == wanted for owner in owners) and not package.startswith("_") and _exists(package, paths)
    )
    if len(names) == 1:
        return names[0]
    if names:
        raise BadInput(f"“{name}” installs several packages.", f"Choose one of {', '.join(names[:10])}.")
    root, _, rest = name.partition(".")
    if rest and _exists(root, paths):
        raise NotFound(f"The package “{root}” has no module “{rest}” of its own.", f"Choose {root}, or a module in it.")
    known = {package for package in (*distributions, *sys.stdlib_module_names) if not package.startswith("_")}
    known |= {owner for owners in distributions.values() for owner in owners}
    near = difflib.get_close_matches(name, sorted(known), n=3)
    choice = f", or choose {' or '.join(near)}" if near else ", or choose an installed one, such as asyncio"
    raise NotFound(
        f"The package “{name}” is not installed.", f"Install it with “pip install {_normal(name).strip('-')}”{choice}."
    )


def _version(name: str, distributions: Mapping[str, list[str]]) -> str:
    root = name.partition(".")[0]
    owners = sorted(set(distributions.get(root, [])))
    if owners:
        return importlib.metadata.version(owners[0])
    return platform.python_version() if root in sys.stdlib_module_names else "unknown"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
