"""How soon a person sees what happened: a Chromium that looks for it on its page, frame by frame."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import statistics
import time
from collections.abc import Callable

from playwright.async_api import async_playwright

from benchmarks.dashboard_servers import Served
from workbench.app import Lab
from workbench.core.events import Event

_EVENTS = 12
_PATIENCE_MS = 60_000

# The moment, in milliseconds since 1970, of the first frame in which the page has a text, wherever it is on it.
_WHEN = """(text) => new Promise((resolve) => {
  const within = (root) => root.textContent.includes(text) ||
    [...root.querySelectorAll("*")].some((el) => el.shadowRoot && within(el.shadowRoot))
  const look = () => within(document.body) ? resolve(performance.timeOrigin + performance.now()) : requestAnimationFrame(look)
  look()
})"""


async def event_to_pixel_ms(server: Served, lab: Lab, event: Callable[[str, str], Event]) -> float:
    """How long it takes from an event's append in another process until the page has it, the middle of a dozen."""
    chance = random.Random(time.time_ns())
    took: list[float] = []
    agents = [member.id for member in lab.members.all()]
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        if server.cookie:
            name, _, value = server.cookie.partition("=")
            await context.add_cookies([{"name": name, "value": value, "url": server.url}])
        page = await context.new_page()
        await page.goto(server.url, timeout=_PATIENCE_MS, wait_until="commit")
        await asyncio.sleep(3)
        for _ in range(_EVENTS):
            await asyncio.sleep(chance.uniform(0.8, 1.6))
            mark = f"mark{chance.randrange(10**9)}"
            seen = asyncio.create_task(page.evaluate(_WHEN, mark))
            await asyncio.sleep(0.05)
            happened = event(chance.choice(agents), mark)
            begun = time.time() * 1_000
            await asyncio.to_thread(lab.log.append, [happened])
            async with asyncio.timeout(_PATIENCE_MS / 1_000):
                took.append(await seen - begun)
        await browser.close()
    return statistics.median(took)
