"""One commit: several waiting appends, decided one after the other, made durable together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import apsw
import msgspec

from workbench.core.errors import Conflict, WorkbenchError
from workbench.core.vocabulary import Vocabulary
from workbench.log.decide import Key, check_remembered, check_version, one_subject, sift
from workbench.log.row import Head, Prepared, chain
from workbench.log.seal import Said
from workbench.log.sqlite_file import immediate

_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FORGOTTEN = "SELECT subject FROM json_each(?) CROSS JOIN forgotten ON subject = value LIMIT 1"  # in this order

Answer = Sequence[int] | BaseException


class Pending:
    """An append that waits for its turn, and then for its answer."""

    def __init__(self, batch: list[Prepared], expected: int | None) -> None:
        self.batch = batch
        self.expected = expected
        self.subject = "" if expected is None else one_subject(batch)
        self._answer: Answer | None = None

    @property
    def settled(self) -> bool:
        return self._answer is not None

    def settle(self, answer: Answer) -> None:
        """Give it the positions, or the error that it raises."""
        self._answer = answer

    def result(self) -> tuple[int, ...]:
        """The positions, or the error raised."""
        assert self._answer is not None
        if isinstance(self._answer, BaseException):
            raise self._answer
        return tuple(self._answer)


class Commit:
    """Writes a group of pending appends in one transaction.

    First as if no event were there already, which is nearly always so; when an id turns out to be taken or a version to
    have moved on, once more with every id looked up. An append that is refused does not keep the others of its group out.
    """

    def __init__(self, connection: apsw.Connection, head: Callable[[], Head], vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._head = head
        self._vocabulary = vocabulary

    def run(self, group: Sequence[Pending]) -> None:
        """Settle every append of the group; nothing is settled before the commit."""
        try:
            self._transact(group, self._add_new)
        except (apsw.ConstraintError, Conflict):
            self._transact(group, self._add_or_refuse)

    def _transact(self, group: Sequence[Pending], add: Callable[[Pending, Head], tuple[Answer, Head]]) -> None:
        answers: list[Answer] = []
        with immediate(self._connection):
            head = self._head()
            for pending in group:
                answer, head = add(pending, head)
                answers.append(answer)
        for pending, answer in zip(group, answers, strict=True):
            pending.settle(answer)

    def _add_new(self, pending: Pending, head: Head) -> tuple[Answer, Head]:
        self._check_version(pending)
        check_remembered(pending.batch, self._forgotten)
        return self._insert(pending.batch, head)

    def _add_or_refuse(self, pending: Pending, head: Head) -> tuple[Answer, Head]:
        try:
            fresh, positions = sift(pending.batch, self._stored, self._vocabulary)
            if fresh:
                self._check_version(pending)
                check_remembered(fresh, self._forgotten)
        except WorkbenchError as refusal:
            return refusal, head
        places, head = self._insert(fresh, head)
        positions.update({(p.id, p.source): place for p, place in zip(fresh, places, strict=True)})
        return [positions[p.id, p.source] for p in pending.batch], head

    def _insert(self, batch: Sequence[Prepared], head: Head) -> tuple[range, Head]:
        rows, after = chain(head, batch)
        self._connection.executemany(_INSERT, rows)
        return range(head.position + 1, after.position + 1), after

    def _check_version(self, pending: Pending) -> None:
        if pending.expected is not None:
            found = self._connection.execute(
                "SELECT coalesce(max(position), 0) FROM events WHERE subject = ?", (pending.subject,)
            ).get
            check_version(pending.subject, found, pending.expected)

    def _forgotten(self, subjects: list[str]) -> str | None:
        return self._connection.execute(_FORGOTTEN, (msgspec.json.encode(subjects).decode(),)).get  # type: ignore[no-any-return]

    def _stored(self, key: Key) -> tuple[int, Said] | None:
        row = self._connection.execute(
            "SELECT position, body, apart FROM events WHERE id = ? AND source = ?", key
        ).fetchone()
        return None if row is None else (int(row[0]), (bytes(row[1]), row[2]))
