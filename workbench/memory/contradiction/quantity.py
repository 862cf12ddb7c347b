"""The quantity: a number, date, time or amount that a sentence names, in a form in which two can be compared."""

from __future__ import annotations

import msgspec

Day = tuple[int | None, int | None, int | None, int | None]
"""A year, month, day and weekday (0 is Monday), each None where nothing was said."""

_ROUGH = 0.06  # by how much an amount in one unit may differ from the same one in another


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity of a sentence.

    Attributes:
        kind: ``time``, ``bytes``, …, ``clock``, ``date``, ``count``, ``ordinal`` or ``label``: what can be compared with what.
        value: in the base unit of its kind; a clock's in minutes.
        unit: as it stands in the text.
        of: stems of what is counted or numbered; empty where nobody said so.
        start: how many words stand before it.
        text: as it stands.
    """

    kind: str
    value: float | Day
    unit: str = ""
    of: frozenset[str] = frozenset()
    start: int
    text: str

    def same(self, other: Quantity) -> bool:
        """Whether both say the same, as far as they can be compared: “August” and “22 August” do."""
        if self.kind != other.kind:
            return False
        if isinstance(self.value, tuple) or isinstance(other.value, tuple):
            assert isinstance(self.value, tuple)
            assert isinstance(other.value, tuple)
            return all(None in (one, two) or one == two for one, two in zip(self.value, other.value, strict=True))
        if self.unit == other.unit or self.kind == "money":
            return self.value == other.value and self.unit.rstrip("s") == other.unit.rstrip("s")
        return abs(self.value - other.value) <= _ROUGH * max(abs(self.value), abs(other.value))

    def comparable(self, other: Quantity) -> bool:
        """Whether both stand in the same slot."""
        return self.kind == other.kind and (not self.of or not other.of or not self.of.isdisjoint(other.of))
