"""The transport bar in a browser, without a server: its model is answered by the real functions over a real log.

The page's clock stands still and is moved by the test, so that playing needs no waiting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

import workbench
from tests.views.lifetimes import every, live_through
from workbench.app import Lab
from workbench.core.clock import to_micros
from workbench.core.errors import WorkbenchError
from workbench.observatory.history import History
from workbench.views.axis import axis_of
from workbench.views.theme import tokens
from workbench.views.transport import TransportBar
from workbench.views.widgets.bar_in_panel import Transport
from workbench.views.wish import Stand, live, parse_wish, resolve, tell

_PAGE = """<!doctype html><html lang="en"><head><title>Bar</title><meta name="viewport" content="width=device-width"><style>%s</style></head>
<body style="margin:0"><main style="height:600px;padding:16px"><h1>A page</h1><label>Name <input id="name"></label>
<button id="other">Other</button></main><div id="cell"></div><script type="module">
const widget = await import(URL.createObjectURL(new Blob([%s], {type: "text/javascript"})))
const state = %s, listeners = {}
const model = {
  get: (name) => state[name],
  set(name, value) { state[name] = value },
  async save_changes() { answer(await window.wish(state.wish)) },
  on(name, call) { listeners[name] = call },
  off(name) { delete listeners[name] },
}
const answer = (shown) => {
  if (!shown) { return }
  state.shown = shown
  listeners["change:shown"]?.()
}
Object.assign(window, {state, answer, parts: widget})
window.end = widget.default.render({model, el: document.getElementById("cell")})
window.ready = true
</script></body></html>"""

PATIENCE = 30_000
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=4)  # a burst then, a second one an hour ago, and nothing in between


class Bar:
    """A bar on a page, and the stand-in for the server's half of it.

    Attributes:
        wishes: every wish that the browser sent.
        held: whether answers are kept back.
    """

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        self.lab = lab
        self.stand = live(lab)
        self.wishes: list[dict[str, Any]] = []
        self.held = False
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.expose_function("wish", self.grant)

    def grant(self, said: dict[str, Any]) -> dict[str, Any] | None:
        self.wishes.append(said)
        return None if self.held else self.answer(said)

    def answer(self, said: dict[str, Any]) -> dict[str, Any]:
        wish = parse_wish(said)
        try:
            self.stand = resolve(wish, self.lab, self.stand)
        except WorkbenchError as error:
            return tell(self.lab, self.stand, wish.asked, str(error))
        return tell(self.lab, self.stand, wish.asked)

    def release(self) -> None:
        """Answer the wish that was kept back, and none of those that follow it."""
        self.page.evaluate("(shown) => answer(shown)", self.answer(self.wishes[-1]))

    def settle(self) -> None:
        """Until the last wish is answered."""
        self.page.wait_for_function("state.shown.asked === (state.wish.asked ?? 0)")

    def at(self, position: int) -> None:
        """It shows an event."""
        expect(self.page.locator(".scrub")).to_have_attribute("aria-valuenow", str(position), timeout=PATIENCE)

    @property
    def last(self) -> Any:
        """Where the last wish wants to go."""
        return self.wishes[-1]["at"]

    def beat(self, milliseconds: int) -> None:
        """Let the page's clock go on, and what this sets off be done."""
        self.page.clock.run_for(milliseconds)
        self.settle()


def life(lab: Lab) -> Any:
    """What the axis needs of a snapshot."""
    rows = lab.log.rows(0, lab.log.head, 10_000)
    recorded = np.array([row.recorded for row in rows], dtype=np.int64)
    history = History(recorded, np.array([row.position for row in rows], dtype=np.int64), {})
    begin = datetime.fromtimestamp(rows[0].recorded / 1e6, UTC) if rows else None
    return SimpleNamespace(
        moment=lab.clock.now(), head=lab.log.head, begin=begin, newest=None, history=lambda window: history
    )


@pytest.fixture
def lived() -> Iterator[Lab]:
    with workbench.open("memory:") as opened:
        live_through(opened, [*every(1, 60, LONG_AGO), *every(1, 60, NOW - timedelta(hours=1))])
        yield opened


Show = Callable[..., Bar]


