"""The selection: which records of a log are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from workbench.core.clock import to_micros
from workbench.core.errors import BadInput
from workbench.core.events import Record, kind_of
from workbench.log.row import Row


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are wanted; what is None is not asked about.

    Attributes:
        kinds: any of these kinds.
        subject: about exactly this.
        source: said by exactly this.
        since: recorded at this moment or later.
        until: recorded before this moment.

    Raises:
        BadInput: a moment has no time zone.
    """

    kinds: frozenset[str] | None = None
    subject: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for moment in (self.since, self.until):
            if moment is not None:
                aware(moment)

    def matches(self, record: Record) -> bool:
        """Whether a record is wanted."""
        event = record.event
        return self._fits(kind_of(event.data), event.subject, event.source, to_micros(record.recorded))

    def fits(self, row: Row) -> bool:
        """Whether a stored row is wanted."""
        return self._fits(row.kind, row.subject, row.source, row.recorded)

    def sql(self) -> tuple[str, list[object]]:
        """The same as the end of a WHERE clause, and its values."""
        parts: list[str] = []
        values: list[object] = []
        if self.kinds is not None:
            parts.append(f"kind IN ({', '.join('?' * len(self.kinds))})")
            values.extend(sorted(self.kinds))
        for column, value in (("subject", self.subject), ("source", self.source)):
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        for comparison, moment in (("recorded >= ?", self.since), ("recorded < ?", self.until)):
            if moment is not None:
                parts.append(comparison)
                values.append(to_micros(moment))
        return "".join(f" AND {part}" for part in parts), values

    def _fits(self, kind: str, subject: str, source: str, recorded: int) -> bool:
        return (
            (self.subject is None or subject == self.subject)
            and (self.source is None or source == self.source)
            and (self.kinds is None or kind in self.kinds)
            and (self.since is None or recorded >= to_micros(self.since))
            and (self.until is None or recorded < to_micros(self.until))
        )


def chosen(kinds: Iterable[str] | None) -> frozenset[str] | None:
    """The kinds that were asked for, as a selection has them.

    Raises:
        BadInput: it is one string, whose letters would be taken for kinds.
    """
    if isinstance(kinds, str):
        raise BadInput(
            f"The kinds are one string, “{kinds[:100]}”.", "Give several in a list or tuple, also when it is one."
        )
    return None if kinds is None else frozenset(kinds)


def aware(moment: datetime) -> datetime:
    """The moment itself, when it says its time zone.

    Raises:
        BadInput: it does not.
    """
    if moment.tzinfo is None:
        raise BadInput(f"The moment {moment} has no time zone.", "Give an aware datetime, as datetime.now(UTC).")
    return moment
