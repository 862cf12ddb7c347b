"""The wheel is whole: it works in an empty folder, away from the checkout, with dashboards, notebooks and docs inside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.cli.demo import Demo
from tests.packaging.project import ROOT, project
from workbench.stores import chroma_sidecar

PLACES = {name: f"workbench/_share/{name}" for name in ("dashboards", "notebooks", "docs")}
README = "from workbench.core.share import readme, shared; print(shared('docs')); print(readme().strip())"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline", "--out-dir", folder], ROOT
    )
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_every_module_dashboard_and_notebook_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {path.relative_to(ROOT).as_posix() for path in _files(ROOT / "workbench")}
    data = f"society_workbench-{project()['version']}.data/data"
    for folder, place in {**PLACES, "share": f"{data}/share"}.items():
        expected |= {f"{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in _files(ROOT / folder)}
    assert held == {name for name in expected if not name.startswith(f"{PLACES['docs']}/") or not name.endswith(".py")}
    assert any(name.endswith(".ipynb") for name in held)
    assert any(name.startswith("workbench/_share/dashboards/") and name.endswith("/app.py") for name in held)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_it_runs_where_no_checkout_is(wheel: Path, tmp_path: Path) -> None:
    python = _fresh_environment(wheel, tmp_path / "venv")
    away = tmp_path / "away"
    away.mkdir()
    home = _run([python, "-c", "import workbench; print(workbench.__file__)"], away)
    assert Path(home).is_relative_to(tmp_path)
    docs, _, readme = _run([python, "-c", README], away).partition("\n")
    assert Path(docs).is_relative_to(tmp_path)
    assert readme == (ROOT / "README.md").read_text().strip()
    assert "demo" in _run([python.with_name("workbench"), "--help"], away)
    try:
        with Demo([str(python.with_name("workbench"))], away / "lab") as demo:
            demo.wait_until("memory.created")
            (dashboards,) = re.findall(r'href="(http://127\.0\.0\.1:\d+/observatory)"', demo.home.text)
            assert "Observatory" in demo.browser.get(dashboards).text
            assert demo.end(signal.SIGINT) == 0
    finally:
        chroma_sidecar(away / "lab").stop()


def _fresh_environment(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment that has the wheel, and what it needs from ours.

    A path in a .pth file is searched but its own .pth files are not read, so our editable installation stays out of sight.
    """
    _run([sys.executable, "-m", "uv", "venv", "--python", sys.executable, folder], folder.parent)
    python = folder / "bin" / "python"
    _run([sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--python", python, wheel], folder)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "needs.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def _files(folder: Path) -> list[Path]:
    """What git would take of a folder: no caches, no hidden files."""
    parts = ((path, path.relative_to(ROOT).parts) for path in folder.rglob("*") if path.is_file())
    return [path for path, names in parts if not any(name.startswith((".", "__pycache__")) for name in names)]


def _run(command: list[str | Path], folder: Path) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=folder, env=inherited, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
