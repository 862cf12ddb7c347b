"""One commit: several waiting appends, decided one after the other, made durable together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import apsw

from workbench.core.errors import Conflict, WorkbenchError
from workbench.core.vocabulary import Vocabulary
from workbench.log.row import Head, Prepared, Row, chain, one_subject, same_event

_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Pending:
    """An append that waits for its turn, and then for its answer."""

    def __init__(self, batch: list[Prepared], expected: int | None) -> None:
        self.batch = batch
        self.expected = expected
        self.subject = None if expected is None else one_subject(batch)
        self._positions: tuple[int, ...] | None = None
        self._error: BaseException | None = None

    @property
    def settled(self) -> bool:
        return self._positions is not None or self._error is not None

    def settle(self, positions: Sequence[int]) -> None:
        self._positions = tuple(positions)

    def fail(self, error: BaseException) -> None:
        if self._error is None:
            self._error = error

    def result(self) -> tuple[int, ...]:
        """The positions, or the error raised."""
        if self._error is not None:
            raise self._error
        assert self._positions is not None
        return self._positions


class Commit:
    """Writes a group of pending appends in one transaction.

    First as if no event were there already, which is nearly always so; when an id turns out to be taken, once more with
    every id looked up. An append that is refused does not keep the others of its group out.
    """

    def __init__(self, connection: apsw.Connection, head: Callable[[], Head], vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._head = head
        self._vocabulary = vocabulary

    def run(self, group: Sequence[Pending]) -> None:
        """Settle every append of the group; its positions are settled only after the commit."""
        try:
            self._transact(group, self._add_new)
        except apsw.ConstraintError:
            self._transact(group, self._add_unless_there)

    def _transact(self, group: Sequence[Pending], add: Callable[[Pending, Head], tuple[list[int], Head]]) -> None:
        answers: list[tuple[Pending, list[int]]] = []
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            head = self._head()
            for pending in group:
                try:
                    positions, head = add(pending, head)
                    answers.append((pending, positions))
                except WorkbenchError as refusal:
                    pending.fail(refusal)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        for pending, positions in answers:
            pending.settle(positions)

    def _add_new(self, pending: Pending, head: Head) -> tuple[list[int], Head]:
        self._check_version(pending)
        return self._insert(pending.batch, head)

    def _add_unless_there(self, pending: Pending, head: Head) -> tuple[list[int], Head]:
        known: dict[tuple[str, str], int | None] = {}
        fresh: list[Prepared] = []
        for prepared in pending.batch:
            key = (prepared.id, prepared.source)
            if key not in known:
                known[key] = self._position_of(prepared)
                if known[key] is None:
                    fresh.append(prepared)
        if fresh:
            self._check_version(pending)
        positions, head = self._insert(fresh, head)
        known.update({(p.id, p.source): position for p, position in zip(fresh, positions, strict=True)})
        return [position for p in pending.batch if (position := known[p.id, p.source]) is not None], head

    def _insert(self, batch: Sequence[Prepared], head: Head) -> tuple[list[int], Head]:
        rows: list[Row] = chain(head, batch)
        self._connection.executemany(_INSERT, rows)
        if rows:
            head = Head(rows[-1].position, rows[-1].recorded, rows[-1].hash)
        return list(range(head.position - len(rows) + 1, head.position + 1)), head

    def _check_version(self, pending: Pending) -> None:
        if pending.expected is None:
            return
        found = self._connection.execute(
            "SELECT coalesce(max(position), 0) FROM events WHERE subject = ?", (pending.subject,)
        ).get
        if found != pending.expected:
            raise Conflict(
                f"“{pending.subject}” is at version {found}, not {pending.expected}.",
                "Somebody else changed it: read it again and decide again.",
            )

    def _position_of(self, prepared: Prepared) -> int | None:
        row = self._connection.execute(
            "SELECT position, body FROM events WHERE id = ? AND source = ?", (prepared.id, prepared.source)
        ).fetchone()
        if row is None:
            return None
        position, body = row
        if not same_event(bytes(body), prepared.body, self._vocabulary):
            raise Conflict(
                f"The id “{prepared.id}” is that of a different event at position {position}.",
                "Give a new event a new id.",
            )
        return int(position)
