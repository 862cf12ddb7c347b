"""What a page shows, and what of that is new to somebody."""

from __future__ import annotations

from typing import Any

import msgspec


class Drawn(msgspec.Struct, frozen=True):
    """What a page shows.

    Attributes:
        regions: HTML by the name of the region that it stands in.
        islands: values for the modules that draw by themselves, by their names, as ``{"board": {"rows": …}}``.
    """

    regions: dict[str, str]
    islands: dict[str, dict[str, Any]] = {}

    def since(self, before: Drawn | None) -> dict[str, Any]:
        """What is to be told to somebody who has seen `before`: all that is different."""
        if before is None:
            return {"regions": self.regions, "islands": self.islands}
        regions = {name: html for name, html in self.regions.items() if before.regions.get(name) != html}
        islands = {name: values for name, values in self.islands.items() if before.islands.get(name) != values}
        return {"regions": regions, "islands": islands}
