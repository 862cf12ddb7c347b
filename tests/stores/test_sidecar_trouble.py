"""Servers that do not start, die, hang, or are left alone by who started them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.stores.processes import SERVER, USER, Make, python, until, working_for
from workbench.core.errors import Unavailable
from workbench.stores import Running, Sidecar, watch


def test_a_server_that_ignores_sigterm_is_killed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    sidecar = make("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + SERVER)
    running = sidecar.open()
    os.kill(running.pid, signal.SIGSTOP)  # its watcher cannot help either
    monkeypatch.setattr("workbench.stores.sidecar._GRACE", 0.3)
    assert sidecar.stop()


def test_a_failed_start_shows_what_was_said(make: Make, tmp_path: Path) -> None:
    sidecar = make("print('the cellar is flooded'); raise SystemExit(3)")
    with pytest.raises(Unavailable, match=r"(?s)did not start.*the cellar is flooded.*status 3") as caught:
        sidecar.open()
    assert str(sidecar.log) in caught.value.remedy
    assert working_for(tmp_path) == []
    assert make().open()  # and nothing is in the way of the next


def test_a_server_that_never_answers_is_given_up(make: Make, tmp_path: Path) -> None:
    (tmp_path / "run" / "go").unlink()
    with pytest.raises(Unavailable, match=r"did not answer within 0\.3 s"):
        make(patience=0.3).open()
    assert working_for(tmp_path) == []


def test_a_program_that_does_not_exist_is_said(tmp_path: Path) -> None:
    sidecar = Sidecar(tmp_path / "run", "test", [str(tmp_path / "nothing"), "{port}"], "/")
    with pytest.raises(Unavailable, match="nothing"):
        sidecar.open()


def test_a_port_that_another_took_first_is_tried_anew(make: Make, tmp_path: Path) -> None:
    """The first start ends at once, as that of a server whose port is taken does."""
    script = f"import pathlib; first = pathlib.Path({str(tmp_path / 'first')!r})\n"
    script += "if not first.exists():\n    first.touch()\n    raise SystemExit(0)\n"
    assert make(script + SERVER).open()


def test_a_starter_killed_midway_blocks_nobody(make: Make, tmp_path: Path) -> None:
    sidecar, run = make(), tmp_path / "run"
    (run / "go").unlink()
    with python(USER, run, SERVER, 60) as starter:
        until(lambda: (run / "test.alive").exists() and (run / "test.alive").read_text())
        starter.kill()
        starter.wait()
    watcher = int((run / "test.alive").read_text())
    threading.Timer(0.2, (run / "go").touch).start()
    assert sidecar.open().pid == watcher  # what it had begun is used


def test_a_killed_server_is_found_dead(make: Make) -> None:
    sidecar = make()
    was = sidecar.open()
    os.kill(was.server, signal.SIGKILL)
    until(lambda: sidecar.find() is None)
    now = sidecar.open()
    assert now.pid != was.pid
    assert watch.answers(now.port, "/")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_watcher_takes_its_server_along(make: Make, tmp_path: Path) -> None:
    sidecar = make()
    was = sidecar.open()
    os.kill(was.pid, signal.SIGKILL)
    until(lambda: not working_for(tmp_path))
    assert sidecar.open().pid != was.pid


def test_a_server_that_survived_its_watcher_is_replaced(make: Make, tmp_path: Path) -> None:
    """Where the system does not end it, or it does not listen, it still holds the claim and is ended by the next."""
    sidecar = make("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + SERVER)
    was = sidecar.open()
    os.kill(was.pid, signal.SIGKILL)
    until(lambda: was.pid not in working_for(tmp_path))
    assert was.server in working_for(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.stores.sidecar._GRACE", 0.3)
        now = sidecar.open()
        assert now.pid != was.pid
        assert sorted(working_for(tmp_path)) == sorted([now.pid, now.server])
        sidecar.stop()


def test_a_server_that_hangs_is_replaced(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    sidecar = make(patience=0.5)
    was = sidecar.open()
    os.kill(was.server, signal.SIGSTOP)
    monkeypatch.setattr("workbench.stores.sidecar._GRACE", 0.3)
    monkeypatch.setattr(watch.answers, "__defaults__", (0.2,))
    assert sidecar.open().pid != was.pid


def test_an_old_address_with_somebody_elses_process_id_harms_nobody(make: Make, tmp_path: Path) -> None:
    stale = Running(os.getpid(), os.getpid(), 9, datetime.now(UTC))
    (tmp_path / "run" / "test.json").write_bytes(msgspec.json.encode(stale))
    (tmp_path / "run" / "test.alive").write_text(str(os.getpid()))
    sidecar = make()
    assert sidecar.find() is None
    assert not sidecar.stop()
    assert sidecar.open().pid != os.getpid()


@pytest.mark.parametrize("text", ["", "{", '{"pid": 1}', "null"])
def test_a_damaged_address_is_no_address(make: Make, tmp_path: Path, text: str) -> None:
    (tmp_path / "run" / "test.json").write_text(text)
    assert make().open()
