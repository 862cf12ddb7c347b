"""The walk through a graph, as an address has it."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from workbench.views.address import Address
from workbench.views.quest import Quest
from workbench.views.walk import MOST, PAGES, Opened, Walk

_ids = st.text(min_size=1, max_size=20)
_more = st.dictionaries(_ids, st.integers(1, PAGES), max_size=3).map(lambda more: tuple(more.items()))
_opened = st.lists(st.builds(Opened, _ids, _more), max_size=5, unique_by=lambda each: each.id)
_walks = st.builds(Walk, st.lists(_ids, max_size=5, unique=True).map(tuple), _opened.map(tuple))


@given(walk=_walks)
def test_a_walk_is_read_as_it_was_written(walk: Walk) -> None:
    assert Walk.read(walk.write()) == walk


@given(text=st.text(alphabet="a~,%2C7E5-1", max_size=60))
def test_whatever_an_address_says_is_read(text: str) -> None:
    walk = Walk.read(text)
    assert Walk.read(walk.write()) == walk


def test_a_walk_has_an_end() -> None:
    assert len(Walk.read(",".join(f"~agent/{number}" for number in range(1_000))).roots) == MOST
    assert Walk.read("a~ABOUT~999999").opened[0].pages("ABOUT") == 1 + PAGES
    assert Walk.read("a~ABOUT~x~IN~2~lost").opened == (Opened("a", (("IN", 2),)),)
    assert Walk.read("~,,~~,a").opened == (Opened("a"),)


def test_an_address_tells_what_is_opened_in_the_graph() -> None:
    walk = Walk(("agent/%D7%9E", "talk, later"), (Opened("agent/%D7%9E", (("REMEMBERS", 3),)),))
    address = Address(quest=Quest(view="graph", walk=walk))
    said = dict(part.split("=") for part in address.write().split("&"))
    assert said["view"] == "graph"
    assert Address.read({name: unquote(value) for name, value in said.items()}) == address
    assert Address().write() == ""
    assert Address.read({"view": "globe"}).quest.view == "map"
