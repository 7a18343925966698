"""Fixtures any test may ask for by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.machine import chromium
from tests.support.postgres import private_cluster

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pyspark.sql import SparkSession


PATIENCE = 20_000  # ms a page may take on a machine that is busy with every other test


@pytest.fixture(autouse=True)
def reads_vietnamese() -> None:
    """Every test begins in Vietnamese: a page asked for in English leaves its language behind in the thread."""
    from django.utils import translation

    translation.activate("vi")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a private, empty PostgreSQL database. Mark the test ``needs_postgres``."""
    with private_cluster() as url:
        yield url


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A Spark with two executors. Mark the test ``needs_java`` and ``xdist_group("spark")``, so that one is started."""
    from tests.support.spark import started

    with started(tmp_path_factory.mktemp("spark")) as session:
        yield session


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Mark the test ``needs_chromium``. Servers under test run as processes of their own."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=chromium(), args=flags)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of 1366×768 that speaks Vietnamese and lives in Vietnam's time zone."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def serious_faults() -> Callable[[Page], list[str]]:
    """Asks axe: the serious and critical accessibility faults of the page now shown, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    def ask(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{fault['id']}: {fault['help']} ({', '.join(str(node['target']) for node in fault['nodes'][:3])})"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        ]

    return ask
