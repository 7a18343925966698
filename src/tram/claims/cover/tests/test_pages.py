"""The pages about cards: who may open them, what they say, and that no answer of the portal breaks them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tram.claims.cover.asking import CardAnswer
from tram.claims.cover.queue import checks_of
from tram.claims.cover.tests.conftest import AT, DAY, NUMBER, Desk, seen
from tram.claims.pages.cover import cards
from tram.kernel.actors import SYSTEM
from tram.kernel.models import ReadEntry
from tram.people.tests.support import HERE, NEXT_DOOR, register
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.django_db
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tram.web.middleware.now", lambda: AT)
    monkeypatch.setattr(cards, "card_desk", lambda _facility: None)


@pytest.fixture
def enter() -> Enter:
    def as_(role: str = "nurse", commune: str = HERE) -> Client:
        account = open_account(
            by=SYSTEM, at=AT, username=f"{role}{commune}", name="Hạnh", password=SECRET, must_change=False
        )
        grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=date(2025, 7, 1), commune=commune)
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


def told(client: Client, answer: object) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def test_the_queue_and_a_persons_cards_open_and_the_look_is_noted(enter: Enter, lan: UUID) -> None:
    hanh = enter()
    seen(lan)
    listed = hanh.get(reverse("claims:cards")).content.decode()
    assert all(text in listed for text in (NUMBER, "Chờ tra cứu", "Máy này chưa nối cổng BHXH"))
    page = hanh.get(reverse("claims:person_cards", args=[lan])).content.decode()
    assert all(text in page for text in ("Nếu khám hôm nay 22/11/2026", "Mức 2: 100%", "12042", "Đã xem: đúng"))
    assert "Tra cứu</button>" not in page
    assert list(ReadEntry.objects.order_by("id").values_list("why", flat=True)) == ["card.list", "card.page"]


def test_a_long_queue_shows_its_beginning_and_says_how_many_are_left(
    enter: Enter, lan: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "AT_ONCE", 1)
    seen(lan)
    seen(register("Vàng A Ba", birth="1950"))
    page = enter().get(reverse("claims:cards")).content.decode()
    assert ("Vàng A Ba" in page, "Lò Thị Lan" in page, "Còn 1 người nữa" in page) == (True, False, True)


def test_an_empty_queue_says_so(enter: Enter, station: UUID) -> None:
    assert "Không có thẻ nào cần tra lại" in enter().get(reverse("claims:cards")).content.decode()


def test_who_may_not_see_the_person_gets_nothing(enter: Enter, lan: UUID) -> None:
    tuan = enter(commune=NEXT_DOOR)
    assert tuan.get(reverse("claims:person_cards", args=[lan])).status_code == 404
    answer = tuan.post(reverse("claims:card_result", args=[lan]), {"day": "2026-11-22", "outcome": "right"})
    assert (answer.status_code, checks_of(lan)) == (404, ())


def test_a_result_seen_elsewhere_leads_back_to_the_page_it_was_noted_on(enter: Enter, lan: UUID) -> None:
    hanh, url = enter(), reverse("claims:card_result", args=[lan])
    data = {"day": "2026-11-22", "outcome": "right"}
    assert hanh.post(url, data | {"next": "/bhyt/the/"}).headers["Location"] == "/bhyt/the/"
    assert hanh.post(url, data | {"next": "//elsewhere.vn/"}).headers["Location"] == f"/bhyt/the/{lan}/"
    assert "Đã xem: đúng" in hanh.get(f"/bhyt/the/{lan}/").content.decode()
    assert hanh.post(url, data | {"day": "hôm nay"}).status_code == 422


def test_asking_says_what_the_insurer_said(enter: Enter, lan: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(["Cổng BHXH không trả lời.", CardAnswer("070", note="sai ngày sinh"), CardAnswer("000")])
    monkeypatch.setattr(cards, "card_desk", lambda _facility: desk)
    hanh, url = enter(), reverse("claims:card_look_up", args=[lan])
    for said in ("Cổng BHXH không trả lời.", "Ngày sinh không đúng", "Thông tin thẻ đúng"):
        assert said in told(hanh, hanh.post(url, {"day": "2026-11-22"}))
    page = hanh.get(f"/bhyt/the/{lan}/").content.decode()
    assert "000: Thông tin thẻ đúng" in page


def test_everybody_who_waits_is_asked_with_one_press(enter: Enter, lan: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    seen(lan)
    hanh = enter()
    answer = hanh.post(reverse("claims:cards_look_up"))
    assert answer.status_code == 422
    assert "chưa khai tài khoản cổng" in answer.content.decode()
    monkeypatch.setattr(cards, "card_desk", lambda _facility: Desk([CardAnswer("000")]))
    assert "Tra cứu 1 thẻ đang chờ" in hanh.get("/bhyt/the/").content.decode()
    hanh.post(reverse("claims:cards_look_up"))
    assert [one.state for one in checks_of(lan)] == ["confirmed"]
    assert "Không có thẻ nào cần tra lại" in hanh.get("/bhyt/the/").content.decode()


def test_the_persons_page_shows_the_card_and_never_waits_for_the_insurer(enter: Enter, lan: UUID) -> None:
    page = enter().get(reverse("web:person", args=[lan])).content.decode()
    assert all(text in page for text in ("Bảo hiểm y tế", "Mức 2: 100%", "Chờ tra cứu", "Vẫn khám và phát thuốc"))
    child = register("Lò Thị Na", birth=f"20/{DAY:%m/%Y}")
    page = enter("doctor").get(reverse("web:person", args=[child])).content.decode()
    assert "TE112" in page
