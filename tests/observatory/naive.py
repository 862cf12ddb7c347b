"""Every metric once more, from the whole list of events, in the plainest way: no windows, no increments."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.core.clock import to_micros
from workbench.core.events import Record, kind_of

Records = Sequence[Record]
HOUR = 3_600_000_000


class Expected(NamedTuple):
    """A value, and how far from it rounding may lead."""

    value: float
    within: float = 1e-9


def of(records: Records, source: str | None, *kinds: str) -> list[Record]:
    """The events of some kinds, said by one source or by anyone."""
    return [r for r in records if kind_of(r.event.data) in kinds and source in (None, r.event.source)]


def memories(records: Records, source: str | None, last: int) -> list[Any]:
    return [r.event.data for r in of(records, source, "memory.created")][-last:]


def exams(records: Records, source: str) -> list[Any]:
    return [r.event.data for r in of(records, source, "exam.completed")]


def diversity(found: list[Any]) -> float | None:
    counts = np.array(list(Counter(memory.concept or memory.kind for memory in found).values()), float)
    return 1 - float(((counts / counts.sum()) ** 2).sum()) if found else None


def joined(found: list[Any]) -> float | None:
    return float(np.mean([len(memory.links) > 0 for memory in found])) if found else None


def breadth(records: Records, source: str) -> float | None:
    return diversity(memories(records, source, 64))


def integration(records: Records, source: str) -> float | None:
    return joined(memories(records, source, 64))


def self_knowledge(records: Records, source: str) -> float | None:
    found = exams(records, source)[-16:]
    return 1 - float(np.mean([abs(e.score - e.predicted) for e in found])) if found else None


def learning(records: Records, source: str) -> float | None:
    latest = {e.technology: e.score for e in exams(records, source)}
    return float(np.mean(list(latest.values()))) if latest else None


def level(records: Records, source: str) -> float | None:
    found = [read(records, source) for read in (breadth, integration, self_knowledge, learning)]
    return None if set(found) == {None} else sum(value or 0.0 for value in found) / 4


def levels(records: Records, source: str) -> list[tuple[int, float]]:
    moved = of(records, source, "memory.created", "exam.completed")[-64:]
    places = [records.index(record) for record in moved]
    return [(to_micros(records[n].recorded), level(records[: n + 1], source) or 0.0) for n in places]


def slope(points: list[tuple[int, float]]) -> Expected | None:
    """Least squares per hour in exact fractions; how far off a float may be goes with how close the points lie."""
    if len({x for x, _ in points}) < 2:
        return None
    xs, ys = [Fraction(x, HOUR) for x, _ in points], [Fraction(y) for _, y in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    xx = sum((x - mx) ** 2 for x in xs)
    value = float(sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / xx)
    spread = math.sqrt(xx)
    return Expected(value, (1e-9 + 1e-11 / spread) * abs(value) + 1e-11 / spread)


def volatility(records: Records, source: str) -> float | None:
    found = [y for _, y in levels(records, source)]
    return float(np.std(found)) if len(found) > 1 else None


def momentum(records: Records, source: str) -> Expected | None:
    return slope(levels(records, source))


def emotional_stability(records: Records, source: str) -> float | None:
    found = [e.score - e.predicted for e in exams(records, source)[-16:]]
    return 1 - float(np.std(found)) if len(found) > 1 else None


def learning_acceleration(records: Records, source: str) -> float | None:
    places = [records.index(record) for record in of(records, source, "exam.completed")[-3:]]
    found = [learning(records[: n + 1], source) for n in places]
    return float(np.diff(found, 2)[0]) if len(found) == 3 else None  # type: ignore[arg-type]


def performance_trend(records: Records, source: str) -> Expected | None:
    worth: dict[str, Callable[[Any], float]] = {
        "task.completed": lambda _: 1.0,
        "task.failed": lambda _: 0.0,
        "exam.completed": lambda data: data.score,
        "decision.resolved": lambda data: float(data.good),
    }
    ended = of(records, source, *worth)[-32:]
    return slope([(to_micros(r.recorded), worth[kind_of(r.event.data)](r.event.data)) for r in ended])


def episodes(records: Records, source: str) -> list[list[Record]]:
    """For each task that was started: its events up to its end, or to its being started again."""
    kinds = ("task.started", "task.progressed", "task.completed", "task.failed")
    found: list[list[Record]] = []
    for subject in {r.event.subject for r in records}:
        open_now: list[Record] | None = None
        for record in of([r for r in records if r.event.subject == subject], source, *kinds):
            kind = kind_of(record.event.data)
            if kind == "task.started":
                open_now = [record]
                found.append(open_now)
            elif open_now is not None:
                open_now.append(record)
                open_now = None if kind in ("task.completed", "task.failed") else open_now
    return found


def efficiency_volatility(records: Records, source: str) -> Expected | None:
    paces: list[tuple[int, float]] = []
    for episode in episodes(records, source):
        done, at = 0, to_micros(episode[0].event.time)
        for record in episode[1:]:
            data: Any = record.event.data
            if kind_of(data) == "task.failed" or data.done <= done:
                continue
            now = to_micros(record.event.time)
            if now > at:
                paces.append((record.position, (data.done - done) * 1e6 / (now - at)))
            done, at = data.done, now
    last = [pace for _, pace in sorted(paces)][-32:]
    return Expected(float(np.std(last) / np.mean(last)), 1e-7) if len(last) > 1 else None


def adaptation_velocity(records: Records, source: str) -> Expected | None:
    gains: list[tuple[int, float]] = []
    told = of(records, source, "exam.completed")
    for technology in {r.event.data.technology for r in told}:  # type: ignore[attr-defined]
        mine = [r for r in told if r.event.data.technology == technology]  # type: ignore[attr-defined]
        for a, b in itertools.pairwise(mine):
            if b.recorded > a.recorded:
                hours = (to_micros(b.recorded) - to_micros(a.recorded)) / HOUR
                gains.append((b.position, (b.event.data.score - a.event.data.score) / hours))  # type: ignore[attr-defined]
    last = [gain for _, gain in sorted(gains)][-16:]
    return Expected(float(np.mean(last)), 1e-9 * (1 + max(map(abs, last)))) if last else None


def load(records: Records, source: str) -> float:
    total = 0.0
    starts: dict[str, int] = {r.event.subject: r.position for r in of(records, source, "task.started")}
    for episode in episodes(records, source):
        ended = kind_of(episode[-1].event.data) in ("task.completed", "task.failed")
        if ended or episode[0].position != starts[episode[0].event.subject]:
            continue
        told: list[Any] = [record.event.data for record in episode]
        steps = [data.total for data in told if data.total is not None]
        done = max([data.done for data in told[1:]], default=0)
        if not steps:
            total += 1
        elif steps[-1]:
            total += max(0.0, 1 - done / steps[-1])
    return total


def agents(records: Records) -> list[str]:
    """Everyone who was registered or has said something, in that order."""
    named = []
    for record in records:
        if kind_of(record.event.data) == "agent.registered":
            named.append(record.event.subject)
        named.append(record.event.source)
    return [name for name in dict.fromkeys(named) if name.startswith("agent/")]


def cognitive_load(records: Records, now: int) -> float | None:
    loads = np.array([load(records, source) for source in agents(records)])
    if not len(loads) or not loads.sum():
        return None
    return float(np.abs(loads[:, None] - loads[None, :]).sum() / (2 * len(loads) ** 2 * loads.mean()))


def growth_rate(records: Records, now: int) -> float | None:
    found = [to_micros(r.recorded) for r in of(records, None, "memory.created")]
    start = now // 10_000_000 * 10_000_000 - 600_000_000
    return sum(start <= at <= now for at in found) * 60e6 / (now - start) if found else None


def concept_emergence_rate(records: Records, now: int) -> float | None:
    first: dict[str, int] = {}
    for record in of(records, None, "memory.created"):
        data: Any = record.event.data
        first.setdefault(data.concept or data.kind, to_micros(record.recorded))
    return sum(now - at <= 600_000_000 for at in list(first.values())[-512:]) / 10 if first else None


def pathway_efficiency(records: Records, now: int) -> float | None:
    latest = {(r.event.source, r.event.data.technology): r.event.data for r in of(records, None, "exam.completed")}  # type: ignore[attr-defined]
    mine: list[Any] = [data for (source, _), data in latest.items() if source.startswith("agent/")]
    covered = math.fsum(data.coverage for data in mine)
    return math.fsum(data.score for data in mine) / covered if covered >= 1e-6 else None


def consciousness_integration(records: Records, now: int) -> float | None:
    return joined(memories(records, None, 512))


def concept_importance(records: Records, now: int) -> float | None:
    return diversity(memories(records, None, 512))
