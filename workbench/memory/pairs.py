"""Pairs: memories that say nearly the same, and memories that may contradict each other, at the present or at any past moment."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from typing import NamedTuple

import msgspec
import numpy as np

from workbench.core.events import Record
from workbench.log import Log
from workbench.memory.conflicts import Clash, closest, find_clashes
from workbench.memory.memory import Memory, fold_memory
from workbench.memory.near import NOBODY, Near, find_near
from workbench.memory.seen import Seen, SeenPort
from workbench.memory.twins import Doubles, find_twins

_KINDS = ("memory.created", "memory.updated", "memory.forgotten")
_KEPT = 8
_FEW = 1_000  # texts that are sooner read one by one than by going through the log


class Clashes(NamedTuple):
    """All clashes among some memories, and which of these are near each other: of one agent each, or of all."""

    found: list[Clash]
    nears: list[Near]


class _Group(msgspec.Struct):
    """Memories that are compared with each other: those of one agent, or (then its name is None) all.

    Attributes:
        clashes: each with the number of the newer memory; None until somebody asks.
    """

    name: str | None
    near: Near
    clashes: list[tuple[int, Clash]] | None = None


class Pairs:
    """Compares memories when somebody asks, and keeps the last answers. Thread-safe; one comparison at a time.

    An answer begins with what the last one of the present has of the same memories: where new ones came, only they are compared.

    Args:
        log: where texts are read from.
        memories: gives all memories of a moment.
    """

    def __init__(self, log: Log, memories: SeenPort) -> None:
        self._log = log
        self._memories = memories
        self._comparing = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], list[_Group]] = OrderedDict()
        self._near: dict[str | None, Near] = {}
        self._clashed: dict[str | None, _Group] = {}
        self._erased = 0

    def twins(self, position: int | None, agent: str | None, *, own: bool, most: int) -> Doubles:
        """Memories that say nearly the same; see `Memories.twins`."""
        with self._comparing:
            return find_twins([group.near for group in self._groups(position, agent, own)], most)

    def clashes(self, position: int | None, agent: str | None, *, own: bool) -> Clashes:
        """All pairs of memories in which something speaks for a contradiction."""
        with self._comparing:
            groups = self._groups(position, agent, own)
            found = [clash for group in groups for _, clash in self._clashes(group, position)]
            nears = [group.near for group in groups]
            return Clashes(found, nears)

    def texts(self, wanted: Collection[str], position: int | None) -> dict[str, Memory]:
        """Some memories as they were worded at a position, those that can be read, by their subjects."""
        found: dict[str, list[Record]] = defaultdict(list)
        if len(wanted) < _FEW:
            for memory in wanted:
                found[memory] = list(self._log.read(0, position, subject=memory))
        else:
            for record in self._log.read(0, position, kinds=_KINDS):
                if record.event.subject in wanted:
                    found[record.event.subject].append(record)
        folded = ((memory, fold_memory(records)) for memory, records in found.items())
        return {memory: said for memory, said in folded if said is not None and said.text}

    def _groups(self, position: int | None, agent: str | None, own: bool) -> list[_Group]:
        version = self._memories.version(position)
        if version[-1] != self._erased:  # a memory was forgotten: no word of it is kept
            for kept in (self._kept, self._near, self._clashed):
                kept.clear()
            self._erased = version[-1]
        key = (version, agent, own)
        if key not in self._kept:
            seen = self._memories.seen(position, agent)
            names = list(dict.fromkeys(seen.agents.tolist())) if own or agent is not None else [None]
            self._kept[key] = [_Group(name, self._compare(seen, name, position)) for name in names]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _compare(self, seen: Seen, name: str | None, position: int | None) -> Near:
        chosen = np.arange(len(seen.memories)) if name is None else np.flatnonzero(seen.agents == name)
        memories = [seen.memories[at] for at in chosen.tolist()]
        near = find_near(memories, seen.worded[chosen], seen.vectors[chosen], self._near.get(name, NOBODY))
        if position is None:
            self._near[name] = near
        return near

    def _clashes(self, group: _Group, position: int | None) -> list[tuple[int, Clash]]:
        if group.clashes is None:
            near = group.near
            before = self._clashed.get(group.name, _Group(None, NOBODY, []))
            known = before.near.shared(near.memories, near.worded)
            pairs = closest(near, known)
            said = self.texts({near.memories[at] for newer, older, _ in pairs for at in (newer, older)}, position)
            kept = [each for each in before.clashes or () if each[0] < known]
            group.clashes = [*kept, *find_clashes(near, pairs, said)]
            if position is None:
                self._clashed[group.name] = group
        return group.clashes
