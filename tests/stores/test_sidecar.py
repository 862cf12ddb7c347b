"""Servers that processes share."""

from __future__ import annotations

import ast
import os
import stat
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import psutil

from tests.stores.processes import SERVER, USER, Make, python, until, working_for
from workbench.stores import Sidecar, watch


def test_it_is_started_once_and_found_again(make: Make, tmp_path: Path) -> None:
    first, second = make(), make()
    assert first.find() is None
    assert not (tmp_path / "run" / "test.log").exists()
    running = first.open()
    assert first.open() == second.open() == second.find() == running
    assert sorted(working_for(tmp_path)) == sorted([running.pid, running.server])
    assert "here I am" in first.log.read_text()


def test_its_files_are_for_the_owner_alone(make: Make, tmp_path: Path) -> None:
    sidecar = make()
    sidecar.open()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "run").iterdir() if path.name != "go"}
    assert modes == {f"test.{end}": 0o600 for end in ("alive", "json", "lease", "lock", "log")}
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_no_terminal_reaches_it(make: Make) -> None:
    running = make().open()
    assert os.getsid(running.server) == os.getsid(running.pid) == running.pid != os.getsid(0)


def test_stop_ends_it_for_everybody_and_open_starts_it_anew(make: Make, tmp_path: Path) -> None:
    sidecar, other = make(), make()
    was = sidecar.open()
    other.open()
    assert other.stop()
    assert working_for(tmp_path) == []
    assert sidecar.find() is None
    assert not other.stop()
    assert sidecar.open().pid != was.pid
    assert (tmp_path / "run" / "test.old.log").exists()


def test_stopping_where_nothing_ever_ran_leaves_no_trace(tmp_path: Path) -> None:
    assert not Sidecar(tmp_path / "run", "test", ["x"], "/").stop()
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_at_once_make_one_server(make: Make, tmp_path: Path) -> None:
    sidecar = make()
    with ExitStack() as stack:
        users = [stack.enter_context(python(USER, tmp_path / "run", SERVER, 60)) for _ in range(4)]
        said = {user.stdout.readline() for user in users if user.stdout}
        running = sidecar.find()
        assert running is not None
        assert said == {f"{running.pid}\n"}


def test_threads_that_start_at_once_make_one_server(make: Make) -> None:
    sidecars, found = [make() for _ in range(3)], []
    threads = [
        threading.Thread(target=lambda each=each: found.append(each.open()))  # type: ignore[misc]
        for each in sidecars * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len({running.pid for running in found}) == 1


def test_it_ends_when_nobody_holds_a_lease(make: Make, tmp_path: Path) -> None:
    sidecar = make(idle=0.2)
    sidecar.open()
    sidecar.close()
    until(lambda: not working_for(tmp_path))
    assert sidecar.find() is None


def test_a_lease_keeps_it_and_vanishes_with_its_process(make: Make, tmp_path: Path) -> None:
    sidecar = make(idle=0.2)
    with python(USER, tmp_path / "run", SERVER, 0.2) as user:
        assert user.stdout is not None
        watcher = int(user.stdout.readline())
        running = sidecar.open()
        assert running.pid == watcher
        sidecar.close()
        ticks = psutil.Process(watcher).num_ctx_switches().voluntary
        until(lambda: psutil.Process(watcher).num_ctx_switches().voluntary > ticks + 20)  # it looked many times
        assert sidecar.find() == running
        user.kill()
        until(lambda: not working_for(tmp_path / "run"))


def test_opening_while_it_ends_of_idleness_always_gives_one_that_stays(make: Make) -> None:
    sidecar = make(idle=0.01)
    for _ in range(10):
        running = sidecar.open()
        assert watch.answers(running.port, "/")
        sidecar.close()


def test_the_watcher_needs_the_standard_library_alone() -> None:
    names = set()
    for node in ast.walk(ast.parse(Path(watch.__file__).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
