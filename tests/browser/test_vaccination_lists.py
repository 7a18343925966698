"""A nurse with a child's booklet: typed by keys, printed, scanned back; lists for everybody; nobody next door sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
LIST = "/tiem-chung/danh-sach/?loai=overdue"


def open_na(hands: Hands) -> str:
    """The vaccinations of bé Na, from her record; their address."""
    start = hands.page.url.split("/", 3)
    home = f"{start[0]}//{start[2]}"
    na = hands.page.request.get(f"{home}/api/people/?q=lo thi na").json()["hits"][0]["id"]
    hands.page.goto(f"{home}/nguoi-dan/{na}/")
    with hands.page.expect_navigation():
        hands.page.get_by_role("link", name="Xem lịch tiêm").click()
    expect(hands.page.get_by_role("link", name="Nhập từ sổ")).to_be_focused()
    return hands.page.url


def test_a_booklet_of_three_doses_is_typed_without_a_mouse(hands: Hands) -> None:
    person = open_na(hands)
    hands.press("Enter")
    expect(hands.page.locator("form[data-card][data-ready]")).to_be_attached()
    before = hands.count
    expect(hands.page.locator("#id_place_all")).to_be_focused()
    hands.type("TYT xã Khun Há")
    for day, vaccine, number in (("010326", "cu", "1"), ("020426", "da", "1"), ("030526", "da", "2")):
        hands.press("Enter")
        for part in (day, vaccine):
            hands.type(part)
            hands.press("Enter")
        hands.type(number)
    expect(hands.page.locator("[data-line] [data-name]").nth(1)).to_have_text("Dại")
    expect(hands.page.locator("[name=day]").first).to_have_value("01/03/2026")
    hands.press("Control+Enter")
    expect(hands.page).to_have_url(person)
    expect(hands.page.locator(".given-doses")).to_contain_text("03/05/2026")
    expect(hands.page.locator(".given-doses")).to_contain_text("TYT xã Khun Há")
    assert hands.count - before <= 11, hands.count


def test_a_wrong_line_is_told_and_nothing_typed_is_lost(hands: Hands) -> None:
    open_na(hands)
    hands.press("Enter")
    hands.page.fill("[name=day] >> nth=0", "310226")
    hands.page.fill("[name=vaccine] >> nth=0", "op")
    hands.press("Control+Enter")
    expect(hands.page.locator(".sheet-error")).to_contain_text("Ngày tiêm gõ 6 số")
    expect(hands.page.locator("[name=day]").first).to_be_focused()
    expect(hands.page.locator("[name=vaccine]").first).to_have_value("op")


def test_a_paper_held_before_the_scanner_opens_its_person_from_any_page(hands: Hands) -> None:
    person = open_na(hands)
    hands.page.goto(person + "phieu/")
    code = hands.page.locator("[data-code]").get_attribute("data-code")
    assert code is not None
    hands.page.goto(person.split("/tiem-chung/")[0] + "/")
    hands.press("/")
    with hands.page.expect_navigation(url=person):
        hands.scan(code)
    hands.page.goto(person.split("/tiem-chung/")[0] + "/thiet-lap/")
    hands.page.evaluate("document.activeElement.blur()")
    with hands.page.expect_navigation(url=person):
        hands.scan(code)


def test_tuan_of_the_next_station_finds_nobody_at_these_addresses(hands: Hands, station: Served) -> None:
    person = open_na(hands)
    hands.page.context.clear_cookies()
    tuan = sign_in(hands.page, station, "tuan")
    for address in (person, person + "so/", person + "phieu/"):
        answer = tuan.page.goto(address)
        assert answer is not None
        assert answer.status == 404


@pytest.mark.parametrize("size", SIZES)
def test_lists_and_papers_can_be_used_by_everybody(
    hands: Hands, serious_faults: Callable[[Page], list[str]], size: str
) -> None:
    errors: list[str] = []
    hands.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    person = open_na(hands)
    hands.page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    start = person.split("/tiem-chung/")[0]
    faults = {}
    for address in (
        f"{start}/tiem-chung/",
        start + LIST,
        person,
        *(person + end for end in ("so/", "phieu/", "hoan/")),
    ):
        hands.page.goto(address)
        hands.page.wait_for_load_state("networkidle")
        found = serious_faults(hands.page)
        wide = hands.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        if found or wide:
            faults[address] = [*found, *(["the page scrolls sideways"] if wide else [])]
    assert faults == {}
    assert errors == []
