"""A widget draws in a browser what its model says, keeps what the reader did, and asks nobody for anything."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import workbench
from workbench.learning.events import ExamCompleted

_PAGE = """<body data-jp-theme-light="false"><div style="height:2000px"></div><div id="cell"></div><script type="module">
const widget = await import(URL.createObjectURL(new Blob([CODE], {type: "text/javascript"})))
let shown = SHOWN, listen = () => {}
window.sent = []
const model = {get: (name) => shown[name], send: (said) => sent.push(said),
  on: (_, call) => { listen = call }, off: () => { listen = () => {} }}
window.say = (html) => { shown = {...shown, html}; listen() }
window.end = widget.default.render({model, el: document.getElementById("cell")})
</script></body>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    exam = ExamCompleted(technology="json", version="1", right=8, questions=10, score=0.8, predicted=0.5, coverage=0.5)
    with workbench.open("memory:") as lab:
        nasty = lab.agent("<b>Ada</b>").id
        lab.log.append([lab.scribe.event(nasty, "exam/1", exam)])
        strip = lab.watch()
        shown = {"html": strip.html, "sheet": strip.sheet, "watched": strip.watched}
        code, css = strip._esm, strip._css
        strip.close()
    page = browser.new_page(viewport={"width": 880, "height": 320})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    text = _PAGE.replace("CODE", json.dumps(str(code))).replace("SHOWN", json.dumps(shown).replace("</", "<\\/"))
    page.set_content(f"<style>{css}</style>{text}")
    page.wait_for_function("Boolean(window.end)")
    yield page
    assert [url for url in asked if not url.startswith("blob:")] == []
    page.close()


def test_it_draws_what_it_is_told(page: Page) -> None:
    strip = page.locator(".w-strip")
    expect(strip).to_contain_text("in memory")
    expect(strip.locator(".w-value")).to_have_text("0.38")
    expect(strip.locator("li").first).to_contain_text("<b>Ada</b> answered 8 of 10 in json, had predicted 5")
    page.evaluate("say('<p>other</p>')")
    expect(page.locator(".wb")).to_have_text("other")
    page.evaluate("end(); say('<p>late</p>')")
    expect(page.locator(".wb")).to_have_text("other")


def test_it_says_who_sees_it_and_what_is_pressed(page: Page) -> None:
    assert page.evaluate("sent") == [], "it is below what the window shows"
    page.locator(".w-value").scroll_into_view_if_needed()
    page.wait_for_function("sent.length === 1")
    page.locator(".w-value").click()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("sent.length === 3")
    seen, pressed, gone = page.evaluate("sent")
    assert seen.partition(":")[0] == "seen"
    assert pressed == "explain:level:lab@2"
    assert gone == seen.replace("seen:", "gone:")


def test_what_the_reader_did_stays(page: Page) -> None:
    html = (
        '<details><summary>more</summary><p>COUNT</p></details><button data-do="x:">x</button><input data-say="find">'
    )
    page.evaluate("(html) => say(html)", html)
    page.locator("summary").click()
    page.locator("input").fill("ada")
    page.locator("button").focus()
    page.evaluate("(html) => say(html)", html.replace("COUNT", "12"))
    expect(page.locator("details p")).to_have_text("12")
    assert page.locator("details").evaluate("el => el.open")
    expect(page.locator("input")).to_have_value("ada")
    expect(page.locator("button")).to_be_focused()
    assert page.evaluate("sent.at(-1)") == "find:ada"


def test_it_wears_the_notebooks_theme(page: Page) -> None:
    colour = "getComputedStyle(document.querySelector('#cell').shadowRoot.querySelector('.card')).backgroundColor"
    dark = page.evaluate(colour)
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    assert page.evaluate(colour) == "rgb(255, 255, 255)" != dark
