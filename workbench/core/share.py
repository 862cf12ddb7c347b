"""What lies beside the package in a checkout and inside it when it is installed: dashboards and notebooks."""

from __future__ import annotations

from pathlib import Path

from workbench.core.errors import NotFound


def shared(name: str) -> Path:
    """A folder that travels with the package, as ``dashboards``.

    Raises:
        NotFound: this installation has none.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "_share" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise NotFound(f"This installation has no {name}.", "Install society-workbench from a whole wheel or checkout.")
