"""Ingesting: the commands that take documents in and remove them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import count
from typing import TypeVar

from workbench.core.errors import Conflict, Forbidden, NotFound
from workbench.core.events import Payload
from workbench.core.ports import Progress
from workbench.core.scribe import Scribe
from workbench.knowledge.documents_state import History, Standing, history, may, passage_prefix
from workbench.knowledge.drafts import Draft
from workbench.knowledge.events import DocumentAdded, DocumentIngested, DocumentRemoved, PassageAdded
from workbench.knowledge.finding import searched_text
from workbench.knowledge.ingestion import Ingested
from workbench.knowledge.reading import Piece, Read
from workbench.log import Log

BATCH = 128  # passages that one append makes durable, and that are embedded together
T = TypeVar("T")


class Ingesting:
    """Takes documents in and removes them. What it says is durable when a call returns.

    However many processes do so at once, each step decides on how the document stands when its event is appended.

    Args:
        log: where documents are.
        embed: has the vectors of texts made, so that the first question need not wait for them.
        drop: takes the vectors of texts out of the embedding cache.
        scribe: makes the events.
        unquote: has what quotes some passages forgotten with them.
    """

    def __init__(
        self,
        log: Log,
        embed: Callable[[Sequence[str]], object],
        drop: Callable[[Sequence[str]], None],
        scribe: Scribe,
        unquote: Callable[[Sequence[str]], None],
    ) -> None:
        self._log = log
        self._embed = embed
        self._drop = drop
        self._scribe = scribe
        self._unquote = unquote

    def take(self, collection: str, draft: Draft, by: str, progress: Progress) -> Ingested:
        """Take a document in: what is new of it is added, what it no longer says is found no more.

        Nothing happens where it is there with the same bytes. Broken off at any moment, doing it again goes on from there.

        Raises:
            BadInput: it cannot be read.
            Forbidden: it is another agent's.
        """
        read: Read | None = None
        while True:
            document, past = self._named(collection, draft.name)
            if past.standing is not None and not may(past.standing, by):
                raise Forbidden(
                    f"“{draft.name}” was added by {past.standing.owner}.", "They or a person can change it."
                )
            if self._is_there(past.standing, draft):
                return Ingested(document=document, name=draft.name, added=0, kept=len(past.passages), gone=0)
            read = draft.read() if read is None else read
            try:
                return self._fill(collection, document, past, draft, read, by, progress)
            except Conflict:
                continue  # somebody was faster: look again

    def remove(self, document: str, by: str, reason: str = "") -> None:
        """Have a document removed: nothing it ever said can be read any more, by anybody.

        Raises:
            NotFound: there is none.
            Forbidden: it is another agent's.
            Unavailable: it is removed, but a reader kept the log from being cleaned of it; doing it again goes on.
        """
        past = self._history(document)
        while past.standing is not None:
            if not may(past.standing, by):
                raise Forbidden(f"The document was added by {past.standing.owner}.", "They or a person can remove it.")
            with suppress(Conflict):  # somebody was faster: look again
                self._say(document, by, DocumentRemoved(reason=reason), past.version)
            past = self._history(document)
        if not past.removed:
            raise NotFound(
                f"There is no document “{document[:100]}”.", "Ask documents(collection) for those there are."
            )
        self._shred(document, past)

    def _is_there(self, standing: Standing | None, draft: Draft) -> bool:
        if standing is None or standing.shown != standing.added:
            return False
        return self._data(standing.shown).digest == draft.digest

    def _named(self, collection: str, name: str) -> tuple[str, History]:
        """The document of this name, and what happened to it. After one was removed, the next of its name is another."""
        for number in count():
            document = _document_id(collection, name, number)
            past = self._history(document)
            if not past.removed:
                return document, past
            if self._data(next(iter(past.listed))).name:  # whoever removed it was interrupted
                self._shred(document, past)
        raise AssertionError  # count() does not end

    def _fill(
        self, collection: str, document: str, past: History, draft: Draft, read: Read, by: str, progress: Progress
    ) -> Ingested:
        """Add what is missing of a document, and have it shown.

        Raises:
            Conflict: somebody else changed it meanwhile.
        """
        begun = self._data(past.standing.added) if past.standing else None
        secret = begun.secret if begun else self._scribe.new("secret").partition("/")[2]
        passages = {_passage_id(document, secret, piece, nth): piece for piece, nth in _counted(read.pieces)}
        version, added = past.version, past.standing.added if past.standing else 0
        if begun is None or (begun.digest, begun.passages) != (draft.digest, tuple(passages)):
            data = DocumentAdded(
                collection=collection,
                passages=tuple(passages),
                name=draft.name,
                media=draft.media,
                digest=draft.digest,
                size=draft.size,
                secret=secret,
            )
            version = added = self._say(document, by, data, version)
        self._add(document, passages, by, progress)
        self._say(document, by, DocumentIngested(added=added), version)
        kept = len(passages.keys() & frozenset(past.passages))
        return Ingested(
            document=document,
            name=draft.name,
            added=len(passages) - kept,
            kept=kept,
            gone=len(past.passages) - kept,
            note=read.note,
        )

    def _add(self, document: str, passages: Mapping[str, Piece], by: str, progress: Progress) -> None:
        """Make the passages that are not there yet durable, and all of them quick to find."""
        done = 0
        for some in _batches(list(passages.items())):
            missing = [each for each in some if not self._log.version(each[0])]
            self._log.append([self._scribe.event(by, passage, _said(document, piece)) for passage, piece in missing])
            self._embed([searched_text(title_of(piece), piece.text) for _, piece in some])
            done += len(some)
            progress(done, len(passages))

    def _say(self, document: str, by: str, data: Payload, expected: int) -> int:
        (position,) = self._log.append([self._scribe.event(by, document, data)], expected=expected).positions
        return position

    def _history(self, document: str) -> History:
        return history(document, self._log.read(subject=document))

    def _data(self, position: int) -> DocumentAdded:
        (record,) = self._log.read(position - 1, position)
        assert isinstance(record.event.data, DocumentAdded)
        return record.event.data

    def _shred(self, document: str, past: History) -> None:
        """Leave nothing of what a document ever said, nor of what somebody may be about to add to it."""
        passages = list(dict.fromkeys(each for listed in past.listed.values() for each in listed))
        for some in _batches(passages):
            said = (record.event.data for each in some for record in self._log.read(subject=each))
            self._drop(
                [searched_text(each.title, each.text) for each in said if isinstance(each, PassageAdded) and each.text]
            )
        self._unquote(passages)
        self._log.shred(document, *passages)


def title_of(piece: Piece) -> str:
    """The headings that a passage stands under, as one line."""
    return " › ".join(piece.path)


def _said(document: str, piece: Piece) -> PassageAdded:
    return PassageAdded(document=document, text=piece.text, title=title_of(piece), place=piece.place)


def _document_id(collection: str, name: str, number: int) -> str:
    digest = blake2b(f"{collection}\0{name}\0{number}".encode(), digest_size=10)
    return f"document/{digest.hexdigest()}"


def _passage_id(document: str, secret: str, piece: Piece, nth: int) -> str:
    said = "\0".join((document, *piece.path, piece.place, piece.text, str(nth)))
    return f"{passage_prefix(document)}{blake2b(said.encode(), digest_size=10, key=secret.encode()).hexdigest()}"


def _counted(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, int]]:
    """Each passage, and how many like it came before."""
    before: Counter[Piece] = Counter()
    for piece in pieces:
        yield piece, before[piece]
        before[piece] += 1


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
