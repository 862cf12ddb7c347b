from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.views.pictures.scenes import PICTURES, RTL, busy, scene
from workbench.app import Lab
from workbench.core.errors import BadInput, NotFound, Unavailable
from workbench.views.pictures import picture

FACTS = ["lab", "as_of_position", "as_of_moment", "as_of_status"]


@pytest.fixture
def busy_lab(lab: Lab) -> Lab:
    busy(lab, "Ada", RTL, "Chidi")
    return lab


@pytest.mark.parametrize("name", PICTURES)
def test_csv_and_parquet_hold_the_frame_and_where_it_is_from(busy_lab: Lab, tmp_path: Path, name: str) -> None:
    shown = picture(scene(busy_lab), name)
    frame = shown.frame
    times = ["time"] if "time" in frame else []
    read = pd.read_csv(shown.save(tmp_path / "data.csv"), parse_dates=times, keep_default_na=True)
    assert read[FACTS].drop_duplicates().values.tolist() == [list(shown.as_of.facts().values())]
    pd.testing.assert_frame_equal(read.drop(columns=FACTS), frame, check_dtype=False)

    file = shown.save(tmp_path / "data.parquet")
    again = pd.read_parquet(file)
    pd.testing.assert_frame_equal(again, frame)
    facts = {"title": shown.title, **shown.as_of.facts()}
    assert json.loads(pq.read_schema(file).metadata[b"workbench"]) == facts
    assert again.attrs["workbench"] == facts


def test_png_is_twice_the_size_on_screen(busy_lab: Lab, tmp_path: Path) -> None:
    raw = picture(scene(busy_lab), "level").save(tmp_path / "level.png").read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", raw[16:24]) == (1600, 900)


def test_svg_is_text_with_a_title_and_the_same_every_time(busy_lab: Lab, tmp_path: Path) -> None:
    shown = picture(scene(busy_lab), "states")
    svg = shown.save(tmp_path / "states.svg").read_text()
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img" and shown.title in str(root.get("aria-label"))
    found = "\n".join(root.itertext())
    assert shown.title in found and str(shown.as_of) in found and RTL in found
    assert shown.save(tmp_path / "again.svg").read_text() == svg


def test_html_asks_no_other_host(busy_lab: Lab, tmp_path: Path) -> None:
    page = picture(scene(busy_lab), "level").save(tmp_path / "level.html").read_text()
    assert "<title>Level</title>" in page and len(page) < 3_000_000
    assert re.findall(r"<(?:script|link|img)[^>]*\b(?:src|href)=", page) == []


def test_what_cannot_be_saved_leaves_nothing_behind(lab: Lab, tmp_path: Path) -> None:
    shown = picture(scene(lab), "level")
    for suffix in ("png", "svg", "html"):
        with pytest.raises(NotFound, match="not measured yet"):
            shown.save(tmp_path / f"level.{suffix}")
    with pytest.raises(BadInput, match=r"\.png, \.svg, \.csv, \.parquet, \.html"):
        shown.save(tmp_path / "level.gif")
    with pytest.raises(NotFound, match="no folder"):
        shown.save(tmp_path / "none" / "level.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        shown.save(tmp_path / "folder.csv")
    with pytest.raises(Unavailable, match="cannot be written"):
        shown.save(tmp_path / f"{'a' * 300}.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_an_empty_frame_is_saved_with_its_columns_over_what_was_there(lab: Lab, tmp_path: Path) -> None:
    place = tmp_path / "level.csv"
    place.write_text("old")
    read = pd.read_csv(picture(scene(lab), "level").save(str(place)))
    assert list(read.columns) == ["time", "position", "value", "low", "high", "figure", *FACTS] and not len(read)
    assert [path.name for path in tmp_path.iterdir()] == ["level.csv"]
