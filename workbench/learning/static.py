"""Static reading: the public objects of a package from its source, with griffe, without running any of it."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import griffe

from workbench.learning.depth import Depth
from workbench.learning.finding import Finding, Findings, Kind
from workbench.learning.package import Package
from workbench.learning.visibility import is_foreign, is_private

_LONGEST_VALUE = 80
_CHANGED_LIST = re.compile(r"^\s*__all__\.", re.MULTILINE)

Parts = tuple[str, ...]


class _Finder(griffe.ModuleFinder):
    """Finds the modules of a package but its tests and vendored code, which need not be parsed then."""

    def __init__(self, package: Package) -> None:
        super().__init__(package.paths)
        self.foreign = 0
        self._below = package.name.count(".")

    def submodules(self, module: griffe.Module) -> list[tuple[Parts, Path]]:
        found = sorted(super().submodules(module), key=lambda each: (len(each[0]), each[0]))
        kept = [each for each in found if not is_foreign(each[0][self._below :])]
        self.foreign += len(found) - len(kept)
        return kept


def read_source(package: Package) -> Findings | None:
    """The public objects of a package, None when it has no Python source or stubs.

    An object that can be reached by several names is found once: under the name of the place where it is defined when
    that is public, else under its shortest public name. Left out and counted are ``private`` objects and modules of
    ``tests and vendored code``.
    """
    loader = griffe.GriffeLoader(search_paths=package.paths, allow_inspection=False, store_source=False)
    loader.finder = finder = _Finder(package)
    with griffe.logger.disable(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the parser, about other people's source
        try:
            root = loader.load(package.name, try_relative_path=False)
            loader.resolve_aliases(implicit=True, external=False)
        except (griffe.GriffeError, ImportError, OSError, SyntaxError, ValueError, RecursionError) as error:
            logging.getLogger(__name__).debug("no static reading of %s: %s", package.name, error)
            return None
        if not isinstance(root, griffe.Module):
            return None
        objects = tuple(_Walk(root).findings())
    private = sum(1 for _ in _own(root)) - len(objects)
    return Findings(objects=objects, left_out={"private": private, "tests and vendored code": finder.foreign})


class _Walk:
    """One walk over the public names of a technology's root module."""

    def __init__(self, root: griffe.Module) -> None:
        self._root = root
        self._objects: dict[str, griffe.Object] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._top: set[str] = set()
        self._walked: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        self._module(self._root, self._root.path)
        taken: set[str] = set()
        for canonical in sorted(self._objects):
            names = self._names[canonical]
            path = canonical if canonical in names else min(names, key=lambda name: (name.count("."), name))
            if path not in taken:
                taken.add(path)
                depth: Depth = "basic" if canonical in self._top else "standard"
                yield from _findings(self._objects[canonical], path, names[path], depth)

    def _module(self, module: griffe.Module, path: str) -> None:
        if module.path in self._walked:  # hidden modules may name each other
            return
        self._walked.add(module.path)
        self._add(module, path, path)
        exported = _exported(module)
        for name in sorted(module.members):
            if (member := _public(module, name, exported)) is None:
                continue
            if isinstance(member, griffe.Module):
                if member.path == f"{module.path}.{name}" or self._is_hidden(member):
                    self._module(member, f"{path}.{name}")
            elif member.path.startswith(f"{self._root.path}."):
                self._add(member, f"{path}.{name}", path)

    def _add(self, found: griffe.Object, path: str, concept: str) -> None:
        self._objects[found.path] = found
        self._names.setdefault(found.path, {})[path] = concept
        if concept == self._root.path:
            self._top.add(found.path)

    def _is_hidden(self, module: griffe.Module) -> bool:
        """Whether a module of this technology can be reached by another name only."""
        start = f"{self._root.path}."
        return module.path.startswith(start) and any(map(is_private, module.path.removeprefix(start).split(".")))


def _public(module: griffe.Module, name: str, exported: set[str] | None) -> griffe.Object | None:
    """What a public name of a module stands for; None for a private one, or one that cannot be followed."""
    member = module.members[name]
    if exported is not None and name not in exported and not isinstance(member, griffe.Module):
        return None
    if is_private(name) or (member.is_alias and exported is None and not module.is_init_module):
        return None
    try:
        return member.final_target if isinstance(member, griffe.Alias) else member
    except (griffe.GriffeError, KeyError):
        return None  # it comes from another package, or from compiled code


def _exported(module: griffe.Module) -> set[str] | None:
    """What a module lists in its ``__all__``; None when it has none, or one that is changed while it is imported."""
    if module.exports is None:
        return None
    files = module.filepath if isinstance(module.filepath, list) else [module.filepath]
    if any(_CHANGED_LIST.search(file.read_text("utf-8", "replace")) for file in files if file and file.is_file()):
        return None
    return {str(each) for each in module.exports}


def _findings(found: griffe.Object, path: str, concept: str, depth: Depth) -> Iterator[Finding]:
    if isinstance(found, griffe.Attribute) and "property" not in found.labels and depth == "standard":
        depth = "deep"
    yield Finding(
        path=path,
        kind=_kind(found),
        concept=concept,
        depth=depth,
        signature=_signature(found, path.rpartition(".")[2]),
        documentation=found.docstring.value if found.docstring else "",
    )
    if isinstance(found, griffe.Class):
        for name, member in sorted(found.members.items()):
            if not is_private(name) and isinstance(member, griffe.Object):
                yield from _findings(member, f"{path}.{name}", concept, "deep")


def _kind(found: griffe.Object) -> Kind:
    if isinstance(found, griffe.Module):
        return "module"
    if isinstance(found, griffe.Class):
        return "class"
    return "function" if isinstance(found, griffe.Function) else "attribute"


def _signature(found: griffe.Object, name: str) -> str:
    try:
        if isinstance(found, griffe.Class):
            return f"{found.signature(return_type=False, name=name)}" if found.parameters else name
        if isinstance(found, griffe.Function):
            return found.signature(name=name)
        if isinstance(found, griffe.Attribute):
            annotation = f": {found.annotation}" if found.annotation is not None else ""
            value = str(found.value) if found.value is not None else ""
            return f"{name}{annotation}" + (f" = {value}" if value and len(value) <= _LONGEST_VALUE else "")
    except (griffe.GriffeError, KeyError, RecursionError):
        return name
    return ""


def _own(found: griffe.Object) -> Iterator[griffe.Object]:
    """An object and all objects defined inside it, private ones too."""
    yield found
    for member in found.members.values():
        if isinstance(member, griffe.Object):
            yield from _own(member)
