"""An indicator is written from nothing: its number seen, its people opened, somebody tried, the file published."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import ROOT, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
FORM = {
    "title_vi": "Người từ 40 tuổi được đo huyết áp",
    "title_en": "Adults of 40 and more with blood pressure taken",
    "source": "Trạm Y tế xã Bản Bo tự đặt ra ngày 22/11/2026",
    "id": "do-huyet-ap-40",
    "target": "80",
}
MEASURED = ' where code = "8480-6" and day > :at - 12 months and day <= :at)'


@pytest.fixture
def writer(page: Page, station: Served) -> Page:
    """Somebody of the station who also administers it, at the form of a new indicator."""
    _tram(station, "user", "add", "--name", "Lò Văn Soạn", "--role", "administrator", "--password-stdin")
    _tram(station, "user", "grant", "--role", "nurse")
    sign_in(page, station, "soan")
    page.goto(f"{station.url}/soan-chi-tieu/")
    page.get_by_role("link", name="Chỉ tiêu mới").click()
    expect(page.locator("#preview")).to_contain_text("100,0")  # every resident, before anything is asked of them
    return page


def _tram(station: Served, *words: str) -> None:
    """Runs a command about the writer on the served station's data; what is done already stays as it is."""
    data = {"TRAM_HOME": str(station.folder), "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "tram", *words, "--username", "soan", "--commune", "03424"]
    subprocess.run(
        command, env={**os.environ, **data}, input=station.password, text=True, capture_output=True, check=False
    )


def test_an_indicator_is_written_tried_published_and_stands_on_the_dashboard(writer: Page, station: Served) -> None:
    page = writer
    for name, text in FORM.items():
        page.fill(f"#id_{name}", text)
    page.fill("#id_effective_from", "01/01/2026")
    _write_conditions(page)
    share = page.locator(".preview-number")
    expect(share).to_contain_text("%")
    expect(page.locator("#preview")).to_contain_text("Bản Bo")
    counted = re.search(r"([\d.]+) / ([\d.]+)", share.inner_text())
    assert counted is not None
    _open_people(page)
    _try_somebody(page)
    page.get_by_role("button", name="Xem tệp và phát hành").click()
    expect(page.locator(".alert-ok")).to_contain_text("các ví dụ ra đúng kết quả")
    assert 'id = "do-huyet-ap-40"' in page.locator("#id_body").input_value()
    page.get_by_role("button", name="Phát hành").click()
    expect(page.locator("main")).to_contain_text("do-huyet-ap-40")
    _see_it_on_the_dashboard(page, station, counted[1])


def _write_conditions(page: Page) -> None:
    page.locator("#id_denominator").click()
    page.keyboard.type("years_between(birth_date, :at) >= 40")
    page.keyboard.press("Escape")
    expect(page.locator("#said_denominator")).to_contain_text("≥ 40")
    page.locator("#id_numerator").click()
    page.keyboard.type("exists(encounters.obs")
    expect(page.locator("#list_numerator [role=option]").first).to_contain_text("encounters.observations")
    page.keyboard.press("Tab")
    page.keyboard.type(MEASURED.replace("day >", "dai >"))
    page.keyboard.press("Escape")
    expect(page.locator("#said_numerator")).to_contain_text("không có cột «dai» → có phải «day»?")
    expect(page.locator('[data-part="numerator"] mark')).to_have_text("dai")
    page.fill("#id_numerator", f"exists(encounters.observations{MEASURED}")
    expect(page.locator("#said_numerator")).to_contain_text("12 tháng trước ngày tính")
    expect(page.locator("#preview")).to_contain_text("đếm: có [")


def _open_people(page: Page) -> None:
    """The names open in a window of their own; the form stays as it is and still works."""
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Những ai chưa đạt").click()
    names = opened.value
    expect(names.locator("tbody a").first).to_be_visible()
    names.close()


def _try_somebody(page: Page) -> None:
    expect(page.locator('[name="t:people.residents:0:birth_date"]')).to_be_visible()
    page.fill('[name="t:people.residents:0:start"]', "01/01/2020")
    page.fill('[name="t:people.residents:0:birth_date"]', "01/01/1970")
    page.get_by_role("button", name="Có được đếm không?").click()
    expect(page.locator(".verdict")).to_contain_text("Trong mẫu số, chưa đạt")
    page.fill('[name="t:encounters.observations:0:code"]', "8480-6")
    page.fill('[name="t:encounters.observations:0:day"]', "31/02/2026")
    page.get_by_role("button", name="Có được đếm không?").click()
    expect(page.locator("#trial")).to_contain_text("không đọc được «31/02/2026»")
    page.fill('[name="t:encounters.observations:0:day"]', "01/10/2026")
    page.fill("#id_nguoi_thu", "Ông 56 tuổi, đo đầu tháng 10")
    page.get_by_role("button", name="Giữ làm ví dụ").click()
    expect(page.locator(".verdict")).to_contain_text("Được đếm")
    expect(page.locator("#id_examples")).to_have_value(re.compile("Ông 56 tuổi"))


def _see_it_on_the_dashboard(page: Page, station: Served, counted: str) -> None:
    page.goto(f"{station.url}/chi-tieu/?chi_tieu=do-huyet-ap-40&nhom=work")
    expect(page.locator("main")).to_contain_text(FORM["title_vi"])
    expect(page.locator("#chi-tiet")).to_contain_text(counted)


def test_wrong_things_get_sentences_and_no_file(writer: Page) -> None:
    page = writer
    page.fill("#id_id", "Đo Huyết Áp")
    page.fill("#id_target", "nhiều")
    page.get_by_role("button", name="Xem tệp và phát hành").click()
    said = page.locator(".alert-error")
    for words in ("chữ thường không dấu", "«nhiều» không phải số", "Chưa có căn cứ", "Chưa có ví dụ"):
        expect(said).to_contain_text(words)
    expect(page.locator("#id_target")).to_have_value("nhiều")
    page.fill("#id_numerator", "sex == 'nam'")
    expect(page.locator("#said_numerator")).to_contain_text("cột")
    page.fill("#id_target", "80")
    page.fill("#id_ky", "tháng mười")
    page.fill("#id_numerator", "true")
    expect(page.locator("#preview")).to_contain_text("Kỳ báo cáo phải có dạng")


def test_everybody_can_use_the_form_on_a_desk_and_on_a_phone(
    writer: Page, station: Served, serious_faults: Callable[[Page], list[str]]
) -> None:
    page = writer
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        for address in (
            "/soan-chi-tieu/",
            "/soan-chi-tieu/bieu-mau/?tu=ct25-managed@1",
            "/soan-chi-tieu/tep/?tu=ct25-managed@1",
        ):
            page.goto(station.url + address)
            page.wait_for_load_state("networkidle")
            assert serious_faults(page) == [], (address, width)
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
            assert not wide, (address, width)
    assert errors == []
