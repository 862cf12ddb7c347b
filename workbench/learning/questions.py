"""Exam questions: held-back sentences, each of which fits one object of a technology."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import msgspec

from workbench.core.errors import NotFound
from workbench.learning.linking import is_distinctive
from workbench.learning.material import Material, Piece
from workbench.learning.withholding import FEWEST_WORDS, words_of

SIZE = 60
FEWEST_CHARACTERS = 40

NO_SUMMARY = "no summary"
NO_MATERIAL = "no material"
NOT_UNIQUE = "question not unique"
GIVES_ITSELF_AWAY = "gives itself away"


class Question(msgspec.Struct, frozen=True):
    """One question: which object is this?

    Attributes:
        text: the summary of the object, in which its own name does not stand.
        answer: its path.
    """

    text: str
    answer: str


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of an exam.

    Attributes:
        technology, version: what they are about.
        asked: the questions, in the order in which they are asked.
        candidates: how many objects could have been asked about.
        left_out: how many objects could not, by reason; with the candidates they are all objects of the material.
    """

    technology: str
    version: str
    asked: tuple[Question, ...]
    candidates: int
    left_out: dict[str, int]


def ask(material: Material, size: int = SIZE) -> Questions:
    """The exam on a technology: a fixed sample over all of it, whatever an agent has studied.

    An object can be asked about when its question has at least 4 words and fits no other object of the technology, and
    when there are at least 40 characters to study it by, its signature and the rest of its documentation. The sample is
    the first `size` of these in the order of SHA-256 over technology, version and path, so it is the same in every exam,
    and no random number is needed.

    Args:
        size: how many questions, ≥ 1; all there are when there are fewer.

    Raises:
        NotFound: no object of the technology can be asked about.
    """
    if size < 1:
        raise ValueError(f"an exam has at least one question, not {size}")
    texts = {piece.path: question_text(piece) for piece in material.objects}
    held = Counter(words_of(text) for text in texts.values())
    reasons = {piece.path: _reason(piece, texts[piece.path], held) for piece in material.objects}
    fit = sorted((path for path, reason in reasons.items() if reason is None), key=lambda path: _order(material, path))
    if not fit:
        raise NotFound(
            f"Nothing in “{material.technology}” can be asked about: it has too little documentation.",
            "Choose another package, such as asyncio.",
        )
    counts = Counter(reason for reason in reasons.values() if reason is not None)
    return Questions(
        technology=material.technology,
        version=material.version,
        asked=tuple(Question(texts[path], path) for path in fit[:size]),
        candidates=len(fit),
        left_out={reason: counts[reason] for reason in (NO_SUMMARY, NO_MATERIAL, NOT_UNIQUE, GIVES_ITSELF_AWAY)},
    )


def question_text(piece: Piece) -> str:
    """A piece's summary with “it” for its own name where that stands as a name and is no common word: in full, called,
    with an underscore, digit or capitals inside, or capitalised as the name of a class.
    """
    name = re.escape(piece.name)
    qualified = rf"(?<![\w.])(?:[A-Za-z_]\w*\.)+{name}(?!\w)(?:\([^()]*\))?"
    called = rf"(?<![\w.]){name}\([^()]*\)"
    telling = is_distinctive(piece.name) or (piece.kind == "class" and piece.name[0].isupper())
    plain = rf"|(?<!\w){name}(?!\w)" if telling else ""
    return re.sub(f"{qualified}|{called}{plain}", "it", piece.summary)


def _reason(piece: Piece, text: str, held: Counter[tuple[str, ...]]) -> str | None:
    if len(words_of(piece.summary)) < FEWEST_WORDS:
        return NO_SUMMARY
    if len(piece.signature) + len(piece.body) < FEWEST_CHARACTERS:
        return NO_MATERIAL
    if text != piece.summary and len([word for word in words_of(text) if word != "it"]) < FEWEST_WORDS:
        return GIVES_ITSELF_AWAY
    return NOT_UNIQUE if held[words_of(text)] > 1 else None


def _order(material: Material, path: str) -> bytes:
    return hashlib.sha256("\0".join((material.technology, material.version, path)).encode()).digest()
