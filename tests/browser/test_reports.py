"""Reports on the screen: readable at both sizes, without faults; a month is closed, sent and opened again by hand."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pypdf import PdfReader

from tests.support.station import Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
REPORT = "bao-cao/report-9-bct/03424/2026-09/"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", ["bao-cao/", REPORT, "bao-cao/report-14-bct/03424/2026-09/"])
def test_reports_are_readable_and_have_no_faults(
    page: Page, station: Served, size: str, address: str, serious_faults: Callable[[Page], list[str]]
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.set_viewport_size(SIZES[size])
    sign_in(page, station, "thu")
    page.goto(f"{station.url}/{address}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert serious_faults(page) == []
    assert said == []


def test_a_month_is_closed_sent_and_opened_again(page: Page, station: Served) -> None:
    sign_in(page, station, "thu")
    page.goto(f"{station.url}/{REPORT}")
    page.get_by_role("button", name="Chốt kỳ").click()
    page.locator("dialog[open]").get_by_role("button", name="Chốt kỳ").click()
    expect(page.locator(".page-sub")).to_contain_text("Đã chốt")
    with page.expect_download() as told:
        page.get_by_role("link", name="PDF").click()
    text = PdfReader(BytesIO(told.value.path().read_bytes())).pages[0].extract_text()
    assert "Nguyễn Thị Thu chốt lúc" in text
    page.get_by_role("button", name="Ghi đã gửi").click()
    page.locator("dialog[open] textarea").fill("Công văn 12/TYT")
    page.locator("dialog[open]").get_by_role("button", name="Ghi đã gửi").click()
    expect(page.locator(".page-sub")).to_contain_text("Đã gửi")
    page.get_by_role("button", name="Mở lại kỳ").click()
    page.locator("dialog[open] textarea").fill("Thiếu một lượt khám")
    page.locator("dialog[open]").get_by_role("button", name="Mở lại kỳ").click()
    expect(page.locator(".page-sub")).to_contain_text("Đã mở lại")
    expect(page.get_by_text("Thiếu một lượt khám")).to_be_visible()


def test_a_number_opens_to_people_and_back(page: Page, station: Served) -> None:
    sign_in(page, station, "hanh")
    page.goto(f"{station.url}/bao-cao/report-14-bct/03424/2026-10/")
    number = page.locator(".closing-table a.cell").first
    count = int(number.inner_text())
    number.click()
    page.wait_for_load_state("load")
    assert page.locator("tbody tr").count() == count
    page.locator(".crumbs a", has_text="14/BCT").click()
    expect(page.locator(".closing-table")).to_be_visible()
    assert page.get_by_role("button", name="Chốt kỳ").count() == 0
