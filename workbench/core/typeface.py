"""The typeface of all pages, Roboto: Panel's material components bring it along, so no page asks another host for it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

WEIGHTS = (400, 700)
_HOME = "panel_material_ui"  # found but never imported: that takes a second, and Panel would send its components with every page


def typeface(parts: Iterable[str]) -> dict[str, Path]:
    """The files of some parts of the alphabet, as ``latin``, in every weight, by name (``roboto-latin-400.woff2``).

    None where they cannot be found; pages then wear the system's own.
    """
    spec = find_spec(_HOME)
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).with_name("dist")
    names = [f"roboto-{part}-{weight}" for part in parts for weight in WEIGHTS]
    found = {f"{name}.woff2": next(folder.glob(f"{name}-normal-*.woff2"), None) for name in names}
    return {name: path for name, path in found.items() if path is not None}