@pytest.fixture
def show(browser: Browser, lived: Lab) -> Iterator[Show]:
    """Puts a bar on a page; whatever goes wrong in the page fails the test."""
    bars: list[Bar] = []

    def put(lab: Lab = lived, page: bool = True, width: int = 1200) -> Bar:
        opened = browser.new_page(viewport={"width": width, "height": 700})
        bar = Bar(opened, lab)
        bars.append(bar)
        opened.clock.install(time=NOW)
        state = {"axis": axis_of(life(lab)), "shown": tell(lab, bar.stand), "wish": {}, "page": page}
        styles = tokens() + str(Transport._stylesheets[0])
        opened.set_content(_PAGE % (styles, json.dumps(str(TransportBar._esm)), json.dumps(state)))
        opened.wait_for_function("window.ready")
        opened.clock.pause_at(NOW + timedelta(minutes=10))
        return bar

    yield put
    for bar in bars:
        assert bar.errors == []
        bar.page.close()


def drag(page: Page, begin: float, *to: float) -> None:
    """Along the scrubber, in shares of its width."""
    box = page.locator(".scrub").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * begin, box["y"] + 20)
    page.mouse.down()
    for share in to:
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 20)
    page.mouse.up()


def test_a_drag_goes_to_the_past_and_its_end_is_live(show: Show) -> None:
    bar = show()
    slider = bar.page.get_by_role("slider", name="Moment")
    expect(bar.page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
    drag(bar.page, 0.9, 0.5, 0)
    bar.at(1)
    assert "event 1 of 120" in (slider.get_attribute("aria-valuetext") or "")
    expect(bar.page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "false")
    expect(bar.page.locator(".stamp")).to_contain_text("event 1")
    drag(bar.page, 0.2, 1)
    expect(bar.page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
    assert bar.last == {"live": True}


def test_the_days_between_are_short_and_say_so(show: Show) -> None:
    bar = show()
    box = bar.page.locator(".scrub").bounding_box()
    assert box is not None
    said = []
    for share in np.linspace(0.01, 0.99, 99):
        bar.page.mouse.move(box["x"] + box["width"] * share, box["y"] + 20)
        said.append(bar.page.locator(".peek").text_content() or "")
    assert 0 < sum("quiet for 4 days" in text for text in said) < 40
    assert not bar.wishes


def test_one_wish_at_a_time_and_the_newest_wins(show: Show) -> None:
    bar = show()
    bar.held = True
    drag(bar.page, 0.1, 0.05, 0.02, 0.01)
    bar.page.wait_for_function("state.wish.asked === 1")
    assert len(bar.wishes) == 1
    bar.release()
    bar.page.wait_for_function("state.wish.asked === 2")
    assert len(bar.wishes) == 2 and bar.wishes[1]["at"]["moment"] < bar.wishes[0]["at"]["moment"]
    bar.release()
    first = bar.stand.position
    for _ in range(4):  # steps that wait add up
        bar.page.keyboard.press("ArrowRight")
    bar.release()
    bar.page.wait_for_function("state.wish.asked === 4")
    assert bar.last == {"step": 3}
    bar.release()
    bar.at(first + 4)
    assert len(bar.wishes) == 4


def test_keys(show: Show) -> None:
    bar = show()
    press = bar.page.keyboard.press
    for key, position in (("Home", 1), ("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 120)):
        press(key)
        bar.at(position)
    press("Shift+ArrowLeft")
    bar.at(60)  # a minute before the last event there was only what happened days before
    press("l")
    expect(bar.page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
    press(" ")
    expect(bar.page.get_by_role("button", name="Play")).to_be_visible()
    assert not bar.stand.live
    press("?")
    expect(bar.page.get_by_role("dialog", name="Keys")).to_be_visible()
    press("Escape")
    expect(bar.page.get_by_role("dialog", name="Keys")).to_be_hidden()
    expect(bar.page.get_by_role("status")).to_contain_text("event 120 of 120")


def test_nothing_is_stolen(show: Show) -> None:
    bar = show()
    bar.page.locator("#name").focus()
    bar.page.keyboard.type("jl ?")
    for key in ("Home", "ArrowLeft", "Shift+ArrowLeft"):
        bar.page.keyboard.press(key)
    bar.page.locator("#other").focus()
    bar.page.keyboard.press(" ")
    bar.page.keyboard.press("Control+l")
    expect(bar.page.locator("#name")).to_have_value("jl ?")
    assert bar.wishes == [] and not bar.page.locator(".pop:visible").count()


def test_in_a_notebook_the_keys_work_only_in_the_bar(show: Show) -> None:
    bar = show(page=False)
    bar.page.keyboard.press("Home")
    bar.page.get_by_role("button", name="One event back").focus()
    assert bar.wishes == []
    bar.page.keyboard.press("Home")
    bar.at(1)


def test_a_jump_in_words_says_what_is_wrong_in_place(show: Show) -> None:
    bar = show()
    bar.page.keyboard.press("j")
    field = bar.page.get_by_label("Jump to", exact=True)
    expect(field).to_be_focused()
    for words, wrong in (("tomorrow", "is yet to come"), ("whenever", "“whenever” is not a moment. Say a position")):
        field.fill(words)
        field.press("Enter")
        expect(bar.page.locator(".jump [role=alert]")).to_contain_text(wrong, timeout=PATIENCE)
        expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("30 minutes ago")
    field.press("Enter")
    expect(field).to_be_hidden(timeout=PATIENCE)
    bar.at(120)
    expect(bar.page.get_by_role("status")).to_contain_text("event 120 of 120")
    bar.page.locator(".stamp").click()
    field.fill("17")
    bar.page.get_by_role("button", name="Go").click()
    bar.at(17)


def test_it_plays_skips_what_is_quiet_and_becomes_live(show: Show) -> None:
    bar = show()
    bar.page.keyboard.press("Home")
    bar.at(1)
    for _ in range(2):
        bar.page.get_by_role("button", name="Speed").click()
    bar.page.get_by_role("button", name="Play").click()
    for _ in range(200):
        bar.beat(125)
        if bar.stand.live:
            break
    wished = [wish["at"]["moment"] for wish in bar.wishes if "moment" in wish["at"]]
    assert wished == sorted(wished)
    # 60 events a second apart at 60 × take a second each burst; the days and the hour between take half a second.
    assert 10 <= len(wished) <= 40
    steps = [(after - before) / 1_000 for before, after in pairwise(wished)]
    assert 7 < np.median(steps) < 8  # an eighth of a second, 60 times as fast
    assert sum(step > 3_600 for step in steps) == 1
    expect(bar.page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
    sent = len(bar.wishes)
    bar.beat(3_000)
    assert len(bar.wishes) == sent


def test_while_nobody_sees_it_nothing_is_wished(show: Show) -> None:
    bar = show()
    bar.page.keyboard.press("Home")
    bar.at(1)
    bar.page.keyboard.press(" ")
    bar.beat(250)
    bar.page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    sent = len(bar.wishes)
    bar.beat(60_000)
    assert len(bar.wishes) == sent
    bar.page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    bar.beat(125)
    assert bar.last["moment"] - bar.wishes[sent - 1]["at"]["moment"] < 1_000  # it goes on where it was
    bar.page.keyboard.press(" ")
    bar.beat(1_000)
    expect(bar.page.get_by_role("button", name="Play")).to_be_visible()


def test_a_server_that_does_not_answer_is_told_of(show: Show) -> None:
    bar = show()
    bar.held = True
    bar.page.keyboard.press("Home")
    bar.page.clock.run_for(10_000)
    expect(bar.page.locator(".notice")).to_contain_text("no answer")
    bar.held = False
    bar.page.keyboard.press("Home")
    bar.at(1)
    expect(bar.page.locator(".notice")).to_be_hidden()


def test_it_ends_with_its_cell(show: Show) -> None:
    bar = show()
    bar.page.evaluate("end()")
    bar.page.keyboard.press("Home")
    assert bar.page.locator(".wb-transport").count() == 0 and bar.wishes == []


@pytest.mark.parametrize("width", [390, 1440, 2560])
@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_it(show: Show, width: int, dark: bool) -> None:
    bar = show(width=width)
    bar.page.evaluate("(dark) => document.documentElement.dataset.theme = dark ? 'dark' : 'light'", dark)
    bar.page.keyboard.press("Home")
    bar.at(1)
    bar.page.keyboard.press("j")
    bar.page.clock.resume()  # axe waits by it
    found = Axe().run(bar.page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
    assert bar.page.evaluate("document.documentElement.scrollWidth") == width
    box = bar.page.locator(".bar").bounding_box()
    assert box is not None and box["height"] + 1 == 64
    names = bar.page.locator(".bar > :visible")
    for target in (names.nth(number).bounding_box() for number in range(names.count())):
        assert target is not None and target["width"] >= 40 and target["height"] >= 40


def test_a_lab_in_which_nothing_happened_has_a_bar_too(show: Show) -> None:
    with workbench.open("memory:") as empty:
        bar = show(lab=empty)
        expect(bar.page.locator(".stamp")).to_contain_text("no event yet")
        for key in (" ", "ArrowLeft"):
            bar.page.keyboard.press(key)
        expect(bar.page.locator(".notice")).to_contain_text("Nothing has happened in this lab yet")


@st.composite
def axes(draw: st.DrawFn) -> dict[str, Any]:
    gap = st.one_of(st.integers(0, 1_000), st.integers(0, 10**6), st.integers(10**6, 10**10))
    moments = (draw(st.integers(0, 10**12)) + np.cumsum(draw(st.lists(gap, min_size=1, max_size=160)))).tolist()
    steps = draw(st.lists(st.integers(1, 10_000), min_size=len(moments) - 1, max_size=len(moments) - 1))
    positions = (1 + np.cumsum([0, *steps])).tolist()
    now = moments[-1] + draw(gap)
    return {"recorded": moments, "position": positions, "now": now, "head": positions[-1]}


_MAPS = """([axis, shares]) => {
  const {scaleOf, shareOf, momentOf, countsOf, gapOf} = parts, scale = scaleOf(axis)
  const moments = [...axis.recorded, axis.now]
  const gaps = scale.gaps.map(({from, to}) => [from, to, shareOf(scale, to) - shareOf(scale, from)])
  return {
    shares: moments.map((moment) => shareOf(scale, moment)), gaps, counts: countsOf(scale, 100),
    back: moments.map((moment) => momentOf(scale, shareOf(scale, moment))),
    there: shares.map((share) => shareOf(scale, momentOf(scale, share))), inGap: gaps.map(([from, to]) => Boolean(gapOf(scale, (from + to) / 2))),
  }
}"""


def test_the_axis_maps_moments_to_places_and_back(show: Show) -> None:
    page = show().page

    @settings(max_examples=60)
    @given(axes(), st.lists(st.floats(0, 1), max_size=20))
    def maps(axis: dict[str, Any], shares: list[float]) -> None:
        found = page.evaluate(_MAPS, [axis, shares])
        moments = [*axis["recorded"], axis["now"]]
        assert found["shares"] == sorted(found["shares"])
        assert found["shares"][-1] == 1
        if moments[0] == moments[-1]:
            return
        assert found["shares"][0] == 0
        assert np.allclose(found["back"], moments, rtol=0, atol=max(1, (moments[-1] - moments[0]) * 1e-9))
        assert np.allclose(found["there"], shares, rtol=0, atol=1e-6)
        assert np.isclose(sum(found["counts"]), axis["head"] - 1)
        assert min(found["counts"]) >= -1e-9
        assert all(found["inGap"])
        if moments[-1] - moments[0] - sum(to - begin for begin, to, _ in found["gaps"]) > 60_000:
            assert sum(share for _, _, share in found["gaps"]) <= 0.3 / 1.3 + 1e-9
        gone = sum(to - begin for begin, to, _ in found["gaps"])
        assert all(to - begin >= 3_600_000 for begin, to, _ in found["gaps"])
        assert sum(share for _, _, share in found["gaps"]) <= gone / (moments[-1] - moments[0]) + 1e-9

    maps()


def test_a_lab_that_never_rests_has_an_even_axis(show: Show) -> None:
    month = 30 * 24 * 3_600_000
    moments = np.linspace(to_micros(LONG_AGO) / 1_000, to_micros(LONG_AGO) / 1_000 + month, 160).round().tolist()
    axis = {"recorded": moments, "position": list(range(1, 160_001, 1_000)), "now": moments[-1], "head": 159_001}
    found = show().page.evaluate(_MAPS, [axis, []])
    assert found["gaps"] == []
    assert np.allclose(found["shares"][:160], np.linspace(0, 1, 160), atol=1e-6)


def test_stands_are_told_exactly() -> None:
    """A moment goes to the browser and back unchanged, however many digits it has."""
    stand = Stand(1, datetime(2026, 3, 2, 9, 0, 0, 123_457, tzinfo=UTC))
    with workbench.open("memory:") as lab:
        live_through(lab, [stand.moment])
        said = json.loads(json.dumps(tell(lab, stand)))
        assert resolve(parse_wish({"asked": 1, "at": {"moment": said["moment"]}}), lab, stand) == stand
