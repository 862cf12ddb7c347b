"""Questions with known answers, in the layout of BEIR, and the lab that is made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import dateparser
import msgspec

import workbench
from workbench.app import Agent, Lab
from workbench.core.ids import slug

T = TypeVar("T")

_LONGEST = 100_000
_READER = "Reader"


class Document(msgspec.Struct, rename={"id": "_id"}):
    """A line of ``corpus.jsonl``. Metadata may say ``who`` said it, ``when`` and in which ``session``."""

    id: str
    text: str
    title: str = ""
    metadata: dict[str, Any] = {}

    @property
    def said(self) -> str:
        """What is remembered: a title, where there is one, and the text."""
        return f"{self.title}\n{self.text}".strip()[:_LONGEST]


class Question(msgspec.Struct, rename={"id": "_id"}):
    """A line of ``queries.jsonl``. Metadata may name a ``category``."""

    id: str
    text: str
    metadata: dict[str, Any] = {}

    @property
    def category(self) -> str | None:
        """Its category as a word for the name of a figure."""
        found = self.metadata.get("category")
        return None if found is None else "_".join(str(found).split())


class Material(msgspec.Struct):
    """One folder: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``.

    Attributes:
        name: the folder's.
        documents, questions: in their order.
        relevant: for each question the gains of the documents that answer it.
    """

    name: str
    documents: list[Document]
    questions: list[Question]
    relevant: dict[str, dict[str, float]]

    @classmethod
    def read(cls, folder: Path) -> Material:
        """Read a folder. Of the questions those that the judgements name, or all where these name none of them."""
        relevant: dict[str, dict[str, float]] = {}
        with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
            for question, document, gain in list(csv.reader(file, delimiter="\t"))[1:]:
                if float(gain) > 0:
                    relevant.setdefault(question, {})[document] = float(gain)
        questions = list(_lines(folder / "queries.jsonl", Question))
        return cls(folder.name, list(_lines(folder / "corpus.jsonl", Document)), questions, relevant)


def fill(lab: Lab, documents: Iterable[Document]) -> dict[str, str]:
    """Remember every document, by whoever said it; which document each memory is."""
    agents: dict[str, Agent] = {}
    document_of: dict[str, str] = {}
    for document in documents:
        if not document.said:
            continue
        who = str(document.metadata.get("who") or _READER)
        if slug(who) not in agents:
            agents[slug(who)] = lab.agent(who)
        agent = agents[slug(who)]
        session = document.metadata.get("session")
        memory = agent.remember(
            document.said,
            when=_moment(document.metadata.get("when")),
            session=None if session is None else str(session),
        )
        document_of[memory.id] = document.id
    return document_of


def open_memory_lab() -> Lab:
    """A lab of its own, that nothing is kept of."""
    return workbench.open("memory:")


def _moment(said: object) -> datetime | None:
    if said in (None, ""):
        return None
    found = dateparser.parse(str(said), settings={"RETURN_AS_TIMEZONE_AWARE": True, "TIMEZONE": "UTC"})
    return None if found is None else found.astimezone(UTC)


def _lines(path: Path, kind: type[T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield decoder.decode(line)
