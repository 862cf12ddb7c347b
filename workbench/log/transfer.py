"""Export and import of a log as CloudEvents, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from workbench.core.cloudevents import from_cloud, to_cloud
from workbench.core.errors import BadInput, DiskFull
from workbench.core.events import Event
from workbench.log.contract import Log
from workbench.log.seal import sealed

_BATCH = 1_000


def export_lines(log: Log, after: int = 0, upto: int | None = None) -> Iterator[bytes]:
    """Every event as one line of JSON, without the line break, in order. Of what was forgotten there is only its seal."""
    for record in log.read(after, upto):
        yield msgspec.json.encode(to_cloud(record))


def import_lines(log: Log, lines: Iterable[bytes]) -> int:
    """Append what `export_lines` gave, keeping the times at which it was recorded, and say how many were new.

    An event that is there already stays as it is, so importing twice changes nothing. Lines are appended in batches:
    when one is bad, everything before its batch has been kept, and the same import can be run again. What was forgotten
    where the lines come from is forgotten here too, also when it was known here.

    Raises:
        BadInput: a line is not a valid event; says which, and how many events before it were kept.
        DiskFull: there was no room for all; says how many events were kept.
    """
    before = log.head
    new: set[int] = set()
    try:
        for batch in _batches(log, lines):
            appended = log.append([event for event, _ in batch], recorded=[recorded for _, recorded in batch])
            new.update(position for position in appended.positions if position > before)
            log.shred(*{event.subject for event, _ in batch if sealed(event)})
    except (BadInput, DiskFull) as error:
        if not new:
            raise
        kept = f"{len(new)} events before that were imported and kept."
        raise type(error)(f"{error.problem} {kept}", f"{error.remedy} The same import then goes on.") from error
    return len(new)


def _batches(log: Log, lines: Iterable[bytes]) -> Iterator[list[tuple[Event, datetime]]]:
    batch: list[tuple[Event, datetime]] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            batch.append(_parse(number, line, log))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _parse(number: int, line: bytes, log: Log) -> tuple[Event, datetime]:
    try:
        cloud: Any = msgspec.json.decode(line)
        event = from_cloud(cloud, log.vocabulary)
        recorded = msgspec.convert(cloud.get("recordedtime", event.time), datetime)
    except BadInput as error:
        raise BadInput(f"Line {number}: {error.problem}", error.remedy) from None
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        raise BadInput(f"Line {number} is not one event in JSON: {error}.", "Correct or remove it.") from None
    return event, recorded if recorded.tzinfo else recorded.replace(tzinfo=UTC)
