"""Which objects a text mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.learning.linking import links

KNOWN = dict.fromkeys(
    [
        "a.tasks.wait_for",
        "a.tasks.wait",
        "a.Graph",
        "a.Graph.add",
        "a.Di.add",
        "a.DiGraph",
        "a.x.same_name",
        "a.y.same_name",
    ],
    "",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See a.tasks.wait_for.", ["a.tasks.wait_for"]),
        ("See tasks.wait, and a.wait_for!", ["a.tasks.wait", "a.tasks.wait_for"]),
        ("wait_for it; self.wait_for", ["a.tasks.wait_for"]),
        ("wait for it, Graph", []),
        ("`wait` or Graph(1)", ["a.tasks.wait", "a.Graph"]),
        ("a DiGraph", ["a.DiGraph"]),
        ("Graph.add but not add() or x.add", ["a.Graph.add"]),
        ("same_name", []),
        ("y.same_name", ["a.y.same_name"]),
        ("xwait_for wait_for_all `wait", []),
        ("wait_for wait_for DiGraph wait_for", ["a.tasks.wait_for", "a.DiGraph"]),
        ("", []),
    ],
)
def test_mentions(text: str, found: list[str]) -> None:
    assert list(links(text, KNOWN)) == found


@given(st.text(alphabet="a.tskwi_forGphdD`( ", max_size=80))
def test_only_known_paths_each_once(text: str) -> None:
    found = links(text, KNOWN)
    assert len(set(found)) == len(found)
    assert set(found) <= KNOWN.keys()


def test_every_full_path_is_found_among_thousands() -> None:
    known = {f"pkg.m{number % 50}.f_{number}": "" for number in range(5_000)}
    assert links(" ".join(known), known) == tuple(known)
