"""Rows of a graph as plain values: numbers, texts, moments, lists and maps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neo4j import Record

_PLAIN = (str, int, float, bool, type(None), bytes)


def plain_rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Each record as a map. A node or relation is the map of its properties, a path the list of both in turn."""
    return [
        {name: value if type(value) in _PLAIN else _plain(value) for name, value in zip(row.keys(), row, strict=True)}
        for row in records
    ]


def _plain(value: Any) -> Any:
    from neo4j.graph import Entity, Path

    match value:
        case list():
            return [one if type(one) in _PLAIN else _plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case Entity():
            return {name: _plain(one) for name, one in value.items()}
        case Path():
            parts = [part for node, way in zip(value.nodes, value.relationships, strict=False) for part in (node, way)]
            return [_plain(part) for part in (*parts, value.end_node)]
        case _ if hasattr(value, "to_native"):  # the driver's own dates and times
            return value.to_native()
    return value
