"""The lab's folder: what lies where, and whether it is one of ours."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import msgspec

from workbench.core.errors import BadLab, DiskFull, NotFound

FORMAT = 1
_SECRET_LENGTH = 64
_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Format(msgspec.Struct):
    format: Annotated[int, msgspec.Meta(ge=1)]


class _Label(_Format, kw_only=True):
    name: str


class Folder:
    """A folder that holds one lab.

    Attributes:
        path: the folder.
        name: the lab's name, as shown to people.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name

    @classmethod
    def open(cls, path: Path) -> Folder:
        """The lab in a folder; a missing or empty folder becomes one.

        Raises:
            BadLab: the folder holds something else, is damaged, was made by a newer version, or may not be used.
            DiskFull: there was no room to make it.
        """
        with _explained(path):
            path = path.expanduser().absolute()
            label = path / "lab.json"
            path.mkdir(parents=True, exist_ok=True)
            if not label.exists():
                _create(path, label)
            _check_log(path)
            return cls(path, _read_label(path, label.read_bytes()))

    @classmethod
    def find(cls, path: Path) -> Folder:
        """The lab in a folder that is there already: nothing is made.

        Raises:
            NotFound: the folder is missing or empty.
            BadLab: as `open`.
        """
        with _explained(path):
            path = path.expanduser().absolute()
            if not path.exists() or (path.is_dir() and not any(path.iterdir())):
                raise NotFound(
                    f"There is no lab at {path}.",
                    "Name another with --lab or WORKBENCH_LAB, or make one with `workbench demo` or `workbench study`.",
                )
            return cls.open(path)

    @property
    def log(self) -> Path:
        """The log's database."""
        return self.path / "log.db"

    @property
    def run(self) -> Path:
        """What belongs to running processes: for the owner's eyes only."""
        run = self.path / "run"
        with _explained(run):
            run.mkdir(mode=0o700, exist_ok=True)
        return run

    def secret(self) -> bytes:
        """The key that signs this lab's tokens, 64 bytes; made on first use, readable by the owner alone.

        Raises:
            BadLab: it is damaged.
        """
        file = self.run / "secret"
        with _explained(file):
            if not file.exists():
                key = secrets.token_hex(_SECRET_LENGTH // 2).encode()
                with _written(file, key, 0o600) as fresh, suppress(FileExistsError):
                    os.link(fresh, file)  # only where none is: another process may be making one too
            secret = file.read_bytes()
        if len(secret) != _SECRET_LENGTH:  # with a short key anybody could sign
            raise BadLab(f"{file} is damaged.", "Delete it: a new one is made, and tokens of the old one end.")
        return secret


def _create(path: Path, label: Path) -> None:
    others = any(name != "lab.json" and not name.startswith(".lab") for name in os.listdir(path))
    if others and not label.exists():  # else another process has just made the lab, and uses it already
        raise BadLab(f"{path} holds files, but no lab.", "Name an empty folder, or one that does not exist yet.")
    with _written(label, msgspec.json.encode(_Label(format=FORMAT, name=path.name))) as fresh:
        os.replace(fresh, label)  # also when two processes make the lab at once


def _check_log(path: Path) -> None:
    """Snapshots come after the log: where they are and it is not, it was lost, and an empty one would hide that."""
    log, waiting = (path / name for name in ("log.db", "log.db-wal"))
    if (path / "snapshots.db").exists() and not any(file.exists() and file.stat().st_size for file in (log, waiting)):
        raise BadLab(f"{path} has lost its log: log.db is missing or empty.", "Restore log.db from a backup.")


def _read_label(path: Path, body: bytes) -> str:
    try:
        known = msgspec.json.decode(
            body, type=_Format
        ).format  # first: a newer version may mean something else by the rest
        if known > FORMAT:
            raise BadLab(
                f"{path} was made by a newer version of Workbench (format {known}, this one knows {FORMAT}).",
                "Update society-workbench.",
            )
        return msgspec.json.decode(body, type=_Label).name
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadLab(f"{path / 'lab.json'} is damaged: {error}.", "Restore it from a backup.") from None


@contextmanager
def _written(file: Path, body: bytes, mode: int = 0o666) -> Iterator[Path]:
    """A durable file of another name beside `file`, to be moved there at once, so that it is there whole or not at all."""
    fresh = file.with_name(f".lab-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What the system says of a file, as an error of ours."""
    try:
        yield
    except (NotADirectoryError, FileExistsError):
        raise BadLab(f"{path} is not a folder.", "Name a folder, or one that does not exist yet.") from None
    except PermissionError:
        raise BadLab(f"{path} may not be read or written.", "Check its owner and permissions.") from None
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"{path} could not be written: {error.strerror}.", "Free some disk space.") from None
        raise BadLab(f"{path} cannot be used: {error.strerror}.", "Name another folder.") from None
    except (ValueError, RuntimeError) as error:  # a null character; a home folder of nobody
        raise BadLab(f"{str(path)!r} is not a path: {error}.", "Name a folder.") from None
