"""As of: which lab a picture shows, and which moment of it."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import msgspec

from workbench.core.figure import Figure, Status


class AsOf(msgspec.Struct, frozen=True):
    """Where and when something was so.

    Attributes:
        lab: the lab's name.
        position: the last event that is known.
        moment: the moment it is as of.
        status: ``live`` from the present, ``replayed`` from a past moment.
    """

    lab: str
    position: int
    moment: datetime
    status: Status

    @classmethod
    def of(cls, lab: str, figure: Figure) -> AsOf:
        """As of the moment of a figure."""
        return cls(lab, figure.position, figure.moment, figure.status)

    @property
    def zone(self) -> tzinfo:
        """The local time zone at the moment."""
        return self.moment.astimezone().tzinfo or UTC

    def __str__(self) -> str:
        """In words, in local time with the zone."""
        position = f"{self.position:,}".replace(",", "\u202f")
        return f"{self.lab} · {self.status} · event {position} · {self.moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"

    def facts(self) -> dict[str, str | int]:
        """What a file that holds the data says about where they are from, by name."""
        return {
            "lab": self.lab,
            "as_of_position": self.position,
            "as_of_moment": self.moment.isoformat(),
            "as_of_status": self.status,
        }
