"""The README says nothing that does not work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import workbench
from workbench.cli import workbench as command
from workbench.stores import chroma_sidecar

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_its_python_runs_from_top_to_bottom(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 3
    script = tmp_path / "readme.py"
    script.write_text("\n".join(blocks))
    try:
        done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=110)
        assert done.returncode == 0, done.stderr
        assert "level of agent/ada" in done.stdout
        with workbench.open(tmp_path / "my-lab") as lab:
            assert lab.agent("Ada").interests == ("asyncio",)
    finally:
        chroma_sidecar(tmp_path / "my-lab").stop()


def test_it_names_every_command_and_no_other() -> None:
    (line,) = re.findall(r"^    workbench (demo .*)$", README, re.MULTILINE)
    named = {words.split()[0] for words in line.split(" | ")}
    assert named == set(command.homes) - {"dashboards", "society"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("https://"):
            assert ((ROOT / page).parent / target).exists(), f"{page} links {target}"
