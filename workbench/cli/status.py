"""Commands about what runs for a lab: status and stop."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from workbench.app import open_lab
from workbench.cli.output import json_option, known_lab_option, show
from workbench.core.announcement import find_announced
from workbench.core.folder import Folder
from workbench.core.show import many
from workbench.stores import chroma_sidecar, graph_sidecar

_SERVERS = ("hub", "dashboards", "notebooks", "voila")
_SIDECARS = {"chroma": chroma_sidecar, "graph": graph_sidecar}
_GRACE_SECONDS = 10.0


@click.command("status")
@known_lab_option
@json_option
def status_command(folder: str, as_json: bool) -> None:
    """What the lab holds, and which of its servers run."""
    with open_lab(folder) as lab:
        assert lab.folder is not None
        running = running_servers(lab.folder.path)
        answer: dict[str, Any] = {
            "lab": str(lab.folder.path),
            "epoch": lab.log.epoch,
            "events": lab.log.head,
            "agents": len(lab.members.all()),
            "level": lab.observatory.level().value,
            "index": lab.index.position,
            "running": running,
        }
    level = "not measured yet" if answer["level"] is None else f"{answer['level']:.2f}"
    words = [
        f"{answer['lab']}: {many(answer['agents'], 'agent')}, {many(answer['events'], 'event')}, level {level}",
        f"index: made up to event {answer['index']}; it goes on when somebody recalls",
        *(f"{name}: runs at {server['url']} (pid {server['pid']})" for name, server in running.items()),
        *(f"{name}: does not run" for name in (*_SERVERS, *_SIDECARS) if name not in running),
    ]
    show(answer, "\n".join(words), as_json)


@click.command("stop")
@known_lab_option
@json_option
def stop_command(folder: str, as_json: bool) -> None:
    """End the lab's servers. Nothing that was acknowledged is lost."""
    place = Folder.open(Path(folder)).path
    stopped = [
        name for name, server in running_servers(place).items() if name in _SERVERS and _stop(int(server["pid"]))
    ]
    stopped += [name for name, sidecar in _SIDECARS.items() if sidecar(place).stop()]
    show({"stopped": stopped}, f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.", as_json)


def running_servers(place: Path) -> dict[str, dict[str, Any]]:
    """The servers of the lab in a folder that run now, each with its URL and process id."""
    told = {name: find_announced(place / "run", name) for name in _SERVERS}
    found: dict[str, dict[str, Any]] = {
        name: {"url": server.url, "pid": server.pid} for name, server in told.items() if server is not None
    }
    for name, sidecar in _SIDECARS.items():
        if server := sidecar(place).find():
            url = f"bolt://127.0.0.1:{server.second}" if name == "graph" else f"http://127.0.0.1:{server.port}"
            found[name] = {"url": url, "pid": server.pid}
    return found


def _stop(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_SECONDS
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
    return True
