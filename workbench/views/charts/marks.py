"""Marks: exams on a curve, those together that are too near each other to be told apart."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.core.clock import to_micros
from workbench.views.recent import ExamMark
from workbench.views.snapshot import Snapshot
from workbench.views.words import name_of

_MARKS = 32


def grouped(exams: Sequence[ExamMark], begin: int, end: int) -> list[list[ExamMark]]:
    """Exams since `begin` (microseconds since 1970 UTC); those too near each other to be told apart on the plot are together."""
    apart = max(end - begin, 1) // _MARKS
    groups: list[list[ExamMark]] = []
    opened = 0
    for exam in exams:
        at = to_micros(exam.recorded)
        if at < begin:
            continue
        if groups and at - opened < apart:
            groups[-1].append(exam)
        else:
            groups.append([exam])
            opened = at
    return groups


def said(group: Sequence[ExamMark], snapshot: Snapshot) -> str:
    """Exams in words: “Ada: 31 of 60 in asyncio, predicted 48 %”."""
    last = f"{name_of(group[-1].source, snapshot.names)}: {group[-1].said}"
    return last if len(group) == 1 else f"{len(group)} exams, the last of {last}"
