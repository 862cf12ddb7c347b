"""CloudEvents 1.0 (JSON format): the shape that events have outside.

Attributes map one to one; the payload's kind is the `type`. Two extensions travel along when the event comes from a log:
`sequence` (its position there) and `recordedtime` (when that log took it), both named as in CloudEvents' own list of extensions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from workbench.core.errors import BadInput
from workbench.core.events import Event, Record
from workbench.core.vocabulary import Vocabulary

_KNOWN = {
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "datacontenttype",
    "data",
    "sequence",
    "recordedtime",
}


def to_cloud(record: Record) -> dict[str, Any]:
    """A record as a CloudEvents object of plain JSON values."""
    cloud = to_cloud_event(record.event)
    cloud["sequence"] = str(record.position)
    cloud["recordedtime"] = msgspec.to_builtins(record.recorded)
    return cloud


def to_cloud_event(event: Event) -> dict[str, Any]:
    """An event that no log has taken yet, as a CloudEvents object."""
    data = msgspec.to_builtins(event.data)
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": data.pop("type"),
        "subject": event.subject,
        "time": msgspec.to_builtins(event.time),
        "datacontenttype": "application/json",
        "data": data,
    }


def from_cloud(
    cloud: object,
    vocabulary: Vocabulary,
    *,
    new_id: Callable[[], str] | None = None,
    now: Callable[[], datetime] | None = None,
) -> Event:
    """An event from a CloudEvents object.

    Args:
        cloud: decoded JSON.
        vocabulary: the kinds that are understood.
        new_id, now: what to fill in where `id` or `time` is missing; without them a missing one is an error. `subject`
            defaults to `source`: the event is about who sent it.

    Raises:
        BadInput: not an object, wrong version, unknown attribute, unknown kind, or a field that does not fit.
    """
    if not isinstance(cloud, dict):
        raise BadInput("An event is not a JSON object.", "Send one CloudEvents object, or an array of them.")
    if unknown := sorted(str(key) for key in cloud.keys() - _KNOWN):
        raise BadInput(f"The event has the unknown attribute “{unknown[0][:100]}”.", "Put what is yours under “data”.")
    if cloud.get("specversion", "1.0") != "1.0":
        raise BadInput("The event is not of CloudEvents 1.0.", 'Send "specversion": "1.0".')
    if cloud.get("datacontenttype", "application/json") != "application/json":
        raise BadInput("The event's data is not JSON.", 'Send "datacontenttype": "application/json".')
    data = cloud.get("data") or {}
    if not isinstance(data, dict):
        raise BadInput("The event's data is not a JSON object.", "Send an object under “data”.")
    if not isinstance(cloud.get("type"), str):
        raise BadInput("The event has no type.", "Send its kind as “type”; docs/events.md lists them all.")
    raw = {
        "id": cloud.get("id") or (new_id() if new_id else None),
        "time": cloud.get("time") or (now() if now else None),
        "source": cloud.get("source"),
        "subject": cloud.get("subject") or cloud.get("source"),
        "data": {**data, "type": cloud["type"]},
    }
    event = vocabulary.convert(raw)
    try:
        return msgspec.structs.replace(event, time=event.time.astimezone(UTC))
    except OverflowError:
        raise BadInput("The event's time is outside of the years 1 to 9999 in UTC.", "Correct “time”.") from None
