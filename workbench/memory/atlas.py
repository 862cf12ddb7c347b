"""The atlas: how all memories of a lab lie to each other, as a map, in clusters that have names."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from workbench.log import Log
from workbench.memory.grouping import NONE, SAMPLE, Axes, Labels, Places, group
from workbench.memory.layout import lay_out
from workbench.memory.map import Cluster, MemoryMap, Point
from workbench.memory.memory import fold_memory
from workbench.memory.naming import name_groups
from workbench.memory.seen import Seen, SeenPort

_KEPT = 8
_READ = 64  # texts of a cluster from which its name is made: those nearest to its middle
_WORDS = 8
_NAMED = 3
_LITTLE = 0.2  # of a cluster's size, the change up to which it keeps its name
_SAME = 0.5  # of the smaller of two clusters, the share that both must have for one to be the other grown on


class Atlas:
    """Draws maps when they are asked for, and keeps the last few. Thread-safe; one is drawn at a time.

    Clusters keep their numbers and names from map to map as long as they keep most of their members.

    Args:
        log: where texts are read from.
        memories: gives all memories of a moment.
    """

    def __init__(self, log: Log, memories: SeenPort) -> None:
        self._log = log
        self._memories = memories
        self._drawing = threading.Lock()
        self._kept: OrderedDict[tuple[int, ...], MemoryMap] = OrderedDict()
        self._known: dict[int, tuple[frozenset[str], Cluster]] = {}

    def map(self, position: int | None = None) -> MemoryMap:
        """The map of all memories at a position; None for the present."""
        with self._drawing:
            version = self._memories.version(position)
            found = self._kept.get(version)
            if found is None:
                found = self._kept[version] = self._draw(self._memories.seen(position), position)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(version)
            return found

    def _draw(self, seen: Seen, position: int | None) -> MemoryMap:
        count = len(seen.memories)
        sample = _sample(seen.memories)
        labels, places = np.full(count, NONE), np.zeros((count, 2))
        numbers: list[int] = []
        if count > 1:
            axes = Axes(seen.vectors)
            labels = group(seen.vectors, sample, axes)
            numbers = self._numbers(seen, labels)
            before = {at: self._known[number][1] for at, number in enumerate(numbers) if number in self._known}
            middles = {at: (cluster.x, cluster.y) for at, cluster in before.items()}
            places = lay_out(seen.vectors, labels, axes, middles)
        return MemoryMap(
            position=position,
            points=tuple(
                Point(
                    memory=memory,
                    agent=str(seen.agents[at]),
                    kind=seen.kinds[at],
                    position=seen.positions[at],
                    x=float(places[at, 0]),
                    y=float(places[at, 1]),
                    cluster=None if labels[at] == NONE else numbers[labels[at]],
                )
                for at, memory in enumerate(seen.memories)
            ),
            clusters=self._clusters(seen, labels, numbers, places, position),
            sample=len(sample),
        )

    def _clusters(
        self, seen: Seen, labels: Labels, numbers: Sequence[int], places: Places, position: int | None
    ) -> tuple[Cluster, ...]:
        ranked = []
        for at in range(len(numbers)):
            members = np.flatnonzero(labels == at)
            near = seen.vectors[members] @ seen.vectors[members].mean(0)
            ranked.append(members[np.argsort(-near, kind="stable")])
        texts = [[self._text(seen.memories[at], position) for at in members[:_READ].tolist()] for members in ranked]
        found = []
        for number, members, words in zip(numbers, ranked, name_groups(texts, _WORDS), strict=True):
            x, y = np.median(places[members], axis=0).tolist()
            memories = tuple(seen.memories[at] for at in members.tolist())
            name = ", ".join(words[:_NAMED]) or "no words"
            before = self._known.get(number)
            if before is not None and len(before[0] ^ frozenset(memories)) < _LITTLE * len(memories):
                name, words = before[1].name, before[1].words
            found.append(Cluster(id=number, name=name, words=words, size=len(memories), x=x, y=y, memories=memories))
        drawn = {cluster.id: (frozenset(cluster.memories), cluster) for cluster in found}
        self._known = drawn if position is None else drawn | self._known  # a look back changes nothing of the present
        return tuple(found)

    def _numbers(self, seen: Seen, labels: Labels) -> list[int]:
        """The number of each cluster: that of the one on the map before with which it shares most of its memories, or a free one."""
        count = int(labels.max(initial=NONE)) + 1
        held: list[set[str]] = [set() for _ in range(count)]
        for memory, label in zip(seen.memories, labels.tolist(), strict=True):
            if label != NONE:
                held[label].add(memory)
        shared = sorted(
            (
                (len(members & known) / min(len(members), len(known)), len(members & known), -at, -number)
                for at, members in enumerate(held)
                for number, (known, _) in self._known.items()
            ),
            reverse=True,
        )
        numbers: dict[int, int] = {}
        for share, _, at, number in shared:
            if share >= _SAME and -at not in numbers and -number not in numbers.values():
                numbers[-at] = -number
        for at in range(count):
            if at not in numbers:
                numbers[at] = self._free(numbers)
        return [numbers[at] for at in range(count)]

    def _free(self, numbers: dict[int, int]) -> int:
        """The least number that no cluster has, nor had on the map before."""
        taken = {*numbers.values(), *self._known}
        return next(number for number in range(len(taken) + 1) if number not in taken)

    def _text(self, memory: str, position: int | None) -> str:
        found = fold_memory(list(self._log.read(0, position, subject=memory)))
        return "" if found is None else f"{found.about or ''} {found.text} {' '.join(found.tags)}"


def _sample(memories: Sequence[str]) -> Labels:
    """Which memories clusters are learned from: always the same ones, however many come after them."""
    if len(memories) <= SAMPLE:
        return np.arange(len(memories))
    drawn = np.array([zlib.crc32(memory.encode()) for memory in memories])
    return np.sort(np.argsort(drawn, kind="stable")[:SAMPLE])
