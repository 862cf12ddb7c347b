"""Running: the answers that are being written in this process, so that somebody may stop them."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from workbench.chat.answer import Answer


class Running:
    """Answers by the conversation in which they are given, for as long as somebody holds them. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: WeakKeyDictionary[Answer, str] = WeakKeyDictionary()

    def add(self, conversation: str, answer: Answer) -> None:
        """One more."""
        with self._lock:
            self._answers[answer] = conversation

    def stop(self, conversation: str) -> int:
        """Stop those of a conversation that are not complete; how many that were."""
        with self._lock:
            running = [one for one, where in self._answers.items() if where == conversation and not one.complete]
        for answer in running:
            answer.stop()
        return len(running)
