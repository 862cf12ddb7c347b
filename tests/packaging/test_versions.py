"""pyproject.toml, constraints.txt and environment.yml agree with each other and with what the code imports."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from collections.abc import Iterator

import yaml
from packaging.utils import canonicalize_name

from tests.packaging.project import ROOT, all_requirements, constraints, project, requirements


def test_every_requirement_has_a_lower_and_an_upper_bound() -> None:
    bounds = {line.name: {part.operator for part in line.specifier} for line in all_requirements()}
    assert {name for name, operators in bounds.items() if operators != {">=", "<"}} == set()


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    for line in constraints():
        (pin,) = line.specifier
        assert pin.operator == "=="
        assert "*" not in pin.version
        assert not line.url
        assert not line.extras


def test_constraints_pin_every_requirement_inside_its_bounds() -> None:
    pins = {canonicalize_name(line.name): next(iter(line.specifier)).version for line in constraints()}
    for line in all_requirements():
        assert line.specifier.contains(pins[canonicalize_name(line.name)]), str(line)


def test_constraints_leave_torch_its_choice_of_gpu_libraries() -> None:
    assert [line.name for line in constraints() if line.name.startswith(("nvidia", "cuda", "triton"))] == []


def test_what_is_installed_meets_pyproject() -> None:
    for line in all_requirements():
        if line.marker is None or line.marker.evaluate():
            assert line.specifier.contains(importlib.metadata.version(line.name)), str(line)


def test_environment_yml_takes_everything_from_pyproject() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    python, name = conda
    assert name == "pip"
    assert pip == {"pip": ["-c constraints.txt", "-e ."]}
    assert python.partition(",")[0] == "python" + project()["requires-python"]


def test_every_import_of_the_package_is_a_declared_requirement() -> None:
    """What is imported but comes only by way of another package goes away when that package changes its mind."""
    declared = {canonicalize_name(line.name) for line in requirements()}
    owners = importlib.metadata.packages_distributions()
    ours = {"workbench", "dashboards"}
    stray = {
        (where, name)
        for where, name in _imports()
        if name not in sys.stdlib_module_names | ours
        and declared.isdisjoint(canonicalize_name(owner) for owner in owners.get(name, ()))
    }
    assert stray == set()


def _imports() -> Iterator[tuple[str, str]]:
    """File and top-level name of each absolute import."""
    for folder in ("workbench", "dashboards"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                where = path.relative_to(ROOT).as_posix()
                if isinstance(node, ast.Import):
                    yield from ((where, alias.name.partition(".")[0]) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield where, node.module.partition(".")[0]
