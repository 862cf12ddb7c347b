"""What travels with the package is found in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.core import share
from workbench.core.errors import NotFound


def test_the_checkout_has_dashboards() -> None:
    assert (share.shared("dashboards") / "observatory" / "app.py").is_file()


def test_an_installation_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "workbench" / "_share" / "dashboards"
    inside.mkdir(parents=True)
    (tmp_path / "dashboards").mkdir()  # somebody else's, beside the package in site-packages
    monkeypatch.setattr(share, "__file__", str(tmp_path / "workbench" / "core" / "share.py"))
    assert share.shared("dashboards") == inside
    with pytest.raises(NotFound):
        share.shared("notebooks")


def test_the_readme_of_the_checkout_is_its_file() -> None:
    assert share.readme() == (Path(share.__file__).parents[2] / "README.md").read_text()


def test_the_readme_of_an_installation_is_not_what_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workbench" / "_share").mkdir(parents=True)
    (tmp_path / "README.md").write_text("somebody else’s")
    monkeypatch.setattr(share, "__file__", str(tmp_path / "workbench" / "core" / "share.py"))
    assert share.readme().startswith("# Workbench")
