"""Sessions at work: the commands that start, save, hand off, take, end and forget them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.core.errors import BadInput, Conflict, Forbidden
from workbench.core.events import Payload
from workbench.core.scribe import Scribe
from workbench.log import Log, View
from workbench.memory.events import (
    SessionEnded,
    SessionForgotten,
    SessionHandedOff,
    SessionSaved,
    SessionStarted,
    SessionTaken,
)
from workbench.memory.session import SessionState
from workbench.memory.sessions import Sessions
from workbench.memory.sessions_state import MOST_NAMES, SessionsState, Standing, is_over, marks_after, may, may_hold

_LONGEST = 100_000


class LiveSessions(Sessions):
    """The sessions of a lab at the present, which can be worked on. What it says is durable when a call returns.

    However many processes try at once, each command decides on how the session stands when its event is appended.

    Args:
        log: where sessions are.
        live: who holds which, now.
        scribe: makes the events.
    """

    def __init__(self, log: Log, live: View[SessionsState], scribe: Scribe) -> None:
        super().__init__(log, live)
        self._scribe = scribe

    def start(self, member: str, goal: str, state: Mapping[str, str] | None = None) -> SessionState:
        """Begin a session, held by a member.

        Args:
            member: who begins it, as ``agent/ada``.
            goal: what the work is for.
            state: the working state it begins with: at most 200 named texts of at most 100,000 characters.

        Raises:
            BadInput: there is no goal, or the state is too large or no texts.
        """
        if not isinstance(goal, str) or not goal.strip():
            raise BadInput("A session has no goal.", "Say in words what the work is for.")
        session = self._scribe.new("session")
        data = SessionStarted(goal=goal, state=_checked(state or {}))
        self._log.append([self._scribe.event(member, session, data)], expected=0)
        return self.get(session)

    def save(
        self, session: str, by: str, state: Mapping[str, str] | None = None, dropped: Sequence[str] = ()
    ) -> SessionState:
        """Change the working state: texts replace those of the same name, and `dropped` names go.

        Raises:
            NotFound: there is no such session.
            Forbidden: `by` does not hold it.
            Conflict: it has ended.
            BadInput: nothing is given, or the state is too large or no texts.
        """
        if isinstance(dropped, str):
            raise BadInput("The dropped names are a list, not one text.", f"Give [{dropped[:100]!r}].")
        if not state and not dropped:
            raise BadInput("Nothing is to be saved.", "Give named texts, or names to drop.")
        return self._say(session, by, SessionSaved(state=_checked(state or {}), dropped=tuple(dropped)))

    def hand_off(
        self, session: str, by: str, to: str, note: str = "", state: Mapping[str, str] | None = None
    ) -> SessionState:
        """Hand a session to another member; `by` holds it until that one takes it, and may hand it to somebody else instead.

        Args:
            session: which.
            by: its holder.
            to: who is to go on, as ``agent/boris`` or ``person/eve``.
            note: what they should know.
            state: changes of the working state that go with it, as in `save`.

        Raises:
            NotFound: there is no such session.
            Forbidden: `by` does not hold it.
            Conflict: it has ended.
            BadInput: `to` is nobody or the holder itself, or the state is too large or no texts.
        """
        if not isinstance(to, str) or not may_hold(to):
            raise BadInput(f"“{str(to)[:100]}” cannot go on with a session.", "Name an agent/… or a person/….")
        if to == by:
            raise BadInput(f"{by} would hand the session to itself.", "Name another member.")
        return self._say(session, by, SessionHandedOff(to=to, note=note, state=_checked(state or {})))

    def take(self, session: str, by: str, note: str = "") -> SessionState:
        """Go on with a session that was handed to `by`.

        Raises:
            NotFound: there is no such session.
            Forbidden: it was not handed to `by`, or no longer.
            Conflict: it has ended.
        """
        return self._say(session, by, SessionTaken(note=note))

    def end(self, session: str, by: str, outcome: str = "") -> SessionState:
        """Say that the work is over.

        Raises:
            NotFound: there is no such session.
            Forbidden: `by` does not hold it.
            Conflict: it has ended already.
        """
        return self._say(session, by, SessionEnded(outcome=outcome))

    def forget(self, session: str, by: str, reason: str = "") -> None:
        """Have what was ever said in a session forgotten: goal, working state, notes and outcome can be read no more, by anybody.

        That it was there stays in the log: who had it and when. Memories that were made in it stay, too. It may have ended; one
        that has not is over with this. Doing it again changes nothing.

        Raises:
            NotFound: there is no such session.
            Forbidden: `by` neither holds nor started it, and is no person and not the lab.
            Conflict: some of it was written before events were sealed; see `Log.shred`.
            Unavailable: it could not be wiped from the log's file now; calling again goes on with that.
        """
        if not self._standing(session).forgotten:
            self._say(session, by, SessionForgotten(reason=reason))
        self._log.shred(session)

    def _say(self, session: str, by: str, data: Payload) -> SessionState:
        while True:
            version = self._log.version(session)
            _check(self._standing(session), by, data)
            try:
                self._log.append([self._scribe.event(by, session, data)], expected=version)
            except Conflict:
                continue  # somebody was faster: look again
            return self.get(session)


def _check(standing: Standing, by: str, data: Payload) -> None:
    if is_over(standing, data):
        raise Conflict(
            "The session was forgotten." if standing.forgotten else "The session has ended.", "Start a new one."
        )
    if not may(standing, by, data):
        if isinstance(data, SessionForgotten):
            raise Forbidden(
                f"{by} neither holds the session nor started it.", f"Ask {standing.holder}, who does, or a person."
            )
        if isinstance(data, SessionTaken):
            waits = f"It waits for {standing.waiting}." if standing.waiting else f"{standing.holder} has it."
            raise Forbidden(f"The session was not handed to {by}.", f"{waits} Its holder can hand it off.")
        raise Forbidden(f"{by} does not hold the session.", f"{standing.holder} does, and can hand it off.")
    if (count := len(marks_after(standing, data))) > MOST_NAMES:
        raise BadInput(f"The working state would have {count:,} texts.", f"Keep at most {MOST_NAMES}: drop some.")


def _checked(state: Mapping[str, str]) -> dict[str, str]:
    if len(state) > MOST_NAMES:
        raise BadInput(f"The working state has {len(state):,} texts.", f"Give at most {MOST_NAMES}.")
    for name, text in state.items():
        if not isinstance(text, str):
            raise BadInput(f"“{name}” is no text but {type(text).__name__}.", "Write it out, for example as JSON.")
        if len(text) > _LONGEST:
            raise BadInput(
                f"“{name}” has {len(text):,} characters.", f"Use at most {_LONGEST:,}, or several names for it."
            )
    return dict(state)
