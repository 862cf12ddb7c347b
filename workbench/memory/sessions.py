"""Sessions asked: who works at what, with which working state, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workbench.core.errors import NotFound
from workbench.core.events import Payload
from workbench.log import Log, View
from workbench.memory.events import SessionEnded, SessionHandedOff, SessionSaved, SessionStarted
from workbench.memory.session import SessionState
from workbench.memory.sessions_state import SessionsState, Standing, mark


class Sessions:
    """Queries about the sessions of a lab, as of one view. Texts are read from the log.

    Args:
        log: where sessions are.
        view: who holds which.
    """

    def __init__(self, log: Log, view: View[SessionsState]) -> None:
        self._log = log
        self._view = view

    def __repr__(self) -> str:
        with self._view.hold() as (state, _):
            return f"<{type(self).__name__}: {len(state.open):,} open, {len(state.ended):,} ended>"

    def get(self, session: str) -> SessionState:
        """A session by its subject, also one that ended or was forgotten.

        Raises:
            NotFound: there is none.
        """
        return self._read(session, self._standing(session))

    def open(self, member: str | None = None, limit: int | None = None) -> list[SessionState]:
        """Sessions that have not ended, in the order in which they were started.

        Args:
            member: those that a member has or that wait for it; None for all.
            limit: the last so many.
        """
        return self._those(lambda standing: member in (None, standing.holder, standing.waiting), limit)

    def waiting_for(self, member: str) -> list[SessionState]:
        """The sessions that were handed to a member and that it has not taken yet."""
        return self._those(lambda standing: standing.waiting == member)

    def _those(self, fits: Callable[[Standing], bool], limit: int | None = None) -> list[SessionState]:
        with self._view.hold() as (state, _):
            found = [(session, standing) for session, standing in state.open.items() if fits(standing)]
        chosen = found if limit is None else found[max(0, len(found) - limit) :]
        return [self._read(session, standing) for session, standing in chosen]

    def _standing(self, session: str) -> Standing:
        with self._view.hold() as (state, _):
            standing = state.find(session)
        if standing is None:
            raise NotFound(f"There is no session “{session[:100]}”.", "Ask open() for those there are.")
        return standing

    def _read(self, session: str, standing: Standing) -> SessionState:
        wanted = {standing.started, standing.handed, standing.ended, *standing.said.values()} - {0}
        data = {} if standing.forgotten else {position: self._said(position) for position in sorted(wanted)}
        started, handed, ended = (data.get(at) for at in (standing.started, standing.handed, standing.ended))
        return SessionState(
            id=session,
            goal=started.goal if isinstance(started, SessionStarted) else "",
            holder=standing.holder,
            waiting=standing.waiting,
            note=handed.note if isinstance(handed, SessionHandedOff) else "",
            state={
                name: text
                for at, said in data.items()
                for name, text in _texts(said)
                if standing.said.get(mark(name)) == at
            },
            holders=standing.holders,
            since=standing.holders[0].since,
            ended=bool(standing.ended),
            outcome=ended.outcome if isinstance(ended, SessionEnded) else "",
            # A past moment knows nothing of it yet, and the log has nothing to tell any more.
            forgotten=not isinstance(started, SessionStarted) or bool(started.sealed),
            position=standing.position,
        )

    def _said(self, position: int) -> Payload:
        (record,) = self._log.read(position - 1, position)
        return record.event.data


def _texts(data: Payload) -> Iterable[tuple[str, str]]:
    return data.state.items() if isinstance(data, SessionStarted | SessionSaved | SessionHandedOff) else ()
