"""Ports that stay: a lab's servers come back where they were, so that pages left open come back by themselves, too."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

_HOST = "127.0.0.1"
_FILE = "ports.json"


def lasting_ports(run: Path, names: Iterable[str], **wanted: int) -> dict[str, int]:
    """A port on loopback for each server: the wanted one, else the one of last time if it is free, else a free one.

    Args:
        run: the folder of the lab in which they are kept.
        names: of the servers.
        wanted: ports that somebody asked for, by name; 0 asks for none.
    """
    before = _kept(run / _FILE)
    ports = {name: wanted.get(name) or _free(before.get(name, 0)) or _free(0) for name in names}
    fresh = run / f"{_FILE}.{os.getpid()}"
    fresh.write_bytes(msgspec.json.encode(before | ports))
    fresh.replace(run / _FILE)
    return ports


def _kept(file: Path) -> dict[str, int]:
    with suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=dict[str, int])
    return {}


def _free(port: int) -> int:
    """The port, or any for 0; 0 when it is in use or is none."""
    with socket.socket() as probe:
        # Connections that ended with the last server keep nobody from listening, as servers here do with the same option.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except (OSError, OverflowError):
            return 0
        found: int = probe.getsockname()[1]
        return found
