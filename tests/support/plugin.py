"""What every test run stands on: a data folder of its own, and an honest word for what this machine lacks."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.machine import NEEDS, missing

ROOT = Path(__file__).resolve().parents[2]
ALL_DEMANDED = os.environ.get("TRAM_TEST_ALL") == "1"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before Django reads its settings: a fresh data folder, and no database but the one asked for by name."""
    src = str(ROOT / "src")
    if src not in sys.path:
        sys.path.insert(0, src)
    folder = tempfile.mkdtemp(prefix="tram-test-")
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TRAM_HOME"] = folder
    os.environ["TRAM_LANG"] = "vi"
    os.environ["TRAM_DATABASE"] = os.environ.get("TRAM_TEST_DATABASE", "")
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what this machine cannot run, unless the whole is demanded."""
    for name in NEEDS:
        reason = missing(name)
        if reason and not ALL_DEMANDED:
            for item in items:
                if item.get_closest_marker(name):
                    item.add_marker(pytest.mark.skip(reason=reason))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """With TRAM_TEST_ALL=1 a missing tool fails the test that needs it."""
    for name in NEEDS:
        reason = missing(name)
        if reason and ALL_DEMANDED and item.get_closest_marker(name):
            pytest.fail(reason, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With TRAM_TEST_ALL=1 there is no skip: any skip, wherever it comes from, is a failure."""
    report = yield
    if ALL_DEMANDED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped while TRAM_TEST_ALL=1: {report.longrepr}"
    return report
