"""The questions of the benchmark `answers`, as they stand in ``data/answers.jsonl``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

ANSWERS = Path(__file__).resolve().parents[1] / "data" / "answers.jsonl"

Half = Literal["calibrate", "report"]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question; the documentation of the packages answers it, or nothing there does.

    Attributes:
        id: unique, as ``click-07``; of a question without an answer ``near-``, ``other-`` or ``everyday-`` and a number.
        question: as a person asks it.
        package: the import name of the package that it was written about; None when it is about none of them.
        sources: the paths of the objects whose documentation answers it, of that package or another; () when nothing does.
        answer: some words of one of the sources that answer it, verbatim but for white space; None when nothing does.
        form: how it is asked, as ``how-to`` or ``keywords``.
        half: whether confidence is calibrated on it, or reported on it.
    """

    id: str
    question: str
    package: str | None
    sources: tuple[str, ...]
    answer: str | None
    form: str
    half: Half


def read_questions(path: Path = ANSWERS) -> list[Asked]:
    """All questions of a file with one JSON object a line, in its order.

    Raises:
        OSError: there is no such file.
        msgspec.MsgspecError: a line is no question.
    """
    return msgspec.json.Decoder(Asked).decode_lines(path.read_bytes())
