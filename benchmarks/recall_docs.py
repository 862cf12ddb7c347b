"""Questions about the documentation of an installed package, in the layout of BEIR: which object does this sentence sum up?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from workbench.learning.material import read_material
from workbench.learning.questions import ask


def write_documentation(technology: str, folder: Path, most: int = 60) -> Path:
    """Write ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``: every documented object without its summary sentence is a
    document, and the withheld sentences are the questions, as in an exam of the lab.

    Args:
        technology: an import name, as ``asyncio``.
        folder: where to write; a folder of the technology's name is made in it.
        most: how many questions at most.

    Returns:
        The folder that was written.

    Raises:
        NotFound: no such package is installed, or nothing in it can be asked about.
    """
    material = read_material(technology)
    questions = ask(material, most).asked
    place = folder / technology
    (place / "qrels").mkdir(parents=True, exist_ok=True)
    _lines(
        place / "corpus.jsonl", [{"_id": piece.path, "text": piece.text} for piece in material.objects if piece.text]
    )
    _lines(
        place / "queries.jsonl",
        [{"_id": str(number), "text": question.text} for number, question in enumerate(questions)],
    )
    judged = [f"{number}\t{question.answer}\t1" for number, question in enumerate(questions)]
    (place / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]) + "\n")
    return place


def _lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
