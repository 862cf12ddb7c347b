"""Charts in a browser, with no server but the test: what is drawn, what pointer and keys lead to, and what is said where it cannot be drawn."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import bokeh
import panel
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.views.conftest import exam, memory, pass_time, say
from workbench.app import Lab
from workbench.views import theme
from workbench.views.charts import over_time, state_space
from workbench.views.charts.script import plotly, script
from workbench.views.feed import Feed
from workbench.views.look import Look

LOOK = Look(window="all")
HOST = "http://charts.test/"
BOKEH = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
PLOTLY = Path(panel.__file__).parent / "dist" / "bundled" / "plotlyplot"
ASSETS = Path(theme.__file__).parent / "assets"
PAGE = f"""<!doctype html><html data-theme="light"><head><script src="bokeh.js"></script>
<style>{theme.tokens()}{(ASSETS / "views.css").read_text()}{(ASSETS / "charts.css").read_text()}</style></head>
<body class="wb"><script type="module" src="charts.js"></script></body></html>"""
PRESSED = """() => {
  window.pressed = []
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]")
    if (pressed) { window.pressed.push(pressed.dataset.do) }
  })
}"""
# Pixels on the page of a mark, or of a sample.
WHERE = """([kind, number]) => {
  const plot = document.querySelector("wb-plot"), {samples, marks, cursor, canvas} = plot
  const [at, value] = kind === "mark" ? [marks[number].at, marks[number].value] : [samples.at[number], samples.value[number]]
  const [x, y] = cursor.place(at, value), box = canvas.getBoundingClientRect()
  return [box.left + x, box.top + y]
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with Bokeh and the charts' script, and nothing on it. Whatever goes wrong in it fails the test."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 900, "height": 800})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.route("**/*", _serve)
    page.goto(HOST)
    page.evaluate(PRESSED)
    yield page
    page.close()
    assert errors == []


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(HOST)
    if name in ("", "favicon.ico"):
        route.fulfill(body=PAGE, content_type="text/html")
    elif name == "charts.js":
        route.fulfill(body=script(), content_type="text/javascript")
    elif name == "bokeh.js":
        route.fulfill(path=BOKEH)
    else:
        assert name == plotly()
        route.fulfill(path=PLOTLY / Path(name).name)


def show(page: Page, html: str) -> None:
    page.evaluate("(html) => { document.body.insertAdjacentHTML('beforeend', html) }", html)


def plotted(page: Page) -> None:
    page.wait_for_function("[...document.querySelectorAll('wb-plot')].every((plot) => plot.view)")


def place(page: Page, kind: str, number: int) -> tuple[float, float]:
    x, y = page.evaluate(WHERE, [kind, number])
    return x, y


@pytest.fixture
def charts(page: Page, stepped: Lab) -> Page:
    """Level and volatility of a small society."""
    for right in (2, 4, 6, 9):
        say(stepped, "Ada", *(memory(f"{right}{n}") for n in range(3)))
        pass_time(stepped, 20)
        say(stepped, "Boris", memory("b"), exam(right))
        pass_time(stepped, 100)
    snapshot = Feed(stepped).snapshot(LOOK)
    show(page, over_time(snapshot, LOOK, "level", choose=True) + over_time(snapshot, LOOK, "volatility"))
    plotted(page)
    return page


def test_pointer_and_press_lead_from_a_point_to_its_events(charts: Page, stepped: Lab) -> None:
    number = charts.evaluate("document.querySelector('wb-plot').samples.at.length - 1")
    x, y = place(charts, "sample", number)
    charts.mouse.move(x, y + 60)
    level = stepped.observatory.level().value
    assert level is not None
    own, other = charts.locator(".cursor-tip").nth(0), charts.locator(".cursor-tip").nth(1)
    expect(own).to_contain_text(f"{level:.2f}")
    expect(own).to_contain_text("10th to 90th")
    expect(other).to_be_visible()  # the same moment in the chart beside it
    charts.mouse.click(x, y + 60)
    assert charts.evaluate("pressed") == [f"explain:level:lab@{stepped.log.head}"]
    charts.mouse.move(0, 0)
    expect(own).to_be_hidden()
    expect(other).to_be_hidden()


def test_a_mark_leads_to_its_exam(charts: Page, stepped: Lab) -> None:
    charts.mouse.move(*place(charts, "mark", 1))
    expect(charts.locator(".cursor-tip").first).to_contain_text("Boris: 4 of 10 in json")
    charts.mouse.click(*place(charts, "mark", 1))
    (said,) = charts.evaluate("pressed")
    position = int(said.removeprefix("event:"))
    (record,) = stepped.log.read(position - 1, position)
    assert record.event.data == exam(4)


def test_keys_do_what_the_pointer_does(charts: Page, stepped: Lab) -> None:
    charts.locator("wb-plot").first.focus()
    for key in ("ArrowLeft", "Enter", "Escape", "Home", "Enter"):
        charts.keyboard.press(key)
    first = stepped.observatory.history("all").before("level")
    assert first is not None
    newest, oldest = charts.evaluate("pressed")
    assert newest == f"explain:level:lab@{stepped.log.head}"
    position = int(oldest.partition("@")[2])
    assert stepped.at(position).observatory.level().value == pytest.approx(first[1])


def test_nothing_stands_in_the_way_of_a_screen_reader(charts: Page, stepped: Lab) -> None:
    show(charts, space(stepped))
    charts.locator("wb-plot").first.focus()
    charts.keyboard.press("ArrowLeft")
    expect(charts.get_by_role("status")).to_have_count(1)  # one of the charts is read aloud
    found = Axe().run(charts, context=".chart").response["violations"]
    assert [(rule["id"], rule["impact"]) for rule in found if rule["impact"] in ("serious", "critical")] == []


def test_new_data_is_drawn_in_the_same_chart_in_the_colours_of_the_theme(charts: Page, stepped: Lab) -> None:
    say(stepped, "Ada", exam(10))
    pass_time(stepped)
    snapshot = Feed(stepped).snapshot(LOOK)
    charts.evaluate(
        """(html) => {
          window.view = document.querySelector("wb-plot").view
          const draft = document.createElement("template")
          draft.innerHTML = html
          const next = draft.content.querySelector("wb-plot"), plot = document.querySelector("wb-plot")
          for (const {name, value} of next.attributes) { plot.setAttribute(name, value) }
        }""",
        over_time(snapshot, LOOK, "level"),
    )
    level = snapshot.figure("level").value
    charts.wait_for_function(
        "(level) => Math.abs(view.model.renderers[1].data_source.data.value.at(-1) - level) < 1e-3", arg=level
    )
    assert charts.evaluate("view === document.querySelector('wb-plot').view")
    line = "view.model.renderers[1].glyph.line_color.value"
    assert charts.evaluate(line) == theme.LIGHT.series[0]
    charts.evaluate("document.documentElement.dataset.theme = 'dark'; document.dispatchEvent(new Event('wb-theme'))")
    assert charts.evaluate(line) == theme.DARK.series[0]
    charts.evaluate("window.plots = [...document.querySelectorAll('.chart')]; plots.forEach((plot) => plot.remove())")
    charts.wait_for_function("plots.every((plot) => plot.querySelector('wb-plot').view === null)")


def test_what_goes_in_steps_has_no_slope(page: Page, stepped: Lab) -> None:
    stepped.agent("Ada")
    for right in (2, 9):
        pass_time(stepped, 100)
        say(stepped, "Ada", exam(right))
    pass_time(stepped, 100)
    snapshot = Feed(stepped).snapshot(Look(tab="performance", window="all"))
    show(page, over_time(snapshot, Look(tab="performance", window="all"), "learning"))
    plotted(page)
    at, value = page.evaluate("(({at, value}) => [at, value])(document.querySelector('wb-plot').path)")
    known = [(time, height) for time, height in zip(at, value, strict=True) if not math.isnan(height)]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(known))
    assert {height for _, height in known} == {0.2, 0.9}


