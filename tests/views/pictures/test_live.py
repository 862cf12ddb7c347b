from __future__ import annotations

import asyncio
import threading
from typing import Any

import holoviews as hv
import pytest

import workbench
from tests.views.conftest import memory, say
from tests.views.pictures.scenes import busy, scene
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound
from workbench.core.figure import Figure
from workbench.observatory import Observatory
from workbench.views.pictures import LivePicture, live
from workbench.views.pictures.axis import MOST_BARS

PATIENCE = 20


def maps(shown: LivePicture) -> list[Any]:
    found: list[Any] = shown.element.traverse(lambda each: each, [hv.DynamicMap])
    return found


def redrawn(shown: LivePicture, position: int) -> threading.Event:
    """Set when the last of the pictures has been drawn as of a position or later."""
    event = threading.Event()

    def look(data: Any) -> None:
        if data[-1].as_of.position >= position:
            event.set()

    maps(shown)[-1].streams[0].add_subscriber(look, precedence=9)
    return event


def test_it_follows_the_lab_from_nothing_on(lab: Lab) -> None:
    with live(scene(lab), "agents") as shown:
        plot = hv.Store.renderers["bokeh"].get_plot(shown.element).state
        done = redrawn(shown, 6)
        busy(lab, "Ada", "Boris")
        assert done.wait(PATIENCE)
        assert sorted(plot.yaxis[0].major_label_overrides.values()) == ["Ada", "Boris"]
        assert plot.y_range.end == pytest.approx(1.7)


def test_several_share_the_time_axis_and_not_the_values(lab: Lab) -> None:
    busy(lab, "Ada")
    with live(scene(lab), "level", "growth_rate") as shown:
        plot = hv.Store.renderers["bokeh"].get_plot(shown.element)
        first, second = [each.state for sub in plot.subplots.values() for each in sub.subplots.values()]
        assert first.x_range is second.x_range
        assert first.y_range is not second.y_range


def test_a_closed_one_stays_as_it_was(lab: Lab) -> None:
    busy(lab, "Ada")
    shown = live(scene(lab), "level")
    position = shown.pictures[0].as_of.position
    shown.close()
    shown.close()
    say(lab, "Ada", memory("later"))
    assert shown.pictures[0].as_of.position == position
    assert not [thread for thread in threading.enumerate() if thread.name == "workbench-picture"]


def test_it_ends_with_the_lab() -> None:
    with workbench.open("memory:") as lab:
        shown = live(scene(lab), "level")
    shown._thread.join(PATIENCE)
    assert not shown._thread.is_alive()


def test_bars_are_linked_to_nothing_and_all_are_of_one_moment(lab: Lab) -> None:
    busy(lab, "Ada")
    with live(scene(lab), "level", "agents", "load") as shown:
        plot = hv.Store.renderers["bokeh"].get_plot(shown.element)
        figures = [each.state for sub in plot.subplots.values() for each in sub.subplots.values()]
        assert len({id(axis) for figure in figures for axis in (figure.x_range, figure.y_range)}) == 6
        done = redrawn(shown, 8)
        busy(lab, "Boris")
        assert done.wait(PATIENCE)
        assert [len(figure.yaxis[0].major_label_overrides) for figure in figures[1:]] == [2, 2]


def test_all_are_of_one_moment_while_the_lab_moves_on(lab: Lab) -> None:
    busy(lab, "Ada")
    before = lab.log.head
    names = ("level", "agents", "exams")

    class Moving(Observatory):
        def figure(self, name: str, agent: str | None = None) -> Figure:
            say(lab, "Ada", memory("meanwhile"))
            return super().figure(name, agent)

    moving = Moving(lab.observatory._view)
    with live(scene(lab)._replace(observatory=moving), *names) as shown:
        positions = {each.as_of.position for each in shown.pictures}
    assert len(positions) == 1
    assert lab.log.head >= before + len(names)


async def test_where_a_loop_runs_it_is_drawn_there(lab: Lab) -> None:
    with live(scene(lab), "level") as shown:
        drawn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        maps(shown)[0].streams[0].add_subscriber(lambda data: drawn.done() or drawn.set_result(threading.get_ident()))
        await asyncio.to_thread(busy, lab, "Ada")
        assert await asyncio.wait_for(drawn, PATIENCE) == threading.get_ident()


def test_what_cannot_be_drawn_is_said_at_once(lab: Lab) -> None:
    with pytest.raises(BadInput, match="No picture was named"):
        live(scene(lab))
    with pytest.raises(NotFound, match="Did you mean level"):
        live(scene(lab), "levle")
    assert not [thread for thread in threading.enumerate() if thread.name == "workbench-picture"]


def test_it_keeps_its_shape_when_agents_become_many(lab: Lab) -> None:
    busy(lab, "Ada")
    with live(scene(lab), "agents") as shown:
        plot = hv.Store.renderers["bokeh"].get_plot(shown.element).state
        done = redrawn(shown, 4 * 31)
        busy(lab, *(f"Agent {number}" for number in range(30)))
        assert done.wait(PATIENCE)
        assert len(plot.yaxis[0].major_label_overrides) == MOST_BARS


def test_shown_in_a_notebook_it_asks_no_other_host(lab: Lab) -> None:
    from workbench.views.pictures.local import LocalHoloViews

    busy(lab, "Ada")
    with live(scene(lab), "level", "growth_rate") as shown:
        root = LocalHoloViews(shown.element).get_root()
        sheets = [sheet for model in root.references() for sheet in getattr(model, "stylesheets", ())]
        assert len(sheets) > 3
        assert not [sheet for sheet in sheets if getattr(sheet, "url", "").startswith("http")]
