from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import holoviews as hv
import pytest

from tests.views.conftest import memory, say
from tests.views.pictures.scenes import EAST, LONG, PICTURES, RISKY, RTL, busy, scene
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound
from workbench.observatory import METRICS
from workbench.views.pictures import NAMES, picture
from workbench.views.pictures.still import png


def texts(svg: str) -> str:
    return "\n".join(ElementTree.fromstring(svg).itertext())


def test_every_metric_and_more_can_be_drawn() -> None:
    assert set(NAMES) == {*METRICS, "agents", "load", "concepts", "pathways", "states", "exams"}


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_lab_has_empty_axes_and_says_so(lab: Lab, name: str) -> None:
    shown = picture(scene(lab), name)
    assert "not measured yet" in repr(shown)
    assert set(shown._repr_mimebundle_()) == {"text/plain"}
    assert isinstance(shown.element, hv.Overlay)
    hv.Store.renderers["bokeh"].get_plot(shown.element)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_agent_is_drawn_in_both_themes(lab: Lab, name: str, theme: str) -> None:
    busy(lab, "Ada")
    data, metadata = picture(scene(lab), name, theme=theme)._repr_mimebundle_()  # type: ignore[arg-type]
    assert data["image/png"].startswith(b"\x89PNG")
    assert picture(scene(lab), name).title in texts(data["image/svg+xml"])
    assert "<script" not in data["image/svg+xml"]
    assert metadata["image/png"]["width"] == 800


def test_names_of_every_kind_are_drawn_as_they_are(lab: Lab) -> None:
    busy(lab, LONG, RTL, EAST, RISKY)
    data, _ = picture(scene(lab), "agents")._repr_mimebundle_()
    shown = texts(data["image/svg+xml"])
    assert RTL in shown and EAST in shown and RISKY in shown
    assert LONG[:12] in shown and LONG[-12:] in shown and LONG not in shown
    assert set(picture(scene(lab), "agents").frame["name"]) == {LONG, RTL, EAST, RISKY}
    title = picture(scene(lab), "level", agent=RTL).title
    assert title == f"Level of {RTL}"


def test_two_hundred_agents_are_a_distribution(lab: Lab) -> None:
    busy(lab, *(f"Agent {number}" for number in range(200)))
    board = picture(scene(lab), "agents")
    assert len(board.frame) == 200
    histogram = board.element.get(0)
    assert isinstance(histogram, hv.Histogram)
    assert histogram.dimension_values("agents").sum() == 200
    for name in PICTURES:
        assert png(picture(scene(lab), name))[0]


def test_elements_have_the_dimensions_of_what_they_show(lab: Lab) -> None:
    busy(lab, "Ada", "Boris")
    band, curve, _ = picture(scene(lab), "level").element
    assert [d.name for d in curve.dimensions()] == ["time", "level", "position"]
    assert [d.name for d in band.dimensions()] == ["time", "level_low", "level_high"]
    frame = picture(scene(lab), "level").frame
    assert curve.dimension_values("level").tolist() == frame["value"].tolist()
    bars = picture(scene(lab), "concepts").element.get(0)
    shares = picture(scene(lab), "concepts").frame["share"]
    assert bars.dimension_values("share").tolist() == (shares * 100).tolist()
    points = picture(scene(lab), "states").element
    (points,) = [each for each in points if isinstance(each, hv.Points)]
    assert [d.name for d in points.kdims] == ["breadth", "integration"]


def test_the_past_is_as_it_was(lab: Lab) -> None:
    busy(lab, "Ada")
    position = lab.log.head
    busy(lab, "Boris", "Chidi")
    past = lab.at(position)
    for name in PICTURES:
        then, now = picture(scene(lab, past), name), picture(scene(lab), name)
        assert (then.as_of.position, then.as_of.status) == (position, "replayed")
        assert (now.as_of.position, now.as_of.status) == (lab.log.head, "live")
        assert "replayed" in str(then.as_of)
    assert list(picture(scene(lab, past), "agents").frame["name"]) == ["Ada"]
    assert len(picture(scene(lab, past), "exams").frame) == 1


def test_what_is_changed_in_a_frame_stays_out_of_the_picture(lab: Lab) -> None:
    busy(lab, "Ada")
    shown = picture(scene(lab), "level")
    frame = shown.frame
    frame["value"] = -1.0
    assert (shown.frame["value"] >= 0).all()


def test_what_cannot_be_drawn_says_what_can(lab: Lab) -> None:
    say(lab, "Ada", memory("a"))
    with pytest.raises(NotFound, match="Did you mean level"):
        picture(scene(lab), "levle")
    with pytest.raises(NotFound, match="agents, load, concepts"):
        picture(scene(lab), "qqqq")
    with pytest.raises(NotFound, match="agent/ada"):
        picture(scene(lab), "level", agent="Adda")
    with pytest.raises(BadInput, match="without an agent"):
        picture(scene(lab), "load", agent="Ada")
    with pytest.raises(BadInput, match="10 min, 1 h, 24 h, all"):
        picture(scene(lab), "level", window="1h")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="light, dark"):
        picture(scene(lab), "level", theme="blue")  # type: ignore[arg-type]


def test_opening_a_lab_loads_nothing_that_draws() -> None:
    code = (
        "import sys, workbench\n"
        "with workbench.open('memory:') as lab: lab.observatory.level()\n"
        "assert not {'holoviews', 'matplotlib', 'pyarrow', 'pandas', 'bokeh'} & set(sys.modules)\n"
        "import workbench.views.pictures\n"
        "assert not {'holoviews', 'matplotlib', 'bokeh', 'panel'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
