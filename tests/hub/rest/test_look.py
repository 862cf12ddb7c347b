"""The look of the hub's pages: the colours are those of the dashboards, named in one place, and every file is served."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.hub.rest.hubs import hub
from workbench.app import Lab
from workbench.hub import page
from workbench.views.theme import DARK, FONT, LIGHT

ASSETS = Path(page.__file__).with_name("assets")
COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}){1,2}\b", re.IGNORECASE)


def test_the_colours_are_those_of_the_dashboards() -> None:
    sheet = (ASSETS / "hub.css").read_text()
    told = re.findall(r"--wb-(\w+): light-dark\((#\w+), (#\w+)\);", sheet)
    names = [name for name in LIGHT.__struct_fields__ if name != "series"]
    assert told == [(name, getattr(LIGHT, name), getattr(DARK, name)) for name in names]
    assert f"--font: {FONT};" in sheet


def test_no_other_place_names_a_colour() -> None:
    known = {colour for palette in (LIGHT, DARK) for colour in (palette.accent, palette.card)} | {"#fff"}
    for path in ASSETS.iterdir():
        text = path.read_text()
        if path.name == "hub.css":
            assert len(COLOUR.findall(text)) == text.count("light-dark(#") * 2
        else:
            assert set(COLOUR.findall(text)) <= (known if path.suffix == ".svg" else set()), path.name


async def test_every_file_is_served_to_everybody(lab: Lab) -> None:
    async with hub(lab, role=None) as client:
        named = {"/assets/home.js", "/assets/api.css"}  # of pages for who is signed in
        for path in ("/", "/docs"):
            named |= set(re.findall(r'"(/assets/[^"]+)"', (await client.get(path)).text))
        named |= set(re.findall(r'"(/assets/[^"]+)"', (await client.get("/assets/hub.css")).text))
        assert {Path(name).name for name in named} >= {path.name for path in ASSETS.iterdir()} - {"page.html"}
        for name in named:
            answer = await client.get(name)
            assert answer.status_code == 200, name
            assert answer.headers["x-content-type-options"] == "nosniff"
        for name in ("page.html", "other.css", "..%2fpage.py", "%2e%2e%2fpage.py"):
            assert (await client.get(f"/assets/{name}")).status_code == 404


async def test_fonts_are_kept_and_scripts_are_not(client: httpx.AsyncClient) -> None:
    assert (await client.get("/assets/roboto-latin-400.woff2")).headers["cache-control"] == "max-age=86400"
    assert (await client.get("/assets/home.js")).headers["cache-control"] == "no-store"
