"""Inspection: the public objects of a package that has no source to read, from a child process that imports it."""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from workbench.core.errors import BadInput
from workbench.learning.finding import Findings
from workbench.learning.package import Package

SECONDS = 20.0
BYTES = 64 * 1024 * 1024
_PROGRAM = Path(__file__).with_name("inspector.py")


class _Failure(msgspec.Struct, forbid_unknown_fields=True):
    error: str


_findings = msgspec.json.Decoder(Findings)
_failure = msgspec.json.Decoder(_Failure)


def inspect_package(package: Package, *, seconds: float = SECONDS, most: int = BYTES) -> Findings:
    """Import a package in a child process and look at it there.

    The child runs isolated, in an empty folder and a process group of its own, which is killed when it has answered or
    has had its time. What the package prints is lost.

    Args:
        seconds: how long the child may take, > 0.
        most: bytes that its answer may have.

    Raises:
        BadInput: the package cannot be imported, ends the process, takes too long, or answers too much.
    """
    # By its file, not by -m: an isolated Python does not see a checkout, and the program needs nothing of ours.
    command = [sys.executable, "-I", str(_PROGRAM), package.name, str(math.ceil(seconds) + 10), *package.paths]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert child.stdout is not None
            answer = _line(package.name, child.stdout, time.monotonic() + seconds, seconds, most)
        finally:
            # Before waiting for it: until then its number cannot belong to anybody else.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            with child:
                child.wait()
    return _decode(package.name, answer)


def _line(name: str, stream: IO[bytes], until: float, seconds: float, most: int) -> bytes:
    """The first line of a stream, or what there is of it at its end."""
    read = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while not read.endswith(b"\n"):
            if not selector.select(max(0.0, until - time.monotonic())):
                raise BadInput(
                    f"Importing “{name}” took more than {seconds:g} s, so it was ended.",
                    "Choose another package, or find out with “python -X importtime” what it waits for.",
                )
            chunk = os.read(stream.fileno(), 1 << 20)
            if not chunk:
                break
            read += chunk
            if len(read) > most:
                raise BadInput(f"The documentation of “{name}” has more than {most:,} bytes.", "Choose a part of it.")
    return bytes(read)


def _decode(name: str, answer: bytes) -> Findings:
    remedy = f"See what “python -c 'import {name}'” says, or choose another package."
    try:
        return _findings.decode(answer)
    except msgspec.MsgspecError:
        pass
    try:
        error = _failure.decode(answer).error
    except msgspec.MsgspecError:
        raise BadInput(f"Importing “{name}” ended the process.", remedy) from None
    raise BadInput(f"“{name}” cannot be imported: {error.rstrip('.')}.", remedy)
