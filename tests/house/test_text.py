"""Nothing in the repository names a machine, a registry or its maker, and no text is left half done."""

from __future__ import annotations

import json
import re

import pytest

from tests.house.tracked import text_files

# A character class around one letter keeps a pattern from finding itself here.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.}>)])/(work|[r]oot|[t]mp|[h]ome/\w+|[U]sers/\w+)/",
    "a package registry": r"(?i)[p]ypi\.org|[p]ythonhosted\.org|[d]ownload\.pytorch\.org|--(extra-)?[i]ndex-url",
    "who or what wrote it": r"(?i)[c]o-authored-by|[g]enerated (by|with) (an? )?(AI|LLM|assistant)\b|\b[c]laude\b",
    "a mark of something unfinished": r"\b(T[O]DO|F[I]XME|X[X]X)\b|^([<]{7} |[>]{7} )",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_has(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in text_files()
        for match in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one machine", "see /{}/main".format("work")),
        ("a path of one machine", 'open("/{}/x")'.format("tmp")),
        ("a package registry", "https://{}.org/simple".format("pypi")),
        ("who or what wrote it", "{}-Authored-By: somebody".format("Co")),
        ("a mark of something unfinished", "# {}: later".format("TO" + "DO")),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.MULTILINE)


def test_text_files_end_well() -> None:
    """One newline at the end, none of Windows' line ends, no blanks before a line end (Markdown may mean them)."""
    found = []
    for name, text in text_files():
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            found.append(f"{name}: the end")
        if "\r" in text:
            found.append(f"{name}: carriage return")
        if not name.endswith(".md") and re.search(r"[ \t]+$", text, re.MULTILINE):
            found.append(f"{name}: blanks before a line end")
    assert found == []


def test_notebooks_carry_no_output() -> None:
    cells = [
        (name, cell)
        for name, text in text_files()
        if name.endswith(".ipynb")
        for cell in json.loads(text)["cells"]
        if cell["cell_type"] == "code"
    ]
    assert {name for name, cell in cells if cell["outputs"] or cell["execution_count"] is not None} == set()
