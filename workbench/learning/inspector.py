"""The program that imports a package and looks at it, in a process of its own. It needs nothing but Python.

Run by `inspection` as ``python -I inspector.py NAME SECONDS PATH…``; answers one line of JSON on standard output:
``{"objects": [{"path": …, …}], "left_out": {…}}`` or ``{"error": …}``. Whatever the package prints goes nowhere.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_LONGEST = 80_000


def main(name: str, seconds: int, paths: list[str]) -> None:
    """Answer on standard output, which nobody else gets hold of."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)  # should the process that waits for us be gone by then
    sys.path[:] = paths
    try:
        found: dict[str, Any] = look(name)
    except BaseException as error:  # a package may raise anything, SystemExit too
        found = {"error": f"{type(error).__name__}: {error}"[:500]}
    with os.fdopen(answer, "wb") as out:
        out.write(json.dumps(found).encode() + b"\n")
    os._exit(0)  # not waiting for threads that the package may have left


def look(name: str) -> dict[str, Any]:
    """The public objects of a package and of its public modules, each once, under its own path or its shortest."""
    modules = {name: importlib.import_module(name)}
    modules.update(_modules(modules[name], name))
    things: dict[int, Any] = {}
    names: dict[int, dict[str, str]] = {}
    for path, module in sorted(modules.items()):
        for short, thing in _members(module, name.partition(".")[0]):
            things[id(thing)] = thing
            names.setdefault(id(thing), {})[f"{path}.{short}"] = path
    objects = [_finding(modules[path], path, "module", path, _depth(path, name)) for path in sorted(modules)]
    for key, thing in things.items():
        own = f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"
        path = own if own in names[key] else min(names[key], key=lambda each: (each.count("."), each))
        depth = "basic" if name in names[key].values() else "standard"
        kind = "class" if inspect.isclass(thing) else "function"
        objects.append(_finding(thing, path, kind, names[key][path], depth))
        if inspect.isclass(thing):
            objects.extend(_inside(thing, path, names[key][path]))
    return {"objects": objects, "left_out": {}}


def _modules(package: ModuleType, name: str) -> Iterator[tuple[str, ModuleType]]:
    for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
        if found.name.startswith("_") or found.name.startswith("test") or found.name == "conftest":
            continue
        try:
            module = importlib.import_module(f"{name}.{found.name}")
        except BaseException:
            continue  # a part that does not load on this machine
        yield f"{name}.{found.name}", module
        yield from _modules(module, f"{name}.{found.name}")


def _members(module: ModuleType, root: str) -> Iterator[tuple[str, Any]]:
    """Classes and callables that a module lists as its own or that come from its package.

    C code often gives an underscored module as where it comes from.
    """
    listed = getattr(module, "__all__", None)
    for short in sorted(str(each) for each in (listed if listed is not None else vars(module))):
        thing = getattr(module, short, None)
        if short.startswith("_") or inspect.ismodule(thing) or not callable(thing):
            continue
        owner = getattr(thing, "__module__", None)
        if listed is not None or owner is None or str(owner).partition(".")[0].lstrip("_") == root.lstrip("_"):
            yield short, thing


def _inside(owner: type, path: str, concept: str) -> Iterator[dict[str, str]]:
    for short, raw in sorted(vars(owner).items()):
        if short.startswith("_"):
            continue
        thing = getattr(owner, short, None)
        if inspect.isclass(raw):
            kind = "class"
        elif inspect.isroutine(thing) or inspect.isroutine(raw):
            kind = "function"
        elif inspect.isdatadescriptor(raw):
            kind, thing = "attribute", raw
        else:
            continue
        yield _finding(thing, f"{path}.{short}", kind, concept, "deep")


def _finding(thing: Any, path: str, kind: str, concept: str, depth: str) -> dict[str, str]:
    name = path.rpartition(".")[2]
    documentation = getattr(thing, "__doc__", None)
    if not isinstance(documentation, str) or (kind == "function" and documentation == type(thing).__doc__):
        documentation = ""
    signature = "" if kind == "module" else name
    if kind in ("class", "function"):
        signature += _parameters(thing)
    return {
        "path": path,
        "kind": kind,
        "concept": concept,
        "depth": depth,
        "signature": signature,
        "documentation": documentation[:_LONGEST],
    }


def _parameters(thing: Any) -> str:
    try:
        text = _ADDRESS.sub("", str(inspect.signature(thing)))
    except Exception:  # C code without a signature, or one that cannot be made
        return ""
    return re.sub(r"^\((self|cls|\$self|type)(, /)?(, |(?=\)))", "(", text)


def _depth(path: str, name: str) -> str:
    return "basic" if path == name else "standard"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
