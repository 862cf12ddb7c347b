"""A bench: a page with one of our modules on it and a model that the test moves, served from nowhere."""

from __future__ import annotations

import json
from mimetypes import guess_type
from typing import Any

from playwright.sync_api import Page, Route

from workbench.views.served import served

_HOST, _PATH = "http://bench.test/", "board"
_PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Bench</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="page.css"></head>
<body><main class="wb page"><h1 class="sr">Bench</h1>{body}</main><div id="drawer" class="wb"></div><script type="module">
import "./elements.js"
import "./dialog.js"
import {{fill}} from "./live.js"
{script}
window.fill = (id, html) => {{
  const draft = document.createElement("template")
  draft.innerHTML = html
  fill(document.getElementById(id), draft.content)
}}
window.ready = true
</script></body></html>"""
_ISLAND = """
import island from "./{module}"
const values = {values}, heard = new EventTarget()
window.sent = []
const model = {{get: (key) => values[key], send: (said) => window.sent.push(said),
  on: (event, listen) => heard.addEventListener(event, listen), off: (event, listen) => heard.removeEventListener(event, listen)}}
window.take = (more) => {{
  Object.assign(values, more)
  for (const key of Object.keys(more)) {{ heard.dispatchEvent(new Event(`change:${{key}}`)) }}
}}
window.end = island.render({{model, el: document.querySelector("{where}")}})
"""


def mount(page: Page, body: str, module: str = "", values: dict[str, Any] | None = None, *, dark: bool = False) -> None:
    """Open a page with this body. A module draws in ``wb-<its name>``, of a model with these values; `take` changes them."""
    where = f"wb-{module.removesuffix('.js')}"
    script = (
        _ISLAND.format(module=module, values=json.dumps(values).replace("<", "\\u003c"), where=where) if module else ""
    )
    html = _PAGE.format(theme="dark" if dark else "light", body=body, script=script)

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(_HOST)
        if name == _PATH:
            route.fulfill(content_type="text/html", body=html)
        elif name in served().files:
            route.fulfill(content_type=guess_type(name)[0], body=served().files[name])
        else:
            route.fulfill(status=204)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{_HOST}{_PATH}")
    page.wait_for_function("window.ready")
