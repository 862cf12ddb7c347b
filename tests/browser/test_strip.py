"""The strip draws in a browser what its model says, without asking anybody for anything."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, expect

import workbench
from workbench.learning.events import ExamCompleted

_PAGE = """<body data-jp-theme-light="true"><div id="cell"></div><script type="module">
const widget = await import(URL.createObjectURL(new Blob([CODE], {type: "text/javascript"})))
let shown = SHOWN, listen = () => {}
const model = {get: () => shown, on: (_, call) => { listen = call }, off: () => { listen = () => {} }}
const end = widget.default.render({model, el: document.getElementById("cell")})
window.say = (more) => { shown = {...shown, ...more}; listen() }
window.end = end
</script></body>"""


def test_it_draws_what_it_is_told(browser: Browser) -> None:
    exam = ExamCompleted(technology="json", version="1", right=8, questions=10, score=0.8, predicted=0.5, coverage=0.5)
    with workbench.open("memory:") as lab:
        nasty = lab.agent("<b>Ada</b>").id
        lab.log.append([lab.scribe.event(nasty, "exam/1", exam)])
        strip = lab.watch()
        shown, code, css = strip.shown, strip._esm, strip._css
        strip.close()
    page = browser.new_page(viewport={"width": 880, "height": 320})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(
        f"<style>{css}</style>" + _PAGE.replace("CODE", json.dumps(str(code))).replace("SHOWN", json.dumps(shown))
    )
    cell = page.locator(".wb-strip")
    expect(cell).to_contain_text("in memory")
    expect(cell).to_contain_text("0.38")
    expect(cell.locator("li").first).to_contain_text("<b>Ada</b> answered 8 of 10 in json, had predicted 5")
    page.evaluate("say({level: 0.5, events: 3})")
    expect(cell).to_contain_text("0.50")
    page.evaluate("end(); say({level: 0.9})")
    expect(cell).to_contain_text("0.50")
    assert [url for url in asked if not url.startswith("blob:")] == []
    page.close()
