"""Evidence: the events that a figure rests on."""

from __future__ import annotations

from workbench.core.events import Record
from workbench.core.figure import Basis, Figure
from workbench.log import Log


def evidence(log: Log, figure: Figure) -> list[Record]:
    """The events that a figure rests on, in order, each once."""
    records = {record.position: record for basis in figure.basis for record in _read(log, basis)}
    return [records[position] for position in sorted(records)]


def _read(log: Log, basis: Basis) -> list[Record]:
    if basis.positions is not None:
        return [record for position in basis.positions for record in log.read(position - 1, position)]
    return list(log.read(basis.first - 1, basis.last, kinds=basis.kinds, source=basis.source))
