"""What every test run stands on: a data folder of its own, a database asked for by name, an honest word on skips."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.machine import HOW, NEEDS, missing
from tests.support.postgres import private_cluster

pytest_plugins = ["tests.support.fixtures", "tests.support.station"]

ROOT = Path(__file__).resolve().parents[2]
ALL_DEMANDED = os.environ.get("TRAM_TEST_ALL") == "1"
LONGEST_ID = 40
ON_POSTGRES = os.environ.get("TRAM_TEST_ON") == "postgresql"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before Django reads its settings: a fresh data folder, and SQLite or a private PostgreSQL, never a real one."""
    src = str(ROOT / "src")
    if src not in sys.path:
        sys.path.insert(0, src)
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    folder = tempfile.mkdtemp(prefix="tram-test-")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(TRAM_HOME=folder, TRAM_LANG="vi", PYTHONUTF8="1")
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the controller's database
        os.environ["TRAM_DATABASE"] = stack.enter_context(private_cluster()) if ON_POSTGRES else ""
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what this machine cannot run, unless the whole is demanded; browsers come last.

    Once a browser was driven in a process its event loop runs there to the end, and Django asks no database under one.
    """
    items.sort(key=lambda item: item.get_closest_marker("needs_chromium") is not None)
    for item in items:
        reason = _reason(item)
        if reason and not ALL_DEMANDED:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long bytes are called by their argument: a signature or a ZIP is another in each process, and the tests are not.

    Two of one name are told apart by their place.
    """
    return argname if isinstance(val, bytes) and len(val) > LONGEST_ID else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """With TRAM_TEST_ALL=1 a missing tool fails the test that needs it."""
    reason = _reason(item)
    if reason and ALL_DEMANDED:
        pytest.fail(reason, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With TRAM_TEST_ALL=1 there is no skip: any skip, wherever it comes from, is a failure."""
    report = yield
    if ALL_DEMANDED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped while TRAM_TEST_ALL=1: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing this machine lacks: how many tests it cost, and how to get it."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for need in NEEDS:
        count = sum(HOW[need] in reason for reason in reasons)
        if count:
            terminalreporter.write_line(f"{count} skipped, {HOW[need]}")


def _reason(item: pytest.Item) -> str | None:
    lacking = (missing(need) for need in NEEDS if item.get_closest_marker(need))
    return next((reason for reason in lacking if reason), None)
