"""PDF and Word documents, read by a child process that has so much memory and time and no more."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

import msgspec

from workbench.core.errors import BadInput
from workbench.knowledge.reading.block import At, Block, Sort
from workbench.knowledge.reading.headings import Headings

SECONDS = 120
MEMORY = 2 * 2**30
BYTES = 64 * 2**20
_PROGRAM = Path(__file__).with_name("office_reader.py")
_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")


class _Line(msgspec.Struct):
    number: int = 0
    level: int = 0
    sort: Sort = "prose"
    text: str = ""
    done: bool = False
    error: str = ""
    remedy: str = ""


_lines = msgspec.json.Decoder(_Line)


def read_office(
    name: str, sort: Literal["pdf", "docx"], data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY
) -> Iterator[Block]:
    """The blocks of a document, page by page or under its headings.

    Args:
        name: what it is called, for errors.
        sort: what it is.
        data: its bytes.
        seconds: how long the child may take.
        memory: bytes of address space that it may have.

    Raises:
        BadInput: it cannot be read, has no text, or takes too much.
    """
    headings = Headings()
    for raw in _answer(name, sort, data, seconds, memory).splitlines():
        line = _lines.decode(raw)
        if line.error:
            raise BadInput(f"“{name}” {line.error.rstrip('.')}.", line.remedy)
        if line.done:
            return
        if line.level:
            headings.enter(line.level, line.text)
        elif sort == "pdf":
            yield from _page(line)
        else:
            yield Block(headings.path, line.text, line.sort)
    raise BadInput(f"Reading “{name}” took too much time or memory, so it was ended.", "Split it, or save it as text.")


def _page(line: _Line) -> Iterator[Block]:
    at = At("page", line.number, line.number)
    for paragraph in re.split(r"\n\s*\n", _HYPHEN.sub("", line.text)):
        yield Block((), "\n".join(part.strip() for part in paragraph.splitlines()), "prose", at)


def _answer(name: str, sort: str, data: bytes, seconds: int, memory: int) -> bytes:
    """What the child says, as far as it came; it is ended when it has said all, or has had its time."""
    # By its file, not by -m: an isolated Python does not see a checkout, and the program needs nothing of ours.
    command = [sys.executable, "-I", str(_PROGRAM), sort, str(memory), str(seconds)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert child.stdin is not None and child.stdout is not None
        feeding = threading.Thread(target=_feed, args=(child.stdin, data), daemon=True)
        ending = threading.Timer(seconds, _end, args=(child.pid,))
        feeding.start()
        ending.start()
        try:
            said = child.stdout.read(BYTES + 1)
        finally:
            ending.cancel()
            ending.join()
            _end(child.pid)  # before waiting for it: until then its number cannot belong to anybody else
            child.wait()
            feeding.join()
            child.stdout.close()
    if len(said) > BYTES:
        raise BadInput(f"“{name}” has more than {BYTES:,} bytes of text.", "Split it.")
    return said


def _feed(stream: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), stream:  # it has read enough, or was ended
        stream.write(data)


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
