"""What lies beside the package in a checkout and inside it when it is installed: dashboards, notebooks and documentation."""

from __future__ import annotations

from importlib.metadata import metadata
from pathlib import Path

from workbench.core.errors import NotFound

_INSTALLED = "_share"


def shared(name: str) -> Path:
    """A folder that travels with the package, as ``dashboards``, ``notebooks`` or ``docs``.

    Raises:
        NotFound: this installation has none.
    """
    package = Path(__file__).parents[1]
    for folder in (package / _INSTALLED / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise NotFound(f"This installation has no {name}.", "Install society-workbench from a whole wheel or checkout.")


def readme() -> str:
    """The README, in Markdown: the checkout's file, or the description that a wheel carries in its metadata."""
    package = Path(__file__).parents[1]
    if (package / _INSTALLED).is_dir():
        return str(metadata("society-workbench").json["description"])
    return (package.parent / "README.md").read_text(encoding="utf-8")
