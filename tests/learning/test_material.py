"""The material of real packages, and of small ones made for the purpose."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from workbench.learning.material import DEPTHS, Material, read_material
from workbench.learning.withholding import FEWEST_WORDS, words_of

ROOT = Path(__file__).resolve().parents[2]

Packages = dict[str, str]


@cache
def material(technology: str) -> Material:
    return read_material(technology)


def make(folder: Path, monkeypatch: pytest.MonkeyPatch, files: Packages) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(folder))


def test_a_function_of_asyncio_reads_as_it_is_documented() -> None:
    by_path = {piece.path: piece for piece in material("asyncio").objects}
    piece = by_path["asyncio.tasks.wait_for"]
    assert (piece.name, piece.kind, piece.concept, piece.depth) == ("wait_for", "function", "asyncio.tasks", "basic")
    assert piece.signature == "wait_for(fut, timeout)"
    assert piece.summary == "Wait for the single Future or coroutine to complete, with timeout."
    assert "TimeoutError" in piece.body
    assert piece.text.startswith("asyncio.tasks.wait_for\nwait_for(fut, timeout)\n")
    assert by_path["asyncio.locks.Lock.acquire"].depth == "deep"
    assert "asyncio.wait_for" not in by_path


@pytest.mark.parametrize("technology", ["asyncio", "json", "sqlite3", "math", "click", "email"])
def test_the_laws_of_material(technology: str) -> None:
    found = material(technology)
    paths = [piece.path for piece in found.objects]
    assert paths == sorted(set(paths))
    assert all(path == technology or path.startswith(f"{technology}.") for path in paths)
    assert all(piece.depth in DEPTHS and piece.path.endswith(piece.name) for piece in found.objects)
    assert not any(part.startswith("_") for path in paths for part in path.split("."))
    assert {piece.depth for piece in found.objects} >= {"basic"}
    assert all(count >= 0 for count in found.left_out.values())


@pytest.mark.parametrize("technology", ["asyncio", "click", "email"])
def test_no_text_holds_a_summary_as_a_sentence(technology: str) -> None:
    summaries = [piece.summary for piece in material(technology).objects]
    long = {summary for summary in summaries if len(words_of(summary)) >= 2 * FEWEST_WORDS}
    assert long
    lines = {" ".join(line.split()) for piece in material(technology).objects for line in piece.text.splitlines()}
    assert long & lines == set()


def test_it_is_the_same_in_every_process() -> None:
    program = (
        "import hashlib, msgspec; from workbench.learning.material import read_material;"
        "print([hashlib.sha256(msgspec.json.encode(read_material(t))).hexdigest() for t in ('asyncio', 'math')])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_what_is_exported_is_found_once_and_decides_the_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(
        tmp_path,
        monkeypatch,
        {
            "tower/__init__.py": '"""A tower."""\nfrom tower.bricks import lay\nfrom tower._hidden import Crane\n'
            'from os import getcwd\n__version__ = "1"\n',
            "tower/bricks.py": 'from tower._hidden import secret\ndef lay():\n    """Lay a brick."""\n'
            'def burn():\n    """Burn a brick."""\ndef _mix():\n    """Mix mortar."""\nHEAT = 900\n"""How hot."""\n',
            "tower/_hidden.py": 'class Crane:\n    """A crane."""\n    def lift(self, load: int = 1) -> bool:\n'
            '        """Lift a load."""\n    @property\n    def load(self):\n        """What hangs there."""\n'
            'def secret():\n    """Not for you."""\n',
            "tower/listed.py": '__all__ = ["shown"]\ndef shown():\n    """Shown."""\ndef other():\n    """Other."""\n',
            "tower/grown.py": '__all__ = []\n__all__.extend(["late"])\ndef late():\n    """Late."""\n',
            "tower/tests/__init__.py": "",
            "tower/tests/test_lay.py": 'def test_lay():\n    """Lays."""\n',
            "tower/_vendor/six.py": 'def old():\n    """Old."""\n',
            "tower/bare.py": "def nothing(): ...\n",
        },
    )
    found = read_material("tower")
    assert {piece.path: piece.depth for piece in found.objects} == {
        "tower": "basic",
        "tower.Crane": "basic",
        "tower.Crane.lift": "deep",
        "tower.Crane.load": "deep",
        "tower.bricks.lay": "basic",
        "tower.bricks.burn": "standard",
        "tower.bricks.HEAT": "deep",
        "tower.listed.shown": "standard",
        "tower.grown.late": "standard",
    }
    by_path = {piece.path: piece for piece in found.objects}
    assert by_path["tower.Crane.lift"].signature == "lift(load: int = 1) -> bool"
    assert by_path["tower.Crane.lift"].concept == "tower"
    assert by_path["tower.Crane.load"].kind == "attribute"
    assert by_path["tower.bricks.HEAT"].signature == "HEAT = 900"
    assert found.version == "unknown"
    assert found.left_out["tests and vendored code"] == 3
    assert found.left_out["no documentation"] == 5  # four modules and one function


def test_hidden_modules_that_name_each_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(
        tmp_path,
        monkeypatch,
        {
            "ring/__init__.py": '"""A ring."""\nfrom ring import _a as a\n',
            "ring/_a/__init__.py": 'from ring import _b as b\ndef one():\n    """One."""\n',
            "ring/_b/__init__.py": 'from ring import _a as a\ndef two():\n    """Two."""\n',
        },
    )
    assert [piece.path for piece in read_material("ring").objects] == ["ring", "ring.a.b.two", "ring.a.one"]


def test_source_that_cannot_be_decoded_or_parsed_spoils_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(
        tmp_path,
        monkeypatch,
        {
            "odd/__init__.py": '"""Odd."""\ndef fine():\n    """It is \\ud800 fine."""\n',
            "odd/broken.py": "def (:\n",
        },
    )
    (tmp_path / "odd/latin.py").write_bytes(b"# caf\xe9\ndef coffee():\n    'Pour.'\n")
    by_path = {piece.path: piece for piece in read_material("odd").objects}
    assert by_path["odd.fine"].summary == "It is ? fine."


def test_c_code_is_inspected() -> None:
    assert Counter(piece.depth for piece in material("math").objects).keys() == {"basic"}
    sine = next(piece for piece in material("math").objects if piece.path == "math.sin")
    assert (sine.signature, sine.summary) == ("sin(x, /)", "Return the sine of x (measured in radians).")
    paths = {piece.path for piece in material("sqlite3").objects}
    assert {"sqlite3.connect", "sqlite3.Connection", "sqlite3.Connection.commit"} <= paths
    assert not any(path.startswith("sqlite3.dbapi2.") for path in paths)
