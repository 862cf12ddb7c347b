"""Pens: the answers that are on their way in this process. Each is written in a thread of its own, whoever looks or looks away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from weakref import WeakValueDictionary

from workbench.chat import Answer
from workbench.core.errors import BadInput, Unavailable, WorkbenchError
from workbench.views.lab import LabPort

_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 0.05  # the most often that anybody is told of further pieces
_BROKEN = Unavailable("The answer could not be written.", "What went wrong is in the log of this process.")


class Pen:
    """An answer on its way.

    Attributes:
        by: who asked.
        conversation: in which conversation.
        text: the question.
        parent: the answer that the question follows.
        question: the question's id; None while it is being asked.
        answer: the answer; None while what it is answered from is looked for.
        written: what is written of it so far.
        stopped: whether the rest is not wanted.
        error: why there is no answer; None while there is nothing wrong.
    """

    def __init__(self, by: str, conversation: str, text: str, parent: str | None, question: str | None = None) -> None:
        self.by = by
        self.conversation = conversation
        self.text = text
        self.parent = parent
        self.question = question
        self.answer: Answer | None = None
        self.written = ""
        self.stopped = False
        self.error: WorkbenchError | None = None


class Pens:
    """The pens of one lab in this process. Thread-safe."""

    def __init__(self) -> None:
        self._pens: dict[str, Pen] = {}
        self._listeners: dict[object, tuple[str, Callable[[], None]]] = {}
        self._lock = threading.Lock()
        self._news: set[str] = set()
        self._changed = threading.Event()
        self._teller: threading.Thread | None = None

    def begin(self, pen: Pen, ask: Callable[[], Answer]) -> None:
        """Have an answer written; returns at once.

        Args:
            pen: what is asked, where.
            ask: asks it.

        Raises:
            BadInput: another answer is being written in the conversation.
        """
        with self._lock:
            before = self._pens.get(pen.conversation)
            if before is not None and before.error is None:
                raise BadInput("An answer is still being written here.", "Wait for it, or stop it.")
            self._pens[pen.conversation] = pen
        threading.Thread(target=self._write, args=(pen, ask), name="workbench-pen", daemon=True).start()
        self.tell(pen.by)

    def of(self, conversation: str | None) -> Pen | None:
        """The pen of a conversation: at work, or broken since; None for none."""
        with self._lock:
            return self._pens.get(conversation or "")

    def stop(self, conversation: str) -> None:
        """Want no more of what is being written in a conversation. What there is stays; returns at once."""
        pen = self.of(conversation)
        if pen is not None:
            pen.stopped = True
            if pen.answer is not None:
                pen.answer.cancel.cancel()

    def listen(self, by: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Have `listener` called from any thread when something is new in a member's conversations; returns what ends it."""
        key = object()
        with self._lock:
            self._listeners[key] = by, listener

        def end() -> None:
            self._listeners.pop(key, None)

        return end

    def tell(self, by: str) -> None:
        """Something is new in a member's conversations. Told at once, or together with what comes within a moment."""
        with self._lock:
            self._news.add(by)
            self._changed.set()
            if self._teller is None:
                self._teller = threading.Thread(target=self._tell, name="workbench-pens", daemon=True)
                self._teller.start()

    def _write(self, pen: Pen, ask: Callable[[], Answer]) -> None:
        try:
            pen.answer = answer = ask()
            self.tell(pen.by)
            if pen.stopped:
                answer.cancel.cancel()
            for piece in answer:
                pen.written += piece
                self.tell(pen.by)
        except WorkbenchError as error:
            pen.error = error
        except Exception:  # whoever waits for it must be told
            _LOG.exception("An answer could not be written")
            pen.error = _BROKEN
        with self._lock:
            if pen.error is None and self._pens.get(pen.conversation) is pen:
                del self._pens[pen.conversation]
        self.tell(pen.by)

    def _tell(self) -> None:
        while self._changed.wait(1.0):
            with self._lock:
                self._changed.clear()
                news, self._news = self._news, set()
                told = [listener for by, listener in self._listeners.values() if by in news]
            for listener in told:
                try:
                    listener()
                except Exception:  # whatever is wrong with one window must not stop the others
                    _LOG.exception("A window could not be told of an answer")
            time.sleep(_PAUSE_SECONDS)
        with self._lock:
            self._teller = None
            if self._changed.is_set():  # somebody had something to tell in between
                self._teller = threading.Thread(target=self._tell, name="workbench-pens", daemon=True)
                self._teller.start()


_pens: WeakValueDictionary[int, Pens] = WeakValueDictionary()
_labs: WeakValueDictionary[int, LabPort] = WeakValueDictionary()
_lock = threading.Lock()


def pens_of(lab: LabPort) -> Pens:
    """The pens of a lab; they last as long as somebody looks or one of them writes."""
    with _lock:
        pens = _pens.get(id(lab))
        if pens is None or _labs.get(id(lab)) is not lab:  # another lab may get the number of one that is gone
            pens = _pens[id(lab)] = Pens()
            _labs[id(lab)] = lab
        return pens