def space(lab: Lab) -> str:
    for name, right in (("Ada", 4), ("<b>Boris", 9)):
        say(lab, name, memory("a"), memory("b"), exam(right))
    pass_time(lab)
    return state_space(Feed(lab).snapshot(LOOK), LOOK)


def test_states_are_drawn_in_three_dimensions_and_told_as_a_table(page: Page, stepped: Lab) -> None:
    if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl'))"):
        pytest.skip("this Chromium has no WebGL")
    show(page, space(stepped))
    page.wait_for_function("document.querySelector('wb-space').drawn", timeout=60_000)
    heads = page.evaluate(
        "(({x, y, z, hovertext}) => [x, y, z, hovertext])(document.querySelector('wb-space .canvas').data[1])"
    )
    assert heads[0] == [0.5, 0.5]
    assert "&lt;b&gt;Boris" in heads[3]
    page.get_by_text("As a table").click()
    expect(page.locator("wb-space tr").filter(has_text="<b>Boris")).to_contain_text("0.90")


def test_without_webgl_it_says_so_and_tells_the_numbers(page: Page, stepped: Lab) -> None:
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    show(page, space(stepped))
    expect(page.locator("wb-space")).to_contain_text("This browser has no WebGL")
    expect(page.locator("wb-space tr")).to_have_count(3)
