"""Floor 1: the durable log, followers of it, and states folded from it."""

from workbench.log.contract import Appended, Log
from workbench.log.fold import Fold, State, View
from workbench.log.follow import Follow
from workbench.log.memory import MemoryLog
from workbench.log.selection import Selection
from workbench.log.snapshots import Snapshots
from workbench.log.sqlite import SqliteLog
from workbench.log.transfer import export_lines, import_lines
from workbench.log.verify import Tampered, Verified, verify

__all__ = [
    "Appended",
    "Fold",
    "Follow",
    "Log",
    "MemoryLog",
    "Selection",
    "Snapshots",
    "SqliteLog",
    "State",
    "Tampered",
    "Verified",
    "View",
    "export_lines",
    "import_lines",
    "verify",
]
