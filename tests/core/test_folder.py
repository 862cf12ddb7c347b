"""The lab's folder."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from workbench.core.errors import BadLab
from workbench.core.folder import Folder


def test_a_missing_or_an_empty_folder_becomes_a_lab(tmp_path: Path) -> None:
    made = Folder.open(tmp_path / "some" / "lab")
    assert (made.name, made.path) == ("lab", tmp_path / "some" / "lab")
    assert Folder.open(made.path).name == "lab"
    assert Folder.open(tmp_path / "some" / "lab" / ".." / "lab").log.name == "log.db"
    (tmp_path / "empty").mkdir()
    assert Folder.open(tmp_path / "empty").name == "empty"


def test_a_renamed_folder_keeps_its_name(tmp_path: Path) -> None:
    Folder.open(tmp_path / "one").path.rename(tmp_path / "two")
    assert Folder.open(tmp_path / "two").name == "one"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("letter.txt", b"Dear", "holds files, but no lab"),
        ("lab.json", b"", "damaged"),
        ("lab.json", b"[]", "damaged"),
        ("lab.json", b"\xff", "damaged"),
        ("lab.json", b'{"format":1}', "damaged"),
        ("lab.json", b'{"format":99,"name":"x"}', "newer version"),
    ],
)
def test_what_is_no_lab_is_left_alone(tmp_path: Path, file: str, content: bytes, said: str) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(BadLab) as caught:
        Folder.open(tmp_path)
    assert said in caught.value.problem
    assert caught.value.remedy
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [(file, content)]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "lab"):
        with pytest.raises(BadLab, match="not a folder"):
            Folder.open(path)


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    found: list[tuple[str, bytes]] = []
    gate = threading.Barrier(8)

    def make() -> None:
        gate.wait()
        folder = Folder.open(tmp_path / "lab")
        found.append((folder.name, folder.secret()))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert sorted(path.name for path in (tmp_path / "lab").rglob("*")) == ["lab.json", "run", "secret"]


def test_the_secret_is_for_the_owner_alone(tmp_path: Path) -> None:
    folder = Folder.open(tmp_path / "lab")
    assert len(folder.secret()) == 64
    assert folder.secret() == Folder.open(tmp_path / "lab").secret()
    assert (folder.run / "secret").stat().st_mode & 0o077 == 0
    assert folder.run.stat().st_mode & 0o077 == 0
    assert json.loads((folder.path / "lab.json").read_bytes()) == {"format": 1, "name": "lab"}
