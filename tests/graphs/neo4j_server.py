"""A real Neo4j for tests and benchmarks: its parts come from Maven Central once, and lie in the user's cache."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.stores.lock import FileLock

HERE = Path(__file__).parent
PARTS = Path.home() / ".cache" / "workbench" / "neo4j-5.26.15"
_OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "sun.nio.ch")]
_START_SECONDS = 90.0
_FETCH_SECONDS = 600.0


class Missing(Exception):
    """What a Neo4j needs is not here."""


@contextmanager
def neo4j_server(folder: Path) -> Iterator[str]:
    """The URL of a Neo4j that has its data in a folder and ends with the block.

    Raises:
        Missing: there is no Java or Maven, or the parts cannot be fetched.
    """
    parts, port = _parts(), _free_port()
    log = folder / "neo4j.log"
    command = ["java", "-Xmx512m", *_OPENS, "-cp", f"{parts}/*", str(HERE / "Neo4jServer.java"), str(folder), str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        password = _sign_in(process, port, log)
        yield f"bolt://neo4j:{password}@127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _parts() -> Path:
    """The folder with Neo4j's jars, fetched by whoever comes first."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise Missing("no Java: scripts/system installs it on Debian")
    PARTS.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(PARTS.with_suffix(".lock"))
    if not lock.take(patience=_FETCH_SECONDS):
        raise Missing("somebody has been fetching Neo4j for long")
    try:
        if not PARTS.is_dir():
            _fetch()
    finally:
        lock.drop()
    return PARTS


def _fetch() -> None:
    if shutil.which("mvn") is None:
        raise Missing("no Maven: scripts/system installs it on Debian")
    fresh = PARTS.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(HERE / "pom.xml"),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={fresh}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_SECONDS)
    if done.returncode != 0:
        raise Missing(f"Maven did not fetch Neo4j: {done.stdout[-300:]}")
    fresh.replace(PARTS)


def _sign_in(process: subprocess.Popen[bytes], port: int, log: Path) -> str:
    """A new password, once the server answers: it lets nobody do anything with the one that it is delivered with."""
    import neo4j
    from neo4j.exceptions import Neo4jError, ServiceUnavailable

    password = secrets.token_hex(8)
    change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with (
                neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("neo4j", "neo4j")) as driver,
                driver.session(database="system") as session,
            ):
                session.run(change, password=password).consume()
            return password
        except (ServiceUnavailable, Neo4jError):
            time.sleep(0.2)
    raise AssertionError(f"Neo4j did not start: {log.read_text(errors='replace')[-2_000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
