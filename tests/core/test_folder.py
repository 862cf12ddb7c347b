"""The lab's folder."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workbench.core.errors import BadLab, DiskFull, WorkbenchError
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
        ("lab.json", b'{"format":0,"name":"x"}', "damaged"),
        ("lab.json", b'{"format":1,"name":7}', "damaged"),
        ("lab.json", b"[" * 5_000, "damaged"),
        ("lab.json", b'{"format":99,"name":"x"}', "newer version"),
        ("lab.json", b'{"format":2,"title":["x"],"more":{}}', "newer version"),
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


@pytest.mark.parametrize("path", ["x" * 300, "a\x00b", "~nobody-of-this-name/lab"])
def test_what_is_no_path_is_said(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadLab):
        Folder.open(Path(path) if path.startswith("~") else tmp_path / path)
    assert list(tmp_path.iterdir()) == []


def test_a_label_that_is_a_folder_is_no_full_disk(tmp_path: Path) -> None:
    (tmp_path / "lab.json").mkdir()
    with pytest.raises(BadLab, match="cannot be used"):
        Folder.open(tmp_path)


def test_a_circle_of_links_is_no_full_disk(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(BadLab):
        Folder.open(tmp_path / "one" / "lab")


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="could not be written"):
        Folder.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


_UNPRIVILEGED = """
import os, sys
from pathlib import Path
from workbench.core.folder import Folder
from workbench.core.errors import BadLab
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    Folder.open(Path(sys.argv[1]))
except BadLab as error:
    print(error.problem)
"""


@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_that_may_not_be_used(tmp_path: Path, mode: int) -> None:
    """In a child that gives up its rights, for root may do everything."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith("pytest"):
            folder.chmod(0o755)
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(mode)
    try:
        child = [sys.executable, "-c", _UNPRIVILEGED, str(locked / "lab")]
        done = subprocess.run(child, capture_output=True, text=True, cwd=Path(__file__).parents[2])
        assert done.stdout == f"{locked / 'lab'} may not be read or written.\n", done.stderr
    finally:
        locked.chmod(0o700)


_CHILD = """
import sys
from pathlib import Path
from workbench.core.folder import Folder
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    folder = Folder.open(Path(sys.argv[1]) / str(number))
    print(folder.name, folder.secret().decode())
"""


def test_two_processes_may_make_it_at_once(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    one, other = (child.communicate(timeout=60)[0] for child in children)
    assert one == other
    assert len(set(one.split())) == 100
    assert not list(tmp_path.rglob(".lab-*"))


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 65])
def test_a_damaged_secret_signs_nothing(tmp_path: Path, content: bytes) -> None:
    folder = Folder.open(tmp_path)
    (folder.run / "secret").write_bytes(content)
    with pytest.raises(BadLab, match="is damaged"):
        folder.secret()
    (folder.run / "secret").unlink()
    assert len(folder.secret()) == 64


def test_a_file_where_the_run_folder_belongs(tmp_path: Path) -> None:
    folder = Folder.open(tmp_path)
    (tmp_path / "run").write_text("x")
    with pytest.raises(WorkbenchError, match="not a folder"):
        folder.secret()


def test_what_others_may_read_is_the_users_choice(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        folder = Folder.open(tmp_path / "lab")
        folder.secret()
    finally:
        os.umask(before)
    assert (folder.path / "lab.json").stat().st_mode & 0o777 == 0o640
    assert (folder.run / "secret").stat().st_mode & 0o777 == 0o600
