"""Finding: what the log says of documents, laid out for search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workbench.core.clock import to_micros
from workbench.core.events import Record
from workbench.core.ports import Embedder, Reranker
from workbench.knowledge.documents_state import History, history
from workbench.knowledge.events import DocumentIngested, DocumentRemoved, PassageAdded
from workbench.knowledge.written import Written
from workbench.log import Log
from workbench.retrieval import Change, Ended, Place, Rereading, Search, Shelf, Wording
from workbench.retrieval.terms import terms

KINDS = ("passage.added", "document.ingested", "document.removed")


def open_search(log: Log, embedder: Callable[[], Embedder], reranker: Callable[[], Reranker] | None = None) -> Search:
    """The search of all passages of a lab, of which a reranker orders the best anew, where there is one."""

    def text_of(passage: str, position: int | None) -> str:
        said = Written(log, position).passage(passage)
        return searched_text(said.title, said.text) if said else ""

    return Search(log, embedder, KINDS, _Changes(log), Rereading(reranker, text_of) if reranker else None)


def searched_text(title: str, text: str) -> str:
    """By what a passage is found: the headings that it stands under belong to what it says."""
    return f"{title}\n{text}" if title else text


class _Changes:
    """What records change on the shelf. Passages are kept until their document is complete, and read from the log where they are not."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._waiting: dict[str, PassageAdded] = {}

    def __call__(self, shelf: Shelf, page: Sequence[Record]) -> Iterator[Change]:
        there: set[str] = set()  # what this page places before the shelf has it
        for record in page:
            match record.event.data:
                case PassageAdded() as passage if passage.text:
                    self._waiting.setdefault(record.event.subject, passage)
                case DocumentIngested(added=added):
                    yield from self._ingested(shelf, there, record, added)
                case DocumentRemoved():
                    yield from self._removed(shelf, there, record)

    def _ingested(self, shelf: Shelf, there: set[str], record: Record, added: int) -> Iterator[Change]:
        past = self._history(record)
        if past.standing is None or past.shown[-1:] != (added,):
            return
        after = past.listed[past.shown[-1]]
        before = past.listed[past.shown[-2]] if len(past.shown) > 1 else ()
        old, now = frozenset(before), frozenset(after)
        for passage in dict.fromkeys(before):
            if passage not in now and (passage in there or shelf.find(passage)):
                yield Ended(passage, record.position)
        for passage in dict.fromkeys(after):
            if passage not in old and (said := self._said(passage, record)) is not None:
                if passage not in there and shelf.find(passage) is None:
                    there.add(passage)
                    when = to_micros(record.recorded)
                    yield Place(passage, past.standing.collection, "passage", None, record.position, when)
                text = searched_text(said.title, said.text)
                yield Wording(passage, record.position, text, frozenset(), tuple(terms(text)))

    def _removed(self, shelf: Shelf, there: set[str], record: Record) -> Iterator[Change]:
        past = self._history(record)
        if past.removed:
            for passage in dict.fromkeys(each for listed in past.listed.values() for each in listed):
                self._waiting.pop(passage, None)
                if passage in there or shelf.find(passage):
                    yield passage

    def _history(self, record: Record) -> History:
        return history(record.event.subject, self._log.read(0, record.position, subject=record.event.subject))

    def _said(self, passage: str, record: Record) -> PassageAdded | None:
        """What a passage of a document says; None where it is another's, or is removed since."""
        said = self._waiting.pop(passage, None)
        if said is None:
            added = self._log.read(0, record.position, kinds=["passage.added"], subject=passage, limit=1)
            said = next((each.event.data for each in added if isinstance(each.event.data, PassageAdded)), None)
        return said if said is not None and said.text and said.document == record.event.subject else None
