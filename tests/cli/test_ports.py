"""Ports that stay from one start to the next."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from workbench.cli.ports import lasting_ports

NAMES = ("hub", "dashboards")


def test_they_are_those_of_last_time(tmp_path: Path) -> None:
    ports = lasting_ports(tmp_path, NAMES)
    assert len(set(ports.values())) == 2
    assert lasting_ports(tmp_path, NAMES) == ports
    assert [path.name for path in tmp_path.iterdir()] == ["ports.json"]


def test_one_that_is_in_use_is_replaced_and_the_other_stays(tmp_path: Path) -> None:
    ports = lasting_ports(tmp_path, NAMES)
    with socket.create_server(("127.0.0.1", ports["hub"])):
        other = lasting_ports(tmp_path, NAMES)
    assert other["hub"] not in (0, ports["hub"])
    assert other["dashboards"] == ports["dashboards"]


def test_a_server_may_come_back_at_once_though_somebody_was_connected(tmp_path: Path) -> None:
    ports = lasting_ports(tmp_path, NAMES)
    there = "127.0.0.1", ports["hub"]
    with socket.create_server(there) as server, socket.create_connection(there):
        server.accept()[0].close()
    assert lasting_ports(tmp_path, NAMES) == ports


def test_who_asks_for_a_port_gets_it(tmp_path: Path) -> None:
    ports = lasting_ports(tmp_path, NAMES)
    assert lasting_ports(tmp_path, NAMES, hub=0) == ports
    assert lasting_ports(tmp_path, NAMES, hub=80)["hub"] == 80


@pytest.mark.parametrize("kept", [b"", b"[]", b"nonsense", b'{"hub": "x"}', b'{"hub": 70000}', b'{"hub": -1}'])
def test_a_broken_file_is_as_none(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "ports.json").write_bytes(kept)
    assert 0 < lasting_ports(tmp_path, NAMES)["hub"] < 65_536
