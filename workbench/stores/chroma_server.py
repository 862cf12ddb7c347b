"""Chroma's own server, run as a program by its path: `python -P chroma_server.py <folder> <port>`.

It is the server that the command `chroma run` starts, but without importing the `chromadb` package, which takes over a
second. It listens on the loopback, has no passwords (Chroma 1.x's own server knows none: every program on this machine
that finds the port can use it), writes to the folder alone, and tells nobody anything.
"""

from __future__ import annotations

import os
import sys


def main(folder: str, port: str) -> None:
    """Serve until SIGTERM."""
    for name in list(os.environ):
        if name.startswith(("CHROMA_", "OTEL_")):  # these would configure the server behind our back
            del os.environ[name]
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["RUST_LOG"] = "warn"  # else three lines a request

    import chromadb_rust_bindings  # type: ignore[import-untyped]

    chromadb_rust_bindings.cli(["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
