"""The bar's two shells, for Panel and for notebooks: what goes through them, and that they bring nothing foreign."""

from __future__ import annotations

import re

import pytest

from workbench.core.errors import NotFound
from workbench.views.transport import TransportBar
from workbench.views.widgets.bar_in_panel import Transport
from workbench.views.wish import Wish

BARS = pytest.mark.parametrize("bar_class", [Transport, TransportBar])
WISH = {"asked": 7, "at": {"step": -1}}


@BARS
def test_a_wish_arrives_once(bar_class: type[Transport] | type[TransportBar]) -> None:
    heard: list[Wish] = []
    bar = bar_class(heard.append)
    bar.wish = WISH
    assert [(wish.asked, wish.at.step) for wish in heard] == [(7, -1)]
    assert bar.shown == {}


@BARS
def test_every_wish_is_answered_even_a_lie(bar_class: type[Transport] | type[TransportBar]) -> None:
    def no(wish: Wish) -> None:
        raise NotFound("It is gone.", "Ask for another.")

    bar = bar_class(no, shown={"position": 5, "live": True})
    bar.wish = WISH
    assert bar.shown == {"position": 5, "live": True, "asked": 7, "error": "It is gone. Ask for another."}
    for asked, lie in enumerate(({"at": {"moment": 1e300}}, {"at": {}}, {"at": {"live": False}}, {"at": 3}), 8):
        bar.wish = {"asked": asked, **lie}
        assert (bar.shown["asked"], bar.shown["position"]) == (asked, 5)
        assert "not understood" in bar.shown["error"] and "Reload the page" in bar.shown["error"]
    bar.wish = {"asked": "many"}
    assert bar.shown["asked"] == 0 and bar.shown["error"]


def test_on_a_page_it_names_no_other_host() -> None:
    model = Transport(lambda wish: None).get_root()  # type: ignore[no-untyped-call]
    assert model.importmap == {"imports": {}, "scopes": {}}
    assert model.bundle is None
    named = re.findall(
        r"https?://[^\"' ]+", model.esm + "".join(sheet for sheet in model.stylesheets if isinstance(sheet, str))
    )
    assert set(named) <= {"http://www.w3.org/2000/svg"}


def test_its_module_is_whole() -> None:
    """Nothing is left to be imported, and no two parts give a name twice."""
    code = str(TransportBar._esm)
    assert not re.search(r"(?m)^import ", code)
    names = re.findall(r"(?m)^(?:export )?(?:const|let|function) (\w+)", code)
    assert sorted(names) == sorted(set(names)) != []
    assert code.count("export default") == 1
