"""What every test run has: one closing line about what was left out, no process left behind, and the way to Chromium."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import hypothesis
import psutil
import pytest

from tests.graphs.servers import arcade_folder, arcade_url, graph_url, neo4j_url  # noqa: F401 — fixtures for all

MARK = "WORKBENCH_TEST_RUN"

MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# The machine is shared and tests run side by side, so how long one example takes says nothing.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips",
        action="store_true",
        default=os.environ.get("CI") == "true",
        help="run the slow tests too, and fail when any test is skipped (CI=true does the same)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Mark this run: every process it starts inherits the mark, xdist's workers among them, and keeps it as an orphan."""
    if not hasattr(config, "workerinput"):
        os.environ[MARK] = uuid.uuid4().hex


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.get_closest_marker("slow") and not config.getoption("no_skips"):
            item.add_marker(pytest.mark.skip(reason="slow: scripts/test --no-skips runs them"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome; a test that asks for it is skipped where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None and MAC_CHROME.exists():
        found = str(MAC_CHROME)
    if found is None:
        pytest.skip("no Chromium: scripts/system installs it on Debian")
    return found


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """After everything else was printed: end what the tests left running, and say what was skipped."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    left = _processes_left()
    for process in left:
        reporter.write_line(f"left behind: process {process.pid}: {_command(process)[:200]}", red=True)
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    skipped = Counter(_reason(report) for report in reporter.stats.get("skipped", []))
    reasons = "; ".join(f"{count} × {reason}" for reason, count in sorted(skipped.items()))
    if skipped:
        reporter.write_line(f"skipped: {reasons}")
    if session.exitstatus == pytest.ExitCode.OK and (left or (skipped and session.config.getoption("no_skips"))):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _processes_left() -> list[psutil.Process]:
    """Processes that this run started and that do not end by themselves within a moment."""
    me = psutil.Process()
    family = {me.pid, *(parent.pid for parent in me.parents())}
    found = [process for process in psutil.process_iter() if process.pid not in family and _is_ours(process)]
    _, alive = psutil.wait_procs(found, timeout=3)
    return list(alive)


def _is_ours(process: psutil.Process) -> bool:
    """Ours, and no helper of Python's own, which ends with the process that it helps."""
    try:
        return process.environ().get(MARK) == os.environ[MARK] and "multiprocessing.resource_tracker" not in _command(
            process
        )
    except (psutil.Error, OSError):
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "?"
