"""Packages that do not exist, have nothing to say, or misbehave when they are imported."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import psutil
import pytest

from workbench.core.errors import BadInput, NotFound
from workbench.learning.inspection import inspect_package
from workbench.learning.material import read_material
from workbench.learning.package import find_package


def put(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(folder))


@pytest.mark.parametrize(
    "name", ["", " ", "os; rm", "../json", "/etc", "a/b", "json\n", "-m", "x" * 300, "json as j", "ä"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    if name.strip() == "json":
        assert find_package(name).name == "json"  # blanks around a name are forgiven
        return
    with pytest.raises(BadInput, match="is not the name of a package"):
        find_package(name)


def test_what_is_not_installed_comes_with_near_names() -> None:
    with pytest.raises(NotFound, match=r"not installed.*pip install asyncoi.*asyncio"):
        find_package("asyncoi")
    with pytest.raises(NotFound, match="not installed"):
        find_package("__main__")
    with pytest.raises(NotFound, match="has no module “nothing_of_it”"):
        find_package("json.nothing_of_it")


def test_a_distribution_may_be_named() -> None:
    package = find_package("PyJWT")
    assert package.name == "jwt"
    assert package == find_package("jwt")
    assert find_package("json").version == platform.python_version()


def test_a_file_of_the_current_folder_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lying_here.py").write_text('"""Here."""')
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    with pytest.raises(NotFound):
        find_package("lying_here")


def test_a_package_without_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, monkeypatch, "silent_one", "def f(): ...\n")
    with pytest.raises(NotFound, match="“silent_one” has no documentation"):
        read_material("silent_one")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("raise SystemExit(3)", "cannot be imported: SystemExit: 3"),
        ("import os; os._exit(0)", "ended the process"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended the process"),
        ("raise ValueError('no')", "cannot be imported: ValueError: no"),
        ("import surely_not_there_at_all", "cannot be imported: ModuleNotFoundError"),
    ],
)
def test_an_import_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problem: str) -> None:
    put(tmp_path, monkeypatch, "failing_one", text)
    with pytest.raises(BadInput, match=problem):
        read_material("failing_one")


def test_an_import_that_prints_reads_and_forks_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "import os, subprocess, sys, threading, time\n"
        "print('{}'); os.write(1, b'junk\\n'); sys.stderr.write('junk'); assert sys.stdin.read() == ''\n"
        f"child = subprocess.Popen(['sleep', '300']); open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "threading.Thread(target=time.sleep, args=(300,)).start()\n"
        "open('litter', 'w').write(os.getcwd())\n"
        "def f(x, default=object()): ...\n"
        "f.__doc__ = 'Do it. ' + 'Then rest.'\n"
    )
    put(tmp_path, monkeypatch, "noisy_one", text)
    (piece,) = read_material("noisy_one").objects
    assert (piece.path, piece.summary, piece.body) == ("noisy_one.f", "Do it.", "Then rest.")
    assert piece.signature == "f(x, default=<object object>)"
    assert not Path("litter").exists()
    assert _gone(int((tmp_path / "pid").read_text()))


def test_an_import_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '300'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\ntime.sleep(300)\n"
    )
    put(tmp_path, monkeypatch, "hanging_one", text)
    with pytest.raises(BadInput, match=r"Importing “hanging_one” took more than 2 s"):
        read_material("hanging_one", seconds=2)
    assert all(_gone(int(pid)) for pid in (tmp_path / "pids").read_text().split())


def test_an_answer_without_end_is_cut_off() -> None:
    with pytest.raises(BadInput, match="more than 1,000 bytes"):
        inspect_package(find_package("math"), most=1_000)


def _gone(pid: int) -> bool:
    """Whether a process ended, within a moment: a killed orphan stays until init has buried it."""
    assert pid != os.getpid()
    for _ in range(200):
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False
