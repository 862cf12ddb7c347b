"""Memory asked: what the agents of a lab remember, at the present or as of a past moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import msgspec

from workbench.core.errors import BadInput, NotFound
from workbench.core.ids import slug
from workbench.memory.conflicts import Conflicts, conflict_of, judge, nearest, strongest
from workbench.memory.map import Cluster, MemoryMap
from workbench.memory.memory import Hit, Memory
from workbench.memory.recall import Recall
from workbench.memory.twins import Doubles
from workbench.models import open_nli
from workbench.retrieval import Background, Found, Wish

_LONGEST_QUERY = 10_000
_MOST = 1_000
_READ = 500  # pairs that a model reads: some seconds


class Counts(msgspec.Struct, frozen=True):
    """How many memories there are: in all, by whose they are, and by what sort they are."""

    all: int
    agents: dict[str, int]
    kinds: dict[str, int]


class Memories:
    """What the agents of a lab remember, as of the present or of one past event. Texts are read from the log.

    Args:
        recall: finds and reads them.
        position: as of which event; None for the present.
    """

    def __init__(self, recall: Recall, position: int | None = None) -> None:
        self._recall = recall
        self._position = position

    def __repr__(self) -> str:
        moment = "" if self._position is None else f" as of event {self._position:,}"
        return f"<Memories{moment}: recall(query), get(memory), map(), clusters(), twins(), conflicts()>"

    def get(self, memory: str) -> Memory:
        """A memory by its subject, as it was worded at the moment.

        Raises:
            NotFound: there is none, or it was forgotten.
        """
        found = self._read(memory)
        if found is None:
            raise NotFound(
                f"There is no memory “{memory[:100]}”.", "Ask recall(…) for one; what was forgotten is gone."
            )
        return found

    def recall(
        self,
        query: str,
        k: int = 10,
        *,
        agent: str | None = None,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        session: str | None = None,
        explain: bool = False,
    ) -> list[Hit]:
        """The memories that answer a query best, by its words, its meaning and what was said around them; best first.

        Args:
            query: what is looked for, in words.
            k: at most so many, 1 to 1,000.
            agent: whose memories, as ``"Ada"``, ``"agent/ada"`` or ``"person/eve"``; None for everybody's.
            kinds: of one of these sorts; none for any.
            tags: with all of these tags.
            since, until: of what happened from and before these moments, which need a time zone.
            session: of what was remembered in this session, as ``session/<id>``.
            explain: whether to read the neighbours of each hit, too.

        Raises:
            BadInput: the query is empty or too long, k is out of range, or a moment has no time zone.
            Unavailable: the model cannot be loaded.
        """
        if not isinstance(query, str) or not query.strip():
            raise BadInput("There is nothing to recall.", "Give a query in words.")
        if len(query) > _LONGEST_QUERY:
            raise BadInput(f"The query has {len(query):,} characters.", f"Use at most {_LONGEST_QUERY:,}.")
        if not 1 <= k <= _MOST:
            raise BadInput(f"{k} memories were asked for.", f"Ask for 1 to {_MOST:,}.")
        if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
            raise BadInput("A moment has no time zone.", "Give one, as datetime.now(UTC).")
        wish = Wish(
            query=query,
            k=k,
            owners=None if agent is None else (_known(agent),),
            kinds=_listed(kinds),
            tags=_listed(tags),
            since=since,
            until=until,
            group=session,
        )
        hits = [self._hit(found, explain) for found in self._recall.search.find(wish, self._position)]
        return [hit for hit in hits if hit is not None]

    def background(self, query: str, agent: str) -> Background:
        """What a query meets among all that an agent remembers, as ``agent/ada``."""
        return self._recall.search.background(query, (agent,), self._position)

    def around(self, memory: str) -> tuple[Memory, ...]:
        """What was remembered right before and after a memory in its session, in order."""
        found = (self._read(each) for each in self._recall.search.around(memory, self._position))
        return tuple(each for each in found if each is not None)

    def newest(self, k: int = 10, *, agent: str | None = None, kind: str | None = None) -> list[Memory]:
        """The memories that were made last, the newest first.

        Args:
            k: at most so many.
            agent: whose, as ``agent/ada``; None for everybody's.
            kind: of which sort; None for any.
        """
        seen = self._recall.seen(self._position, agent)
        last = (
            memory
            for memory, sort in zip(reversed(seen.memories), reversed(seen.kinds), strict=True)
            if kind in (None, sort)
        )
        found = (self._read(memory) for memory in islice(last, k))
        return [memory for memory in found if memory is not None]

    def counts(self) -> Counts:
        """How many memories there are: in all, by agent and by kind, the most first."""
        seen = self._recall.seen(self._position)
        by = [dict(Counter(each).most_common()) for each in (seen.agents.tolist(), seen.kinds)]
        return Counts(all=len(seen.memories), agents=by[0], kinds=by[1])

    def map(self) -> MemoryMap:
        """All memories on a plane, in clusters that have names. Takes a moment; drawn once for as long as nothing changes."""
        return self._recall.atlas.map(self._position)

    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters of the map, the largest first."""
        return self.map().clusters

    def twins(self, agent: str | None = None, *, own: bool = True, most: int = 50) -> Doubles:
        """Memories that say nearly the same: pairs with a cosine similarity of at least 0.95, the most alike first.

        Args:
            agent: among whose memories; None for everybody's.
            own: whether each is compared with memories of the same agent only.
            most: how many pairs to give back, 1 to 1,000.

        Raises:
            BadInput: `most` is out of range.
        """
        _check(most)
        return self._recall.pairs.twins(self._position, None if agent is None else _known(agent), own=own, most=most)

    def conflicts(
        self, agent: str | None = None, *, own: bool = True, most: int = 50, model: str | None = None
    ) -> Conflicts:
        """Memories that may contradict each other, the strongest signals first; each pair says what speaks for it.

        These are signals, found by words and numbers, and no verdict: see `docs/performance.md` for how many of them are right.

        Args:
            agent: among whose memories; None for everybody's.
            own: whether each is compared with memories of the same agent only.
            most: how many pairs to give back, 1 to 1,000.
            model: a cross-encoder for natural-language inference that reads the 500 pairs that are most alike, too: a folder, or a
                name on the Hugging Face hub, of which the files are in the local cache.

        Raises:
            BadInput: `most` is out of range, or the model has no label for contradiction.
            NotFound: the model is not on this machine.
        """
        _check(most)
        clashes = self._recall.pairs.clashes(self._position, None if agent is None else _known(agent), own=own)
        found = clashes.found
        if model is not None:
            pairs = nearest(clashes.nears, _READ)
            texts = self._recall.pairs.texts({each for pair in pairs for each in pair[:2]}, self._position)
            found = judge(found, pairs, texts, open_nli(model))
        best = strongest(found, most)
        said = self._recall.pairs.texts({each for one in best for each in (one.first, one.second)}, self._position)
        return Conflicts(
            pairs=tuple(
                conflict_of(each, said[each.first], said[each.second])
                for each in best
                if each.first in said and each.second in said  # forgotten meanwhile
            ),
            count=len(found),
            compared=sum(len(near.memories) for near in clashes.nears),
            near=sum(len(near.newer) for near in clashes.nears),
        )

    def _hit(self, found: Found, explain: bool) -> Hit | None:
        memory = self._read(found.item)
        if memory is None:  # forgotten by another process since it was found
            return None
        around = [self._read(each) for each in found.around] if explain else []
        return Hit(
            memory=memory,
            score=found.score,
            parts=found.parts,
            similarity=found.similarity,
            neighbours=tuple(each for each in around if each is not None),
        )

    def _read(self, memory: str) -> Memory | None:
        return self._recall.read(memory, self._position)


def _check(most: int) -> None:
    if not 1 <= most <= _MOST:
        raise BadInput(f"{most} pairs were asked for.", f"Ask for 1 to {_MOST:,}.")


def _listed(said: Sequence[str]) -> Sequence[str]:
    if isinstance(said, str):
        raise BadInput("Kinds and tags are lists of texts, not one text.", f"Give [{said[:100]!r}].")
    return tuple(said)


def _known(agent: str) -> str:
    return agent if agent.startswith(("agent/", "person/")) else f"agent/{slug(agent)}"
