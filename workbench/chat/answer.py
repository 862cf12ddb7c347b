"""The answer: a text that comes piece by piece, with what it rests on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from workbench.chat.citing import citation, cited, claim_of
from workbench.chat.events import Citation, Citations, Kind
from workbench.chat.evidence import Evidence
from workbench.core.generation import Cancel, Passage
from workbench.core.show import block, bundle, card, cut, facts, folded, line

Written = Callable[["Answer"], Iterator[str]]
"""Writes an answer, piece by piece; may change its kind."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer when it is complete.

    Attributes:
        id: its subject, as ``answer/<id>``; None outside of a conversation.
        question: as it was asked.
        understood: as it was understood, with what a follow-up left out.
        text: what is answered; ``[1]`` names the citation of that number.
        kind: ``answered``; ``tentative``, of low confidence; ``refused``, for the material does not answer; ``fallback``, for who writes
            failed and passages are quoted instead.
        confidence: the probability that a passage that it offers holds the answer, 0 to 1.
        citations: what it rests on; none where it is refused.
        generator: who wrote it.
        stopped: whether somebody did not want the rest.
        position: the last event of the log that it rests on.
    """

    id: str | None
    question: str
    understood: str
    text: str
    kind: Kind
    confidence: float
    citations: Citations
    generator: str
    stopped: bool
    position: int


class Answer:
    """An answer. Iterating gives its pieces as they are written, also to several who look at once; whoever asks for its text, kind or
    citations waits for the end. Nothing is written before somebody asks.

    Attributes:
        id: its subject, as ``answer/<id>``; None outside of a conversation.
        question: as it was asked.
        understood: as it was understood, with what a follow-up left out.
        passages: what it may cite, best first: number 1 is the first.
        evidence: what speaks for it that one of them holds the answer; None where there is none.
        confidence: how probable that is, 0 to 1.
        outlook: the kind that follows from that, before it is written.
        generator: who writes it.
        position: the last event of the log that it rests on.
        cancel: tells who writes that the rest is not wanted.
    """

    def __init__(
        self,
        *,
        question: str,
        understood: str,
        passages: Sequence[Passage],
        evidence: Evidence | None,
        confidence: float,
        outlook: Kind,
        generator: str,
        position: int,
        write: Written,
        id_: str | None = None,
        done: Callable[[Reply], None] = lambda reply: None,
    ) -> None:
        self.id = id_
        self.question = question
        self.understood = understood
        self.passages = tuple(passages)
        self.evidence = evidence
        self.confidence = confidence
        self.outlook = outlook
        self.generator = generator
        self.position = position
        self.cancel = Cancel()
        self._kind = outlook
        self._pieces: list[str] = []
        self._writing = write(self)
        self._done = done
        self._lock = threading.RLock()
        self._reply: Reply | None = None

    def __iter__(self) -> Iterator[str]:
        at = 0
        while at < len(self._pieces) or self._next(at):
            yield self._pieces[at]
            at += 1

    def stop(self) -> None:
        """Want no more: what was written stays, and the answer says that it was stopped. Afterwards it changes nothing."""
        if not self.complete:
            self.cancel.cancel()
            self._finish()

    @property
    def complete(self) -> bool:
        """Whether nothing comes any more."""
        return self._reply is not None

    @property
    def reply(self) -> Reply:
        """All of it, when it is complete."""
        return self._finish()

    @property
    def text(self) -> str:
        """What is answered."""
        return self._finish().text

    @property
    def kind(self) -> Kind:
        """What sort of answer it is; see `Reply`."""
        return self._finish().kind

    @property
    def citations(self) -> Citations:
        """What it rests on."""
        return self._finish().citations

    @property
    def stopped(self) -> bool:
        """Whether somebody did not want the rest."""
        return self._finish().stopped

    def as_reply(self, text: str, kind: Kind, *, stopped: bool) -> Reply:
        """The reply that it would be with this text, which may be its beginning, and what that rests on."""
        numbers = cited(text, len(self.passages))
        return Reply(
            id=self.id,
            question=self.question,
            understood=self.understood,
            text=text,
            kind=kind,
            confidence=self.confidence,
            citations=tuple(citation(n, self.passages[n - 1], claim_of(text, n) or self.understood) for n in numbers),
            generator=self.generator,
            stopped=stopped,
            position=self.position,
        )

    def fall_back(self) -> None:
        """Say that who writes it failed."""
        self._kind = "fallback"

    def __repr__(self) -> str:
        return f"<Answer, {self._kind}, {self.confidence:.0%}: {cut(''.join(self._pieces))}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return show(self._finish())

    def _next(self, at: int) -> bool:
        """Have another piece written, unless somebody else did meanwhile; whether there is one."""
        with self._lock:
            if at < len(self._pieces):
                return True
            if self._reply is None:
                piece = next(self._writing, None)
                if piece is not None:
                    self._pieces.append(piece)
                    return True
                self._end()
            return False

    def _finish(self) -> Reply:
        for _ in self:
            pass
        assert self._reply is not None
        return self._reply

    def _end(self) -> None:
        reply = self.as_reply("".join(self._pieces), self._kind, stopped=bool(self.cancel))
        self._done(reply)
        self._reply = reply


def show(reply: Reply) -> dict[str, str]:
    """An answer as a notebook shows it: the text, how sure it is, and each passage that it cites."""
    said = {
        "confidence": f"{reply.confidence:.0%}, {reply.kind}{', stopped' if reply.stopped else ''}",
        "understood as": reply.understood if reply.understood != reply.question else "",
        "written by": reply.generator,
        "rests on": f"event {reply.position:,}",
    }
    known = {name: value for name, value in said.items() if value}
    lines = [reply.text, "", *map(_line, reply.citations), *(f"{name}: {value}" for name, value in known.items())]
    text = "\n".join(lines)
    passages = [folded(_line(one), block(one.quote), line(f"{one.place} · {one.id}")) for one in reply.citations]
    return bundle(text, card(reply.question, block(reply.text), *passages, facts(known)))


def _line(one: Citation) -> str:
    return f"[{one.number}] {one.title or one.place or one.id}, relevance {one.relevance:.2f}: {cut(one.quote, 120)}"
