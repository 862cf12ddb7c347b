"""Files: the bytes of one that may be read, and the files of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from workbench.core.errors import BadInput, NotFound
from workbench.knowledge.reading.source import MOST_BYTES

_TRIES = 3


def read_file(path: Path) -> bytes:
    """The bytes of a file, all as they were at one time.

    Raises:
        NotFound: there is none.
        BadInput: it is no file, too large, may not be read, or changes all the while.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would wait for who writes
    except FileNotFoundError:
        raise NotFound(f"There is no file “{path}”.", "Look at how it is spelled.") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"“{path}” cannot be read: {error}.", "Give a file that you may read.") from None
    with open(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise BadInput(f"“{path}” is no file.", "Give a file, or a folder of files.")
        for _ in range(_TRIES):
            if before.st_size > MOST_BYTES:
                raise BadInput(
                    f"“{path}” has {before.st_size:,} bytes.", f"Split it: a document has at most {MOST_BYTES:,}."
                )
            file.seek(0)
            data = file.read(MOST_BYTES + 1)
            after = os.fstat(descriptor)
            if (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns) and len(
                data
            ) == after.st_size:
                return data
            before = after
    raise BadInput(f"“{path}” changes while it is read.", "Do it again when nobody writes to it.")


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder and of those within it, by name, each with its path from there. What is hidden is passed over, and so is
    every link that leads out of the folder, and every one to a folder."""
    root = folder.resolve()
    for place, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(each for each in names if not each.startswith(".")):
            path = Path(place, name)
            if path.is_file() and path.resolve().is_relative_to(root):
                yield path.relative_to(root).as_posix(), path
