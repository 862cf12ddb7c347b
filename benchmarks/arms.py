"""Arms: ways to do one thing, measured side by side.

A machine is never equally fast twice, so no number of one run is compared with that of another: the arms alternate
(A B A B …) after a warm-up, and a figure is the ratio of their medians.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median

Arm = Callable[[], float]


class Arms:
    """One benchmark: what its arms measured, and the figures that follow.

    Args:
        name: the benchmark's, as in ``python -m benchmarks.NAME``.

    >>> bench = Arms("sums")
    >>> bench.run({"one": lambda: 4.0, "other": lambda: 2.0}, unit="sums/s", rounds=3)
    >>> bench.ratio("one", "other")
    2.0
    >>> bench.figure("one_vs_other", bench.ratio("one", "other"), least=1.5)
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.figures: dict[str, float] = {}
        self._measured: dict[str, tuple[str, list[float]]] = {}
        self._wanted: dict[str, str] = {}

    def run(self, arms: Mapping[str, Arm], *, unit: str, rounds: int = 5, warm: int = 1, seconds: float = 45.0) -> None:
        """Let the arms take turns.

        Args:
            arms: by name; each call does the work once and returns what it measured (see `per_second`).
            unit: of what they measure.
            rounds: how often each one runs at most, after `warm` rounds that do not count.
            seconds: no round starts that would probably end later than this; one round always runs.
        """
        started = time.perf_counter()
        for name in arms:
            self._measured[name] = (unit, [])
        for number in range(-warm, rounds):
            begun = time.perf_counter()
            for name, arm in arms.items():
                value = arm()
                if number >= 0:
                    self._measured[name][1].append(value)
            now = time.perf_counter()
            if number >= 0 and (now - started) + (now - begun) > seconds:
                break

    def median(self, arm: str) -> float:
        """The middle of what an arm measured."""
        return median(self._measured[arm][1])

    def ratio(self, arm: str, other: str) -> float:
        """The median of `arm` ÷ that of `other`."""
        return self.median(arm) / self.median(other)

    def figure(self, name: str, value: float, *, least: float | None = None, most: float | None = None) -> None:
        """Publish a figure, with what it must reach if there is such a thing."""
        self.figures[name] = float(value)
        bounds = [f"≥ {least:g}" if least is not None else "", f"≤ {most:g}" if most is not None else ""]
        missed = (least is not None and value < least) or (most is not None and value > most)
        self._wanted[name] = " ".join(filter(None, bounds)) + (" MISSED" if missed else "")

    def report(self) -> None:
        """Print the tables; with ``--json`` on the command line also, as the last line, one JSON object."""
        print(f"{'arm':<24}{'median':>14}{'least':>14}{'most':>14}  {'unit':<12}rounds")
        for arm, (unit, values) in self._measured.items():
            row = "".join(f"{value:>14,.2f}" for value in (median(values), min(values), max(values)))
            print(f"{arm:<24}{row}  {unit:<12}{len(values)}")
        print(f"\n{'figure':<24}{'value':>14}  must be")
        for name, value in self.figures.items():
            print(f"{name:<24}{value:>14,.5g}  {self._wanted[name]}")
        if "--json" in sys.argv[1:]:
            print(json.dumps({"name": self.name, "figures": self.figures}, ensure_ascii=False), flush=True)


def per_second(count: int, work: Callable[[], object]) -> float:
    """How many of `count` things `work` does in a second, by the wall clock."""
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)
