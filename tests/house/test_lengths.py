"""Files stay small enough to read at one go."""

from __future__ import annotations

from tests.house.tracked import ROOT

MOST = 250


def test_no_file_of_the_package_is_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines())
        for path in sorted((ROOT / "workbench").rglob("*.py"))
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MOST} == {}
