"""The questions of the benchmark `answers` are what they are said to be, and the installed packages still answer them."""

from __future__ import annotations

from collections import Counter
from functools import cache

from benchmarks.answers_data import Asked, read_questions
from workbench.learning.material import Material, read_material
from workbench.learning.withholding import words_of

PACKAGES = ("anyio", "click", "jinja2", "networkx", "param", "tornado")
EACH = 25
UNANSWERED = {"near": 20, "other": 15, "everyday": 15}
LONGEST_COPY = 5

ASKED = read_questions()
ANSWERED = [asked for asked in ASKED if asked.sources]


@cache
def _material(package: str) -> Material:
    return read_material(package)


@cache
def _documentation(package: str) -> dict[str, str]:
    """What each object's documentation says, with single blanks for white space."""
    return {piece.path: " ".join(f"{piece.summary} {piece.body}".split()) for piece in _material(package).objects}


def _package_of(path: str) -> str:
    """Where an object is: another package than the question is about may answer it, too."""
    return path.partition(".")[0]


def _says(asked: Asked) -> dict[str, str]:
    """The documentation of its sources, without those that are not installed."""
    sources = {path: _documentation(_package_of(path)).get(path) for path in asked.sources}
    return {path: said for path, said in sources.items() if said is not None}


def _kind(asked: Asked) -> str:
    return asked.id.rpartition("-")[0]


def test_there_are_as_many_of_each_kind_as_promised() -> None:
    assert Counter(asked.package for asked in ANSWERED) == dict.fromkeys(PACKAGES, EACH)
    assert all(_kind(asked) == asked.package and asked.answer for asked in ANSWERED)
    unanswered = [asked for asked in ASKED if not asked.sources]
    assert Counter(_kind(asked) for asked in unanswered) == UNANSWERED
    assert all(asked.answer is None for asked in unanswered)
    assert all((asked.package in PACKAGES) is (_kind(asked) == "near") for asked in unanswered)


def test_nothing_is_asked_twice() -> None:
    assert [each for each, times in Counter(asked.id for asked in ASKED).items() if times > 1] == []
    words = Counter(words_of(asked.question) for asked in ASKED)
    assert [each for each, times in words.items() if times > 1] == []


def test_both_halves_have_the_same_mix() -> None:
    kinds = Counter((_kind(asked), asked.half) for asked in ASKED)
    forms = Counter((_kind(asked), asked.form, asked.half) for asked in ANSWERED)
    for mixed in (kinds, forms):
        groups = {key[:-1] for key in mixed}
        assert [group for group in groups if abs(mixed[*group, "calibrate"] - mixed[*group, "report"]) > 1] == []
    for some in (ANSWERED, ASKED):
        assert Counter(asked.half for asked in some) == {"calibrate": len(some) / 2, "report": len(some) / 2}


def test_every_source_is_installed() -> None:
    vanished = [
        f"{asked.id}: {path} is not in {_package_of(path)} {_material(_package_of(path)).version}"
        for asked in ANSWERED
        for path in asked.sources
        if path not in _documentation(_package_of(path))
    ]
    assert vanished == []


def test_the_words_that_answer_stand_in_a_source() -> None:
    missing = [
        f"{asked.id}: no source in {asked.package} {_material(asked.package or '').version} says “{asked.answer}”"
        for asked in ANSWERED
        if not any(asked.answer in said for said in _says(asked).values() if asked.answer)
    ]
    assert missing == []


def test_no_other_object_says_the_words_that_answer() -> None:
    others = [
        f"{asked.id}: {path}"
        for asked in ANSWERED
        for path, said in _documentation(asked.package or "").items()
        if asked.answer and asked.answer in said and path not in asked.sources
    ]
    assert others == []


def test_no_question_is_copied_from_its_source() -> None:
    copied = []
    for asked in ANSWERED:
        words = words_of(asked.question)
        runs = {words[at : at + LONGEST_COPY] for at in range(len(words) - LONGEST_COPY + 1)}
        for path, said in _says(asked).items():
            told = words_of(said)
            if any(told[at : at + LONGEST_COPY] in runs for at in range(len(told) - LONGEST_COPY + 1)):
                copied.append(f"{asked.id}: {path}")
    assert copied == []
