"""The atlas: how all memories of a lab lie to each other, as a map, in clusters that have names, and in pairs that are alike."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec
import numpy as np

from workbench.log import Log
from workbench.memory.grouping import NONE, SAMPLE, Axes, Labels, Places, group
from workbench.memory.map import Cluster, MemoryMap, Point
from workbench.memory.memory import fold_memory
from workbench.memory.naming import name_groups
from workbench.memory.shelf import Seen
from workbench.memory.twins import Doubles, find_twins

T = TypeVar("T")

_KEPT = 8
_READ = 64  # texts of a cluster from which its name is made: those nearest to its middle
_WORDS = 8
_NAMED = 3
_LITTLE = 0.2  # of a cluster's size, the change up to which it keeps its name
_SAME = 0.5  # of the smaller of two clusters, the share that both must have for one to be the other grown on


class SeenPort(Protocol):
    """What an atlas is drawn from."""

    def seen(self, position: int | None = None, agent: str | None = None) -> Seen: ...

    def version(self, position: int | None = None) -> tuple[int, ...]: ...


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
        self._kept: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._known: dict[int, tuple[frozenset[str], Cluster]] = {}

    def map(self, position: int | None = None) -> MemoryMap:
        """The map of all memories at a position; None for the present."""
        with self._drawing:
            version = self._memories.version(position)
            return self._once(("map", version), MemoryMap, lambda: self._draw(self._memories.seen(position), position))

    def twins(
        self, position: int | None = None, agent: str | None = None, *, own: bool = True, most: int = 50
    ) -> Doubles:
        """Memories that say nearly the same, at a position.

        Args:
            position: as of which event; None for the present.
            agent: among whose memories; None for everybody's.
            own: whether only memories of the same agent are compared.
            most: how many pairs to give back.
        """
        with self._drawing:
            key = ("twins", self._memories.version(position), agent, own, most)
            return self._once(key, Doubles, lambda: find_twins(self._memories.seen(position, agent), most, own))

    def _once(self, key: tuple[object, ...], kind: type[T], make: Callable[[], T]) -> T:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        assert isinstance(found, kind)
        return found

    def _draw(self, seen: Seen, position: int | None) -> MemoryMap:
        count = len(seen.memories)
        if count < 2:
            places, labels, sample, explained = np.zeros((count, 2)), np.full(count, NONE), np.arange(count), 1.0
        else:
            sample = _sample(seen.memories)
            axes = Axes(seen.vectors)
            places, labels, explained = axes.of(seen.vectors)[:, :2], group(seen.vectors, sample, axes), axes.explained
        clusters = self._clusters(seen, labels, places, position)
        numbers = [cluster.id for cluster in clusters]
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
            clusters=clusters,
            sample=len(sample),
            explained=explained,
        )

    def _clusters(self, seen: Seen, labels: Labels, places: Places, position: int | None) -> tuple[Cluster, ...]:
        groups = [np.flatnonzero(labels == one) for one in range(int(labels.max(initial=NONE)) + 1)]
        ranked = []
        for members in groups:
            near = seen.vectors[members] @ seen.vectors[members].mean(0)
            ranked.append(members[np.argsort(-near, kind="stable")])
        texts = [[self._text(seen.memories[at], position) for at in members[:_READ].tolist()] for members in ranked]
        clusters = []
        for members, words in zip(ranked, name_groups(texts, _WORDS), strict=True):
            x, y = np.median(places[members], axis=0).tolist()
            memories = tuple(seen.memories[at] for at in members.tolist())
            clusters.append(
                Cluster(id=0, name=_name(words), words=words, size=len(memories), x=x, y=y, memories=memories)
            )
        return self._matched(clusters, position)

    def _matched(self, clusters: Sequence[Cluster], position: int | None) -> tuple[Cluster, ...]:
        """Clusters under the numbers and names of those that they were on the map before."""
        held = [frozenset(cluster.memories) for cluster in clusters]
        shared = sorted(
            (
                (len(members & known) / min(len(members), len(known)), len(members & known), at, number)
                for at, members in enumerate(held)
                for number, (known, _) in self._known.items()
            ),
            reverse=True,
        )
        numbers: dict[int, int] = {}
        for share, _, at, number in shared:
            if share >= _SAME and at not in numbers and number not in numbers.values():
                numbers[at] = number
        found = []
        for at, cluster in enumerate(clusters):
            number = numbers.setdefault(at, self._free(numbers))
            before = self._known.get(number)
            if before is not None and len(held[at] ^ before[0]) < _LITTLE * len(held[at]):
                cluster = msgspec.structs.replace(cluster, name=before[1].name, words=before[1].words)
            found.append(msgspec.structs.replace(cluster, id=number))
        drawn = {cluster.id: (held[at], cluster) for at, cluster in enumerate(found)}
        self._known = drawn if position is None else drawn | self._known  # a look back changes nothing of the present
        return tuple(found)

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


def _name(words: Sequence[str]) -> str:
    return ", ".join(words[:_NAMED]) or "no words"
