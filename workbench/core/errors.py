"""Errors that say what went wrong and what to do about it.

Every error a person can meet is a `WorkbenchError`: one sentence for the problem, one for the remedy. The hub turns
the class into an HTTP status and the command line into an exit code, so the class is chosen by *whose move it is*.
"""


class WorkbenchError(Exception):
    """Base of all our errors.

    Attributes:
        problem: what went wrong, one sentence.
        remedy: what the reader can do now, one sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class BadInput(WorkbenchError):
    """What was asked cannot be done as asked; asking again unchanged is useless."""


class NotFound(WorkbenchError):
    """The thing that was named does not exist."""


class Conflict(WorkbenchError):
    """Something changed since the caller looked; look again and decide again."""


class Unauthenticated(WorkbenchError):
    """No token, or one that is not valid (any more)."""


class Forbidden(WorkbenchError):
    """The token is valid but its role does not allow this."""


class TooMany(WorkbenchError):
    """A limit was reached; the same call may be right later."""


class Unavailable(WorkbenchError):
    """A part that is needed is not there now; the same call may work later."""


class DiskFull(Unavailable):
    """There was no room to make the change durable, so nothing of it was written."""


class BadLab(WorkbenchError):
    """The folder is not a lab, is damaged, or was made by a newer version."""


class TooSlow(WorkbenchError):
    """A reader fell further behind than its bound.

    Attributes:
        position: the last position the reader was given; resume after it.
    """

    def __init__(self, position: int, bound: int) -> None:
        super().__init__(
            f"The reader is more than {bound:,} events behind.",
            f"Resume with follow(after={position}), and do less work between two events.",
        )
        self.position = position
