"""What pyproject.toml and constraints.txt say, as Python values."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


def requirements() -> list[Requirement]:
    """What Workbench needs to run."""
    return [Requirement(line) for line in project()["dependencies"]]


def all_requirements() -> list[Requirement]:
    """What Workbench needs to run, and what each optional group adds."""
    groups = project()["optional-dependencies"].values()
    return requirements() + [Requirement(line) for group in groups for line in group]


def constraints() -> list[Requirement]:
    """The lines of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]
