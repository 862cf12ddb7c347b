"""Collections asked: which documents a lab keeps, what they say, and which passages answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.core.errors import BadInput, NotFound
from workbench.core.generation import Passage
from workbench.core.ids import slug
from workbench.knowledge.document import Collection, Document, StoredPassage
from workbench.knowledge.documents_state import DocumentsState
from workbench.knowledge.written import Written, stored
from workbench.log import Log, View
from workbench.retrieval import Background, Found, Search, Wish

# Within the class `list` is its own.
Documents = list[Document]
Passages = list[Passage]
StoredPassages = list[StoredPassage]

_LONGEST_QUERY = 10_000
_MOST = 1_000


class Collections:
    """The documents of a lab, as of the present or of one past event. Texts and names are read from the log.

    Args:
        log: where they are.
        view: which there are.
        search: finds passages.
        position: as of which event; None for the present.
    """

    def __init__(self, log: Log, view: View[DocumentsState], search: Search, position: int | None = None) -> None:
        self._written = Written(log, position)
        self._view = view
        self._search = search
        self._position = position

    def __repr__(self) -> str:
        names = ", ".join(each.name for each in self.list()) or "none yet"
        return f"<Collections: {names}>"

    def list(self) -> list[Collection]:
        """All collections that hold something, by name."""
        found: dict[str, Collection] = {}
        for document in self._documents():
            before = found.get(document.collection)
            found[document.collection] = Collection(
                id=document.collection,
                documents=1 + (before.documents if before else 0),
                passages=document.passages + (before.passages if before else 0),
                changed=max(document.changed, before.changed) if before else document.changed,
            )
        return [found[each] for each in sorted(found)]

    def documents(self, collection: str) -> Documents:
        """The documents of a collection, by name.

        Raises:
            NotFound: there is no such collection.
        """
        wanted = collection_id(collection)
        found = sorted(self._documents(wanted), key=lambda document: document.name)
        if not found:
            raise self._unknown(wanted)
        return found

    def document(self, document: str) -> Document:
        """A document by its subject, as ``document/<id>``.

        Raises:
            NotFound: there is none, or it is not complete yet.
        """
        with self._view.hold() as (state, _):
            standing = state.documents.get(document)
        found = self._written.as_document(document, standing) if standing else None
        if found is None:
            raise NotFound(
                f"There is no document “{document[:100]}”.", "Ask documents(collection) for those there are."
            )
        return found

    def get(self, passage: str) -> StoredPassage:
        """A passage by its subject, as ``passage/<id>``, with those right before and after it.

        Raises:
            NotFound: there is none, or its document does not say it any more.
        """
        found = self._stored(passage)
        if found is None:
            raise NotFound(f"There is no passage “{passage[:100]}”.", "Its document may have changed: find it anew.")
        stored, before, after = found
        return StoredPassage(
            **{name: getattr(stored, name) for name in _FIELDS},
            before=self._neighbour(before),
            after=self._neighbour(after),
        )

    def passages(self, document: str, after: int = 0, limit: int | None = None) -> StoredPassages:
        """The passages of a document in their order: at most `limit` of those after a number; None for all.

        Raises:
            NotFound: there is no such document.
        """
        said = self.document(document)
        listed = self._shown(document)
        chosen = listed[after : None if limit is None else after + limit]
        read = ((number, each, self._written.passage(each)) for number, each in enumerate(chosen, after + 1))
        return [stored(each, said, data, number) for number, each, data in read if data is not None]

    def find(self, question: str, k: int = 8, *, collections: Sequence[str] | None = None) -> Passages:
        """The passages that answer a question best, best first.

        Args:
            question: what is asked, in words.
            k: at most so many, 1 to 1,000.
            collections: in which of them; None for all.

        Raises:
            BadInput: the question is empty or too long, or a number is out of range.
            NotFound: there is no such collection.
            Unavailable: the model cannot be loaded.
        """
        _check(question, k)
        owners = None if collections is None else self.known(collections)
        found = self._search.find(Wish(query=question, k=k, owners=owners), self._position)
        return [passage for each in found if (passage := self._found(each)) is not None]

    def background(self, question: str, collections: Sequence[str] | None = None) -> Background:
        """What a question meets among all passages of some collections (None for all)."""
        owners = None if collections is None else self.known(collections)
        return self._search.background(question, owners, self._position)

    def known(self, collections: Sequence[str]) -> tuple[str, ...]:
        """The subjects of some collections.

        Raises:
            BadInput: they are no list of names.
            NotFound: there is no such collection.
        """
        if isinstance(collections, str):
            raise BadInput("Collections are a list of names, not one text.", f"Give [{collections[:100]!r}].")
        wanted = tuple(collection_id(each) for each in collections)
        with self._view.hold() as (state, _):
            there = {standing.collection for standing in state.documents.values() if standing.shown}
        for each in wanted:
            if each not in there:
                raise self._unknown(each)
        return wanted

    def _found(self, found: Found) -> Passage | None:
        stored = self._stored(found.item)
        if stored is None:  # removed by another process since it was found
            return None
        return Passage(
            id=found.item,
            text=stored[0].text,
            title=stored[0].title,
            source=stored[0].collection,
            place=stored[0].place,
            score=found.score,
            parts=found.parts,
            similarity=found.similarity,
        )

    def _stored(self, passage: str) -> tuple[StoredPassage, str | None, str | None] | None:
        """A passage, and the subjects of those before and after it; None where no document says it at the moment."""
        data = self._written.passage(passage)
        if data is None:
            return None
        with self._view.hold() as (state, _):
            standing = state.documents.get(data.document)
        document = self._written.as_document(data.document, standing) if standing else None
        if document is None:
            return None
        listed = self._shown(data.document)
        if passage not in listed:
            return None
        at = listed.index(passage)
        before, after = listed[at - 1] if at else None, listed[at + 1] if at + 1 < len(listed) else None
        return stored(passage, document, data, at + 1), before, after

    def _neighbour(self, passage: str | None) -> StoredPassage | None:
        found = self._stored(passage) if passage else None
        return found[0] if found else None

    def _documents(self, collection: str | None = None) -> Iterator[Document]:
        with self._view.hold() as (state, _):
            standings = [
                (document, standing)
                for document, standing in state.documents.items()
                if collection in (None, standing.collection)
            ]
        for document, standing in standings:
            if (found := self._written.as_document(document, standing)) is not None:
                yield found

    def _shown(self, document: str) -> tuple[str, ...]:
        """The passages that can be found of a document, in their order."""
        with self._view.hold() as (state, _):
            standing = state.documents.get(document)
        data = self._written.document(standing.shown) if standing else None
        return data.passages if data else ()

    def _unknown(self, collection: str) -> NotFound:
        names = ", ".join(each.name for each in self.list())
        known = f"There are {names}." if names else "There is none yet: ingest a document."
        return NotFound(f"There is no collection “{collection.partition('/')[2][:100]}”.", known)


def collection_id(name: str) -> str:
    """The subject of a collection by its name, or by the subject itself.

    >>> collection_id("The Handbook")
    'collection/the-handbook'
    """
    if not isinstance(name, str):
        raise BadInput(f"A collection's name is a text, not {type(name).__name__}.", 'Give one, as "handbook".')
    return name if name.startswith("collection/") else f"collection/{slug(name)}"


_FIELDS = ("id", "document", "name", "collection", "title", "place", "text", "number")


def _check(question: str, k: int) -> None:
    if not isinstance(question, str) or not question.strip():
        raise BadInput("There is no question.", "Ask in words.")
    if len(question) > _LONGEST_QUERY:
        raise BadInput(f"The question has {len(question):,} characters.", f"Use at most {_LONGEST_QUERY:,}.")
    if not 1 <= k <= _MOST:
        raise BadInput(f"{k} passages were asked for.", f"Ask for 1 to {_MOST:,}.")
