"""The lab's folder: what lies where, and whether it is one of ours."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from workbench.core.errors import BadLab, DiskFull

FORMAT = 1


class _Label(msgspec.Struct, kw_only=True):
    format: int
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
            BadLab: the folder holds something else, is damaged, or was made by a newer version.
        """
        path = path.expanduser().absolute()
        label = path / "lab.json"
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not label.exists():
                _create(path, label)
            found = msgspec.json.decode(label.read_bytes(), type=_Label)
        except (NotADirectoryError, FileExistsError):
            raise BadLab(f"{path} is not a folder.", "Name a folder, or one that does not exist yet.") from None
        except PermissionError:
            raise BadLab(f"{path} may not be read or written.", "Check its owner and permissions.") from None
        except msgspec.MsgspecError as error:
            raise BadLab(f"{label} is damaged: {error}.", "Restore it from a backup.") from None
        except OSError as error:
            raise DiskFull(f"{path} could not be written: {error}.", "Free some disk space.") from None
        if found.format > FORMAT:
            raise BadLab(
                f"{path} was made by a newer version of Workbench (format {found.format}, this one knows {FORMAT}).",
                "Update society-workbench.",
            )
        return cls(path, found.name)

    @property
    def log(self) -> Path:
        """The log's database."""
        return self.path / "log.db"

    @property
    def run(self) -> Path:
        """What belongs to running processes: for the owner's eyes only."""
        run = self.path / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        return run

    def secret(self) -> bytes:
        """The key that signs this lab's tokens; made on first use, readable by the owner alone."""
        file = self.run / "secret"
        if not file.exists():
            fresh = self.run / f"secret-{secrets.token_hex(4)}"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(secrets.token_hex(32).encode())
            with suppress(FileExistsError):
                os.link(fresh, file)  # whole or not at all: another process may be making one too
            fresh.unlink()
        return file.read_bytes()


def _create(path: Path, label: Path) -> None:
    others = any(name != "lab.json" and not name.startswith(".lab") for name in os.listdir(path))
    if others and not label.exists():  # else another process has just made the lab, and uses it already
        raise BadLab(f"{path} holds files, but no lab.", "Name an empty folder, or one that does not exist yet.")
    fresh = path / f".lab-{secrets.token_hex(4)}"
    fresh.write_bytes(msgspec.json.encode(_Label(format=FORMAT, name=path.name)))
    os.replace(fresh, label)  # whole or not at all, also when two processes make the lab at once
