"""Pages for people: home and the API page. Nothing on them comes from another host."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.hub.rest.hubs import hub
from workbench.app import Lab

# Names of XML vocabularies look like addresses but nobody fetches them.
ABSOLUTE = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")


async def test_home_without_a_token_says_how_to_get_in(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        answer = await client.get("/")
        assert answer.status_code == 401
        assert "workbench open" in answer.text
        assert not ABSOLUTE.search(answer.text)


@pytest.mark.parametrize("token", ["", "nonsense", "%00"])
async def test_a_bad_token_in_the_address(lab: Lab, token: str) -> None:
    async with hub(lab, role=None) as client:
        answer = await client.get(f"/?token={token}")
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers


async def test_the_api_page_is_served_by_us(client: httpx.AsyncClient) -> None:
    page = await client.get("/api/docs")
    assert not ABSOLUTE.search(page.text)
    assets = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assets = [asset for asset in assets if "." in asset]
    assert {
        "/api/docs/swagger-ui-bundle.js",
        "/api/docs/start.js",
        "/api/docs/swagger-ui.css",
        "/assets/hub.css",
    } <= set(assets)
    assert ">The lab</a>" in page.text
    signed = {"authorization": client.headers.pop("authorization")}
    for asset in assets:
        answer = await client.get(asset)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(("text/", "image/", "font/"))
        if asset.endswith(".css"):
            assert not ABSOLUTE.search(answer.text)
    described = (await client.get("/api/openapi.json", headers=signed)).json()
    assert described["paths"]["/api/agents"]["get"]["summary"] == "Every agent, in the order in which they joined"
    start = (await client.get("/api/docs/start.js")).text
    assert "validatorUrl: null" in start
    assert "://" not in start
    assert (await client.get("/api/docs/other.js")).status_code == 404
    assert (await client.get("/api/docs/%2e%2e%2fmain.py")).status_code == 404


async def test_the_policy_forbids_other_hosts_and_frames(client: httpx.AsyncClient) -> None:
    for path in (
        "/",
        "/docs",
        "/docs/readme",
        "/assets/home.js",
        "/api/docs",
        "/api/agents",
        "/api/nothing",
        "/api/docs/start.js",
    ):
        headers = (await client.get(path)).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "connect-src", "font-src")} == {"'self'"}
        assert policy["frame-ancestors"].startswith("'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


async def test_in_a_browser(lab: Lab, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Typed or clicked on another site, the address with the token leads in; no request leaves the host."""
    from playwright.async_api import async_playwright

    from tests.hub.rest.hubs import hub_process, token_of

    folder = tmp_path_factory.mktemp("labs") / "lab"
    token = token_of(folder)
    with hub_process(folder) as process:
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for way in ("typed", "clicked"):
                context = await browser.new_context()
                page = await context.new_page()
                asked: list[str] = []
                problems: list[str] = []
                if way == "typed":
                    await page.goto(f"{process.url}/?token={token}")
                else:
                    # Another site, as localhost is one to 127.0.0.1.
                    await page.goto(f"{process.url.replace('127.0.0.1', 'localhost')}/")
                    await page.set_content(f'<a href="{process.url}/?token={token}">in</a>')
                    await page.click("a")
                await page.wait_for_selector(".ways")
                assert page.url == f"{process.url}/"
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.on("console", lambda said, problems=problems: problems.append(said.text))
                await page.click(".ways >> text=API")
                await page.wait_for_selector(".opblock-get")
                assert all(url.startswith((process.url, "data:", "blob:")) for url in asked)
                assert asked
                assert problems == []
                await context.close()
            await browser.close()
