"""The pages of claims show what is asked of the insurer to those who may see it, and say who read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tram.claims.build.tests.world import AT, FOUNDED, World, tablets, visit
from tram.kernel.actors import SYSTEM
from tram.kernel.models import ReadEntry
from tram.people.tests.support import HERE, NEXT_DOOR
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

LATER = AT + timedelta(days=10)
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tram.web.middleware.now", lambda: LATER)


@pytest.fixture
def enter(place: World) -> Enter:
    def as_(role: str = "nurse", commune: str = HERE) -> Client:
        account = open_account(
            by=SYSTEM, at=AT, username=f"{role}{commune}", name="Hạnh", password=SECRET, must_change=False
        )
        commune, province = ("", "12") if role == "province" else (commune, "")
        grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=FOUNDED, commune=commune, province=province)
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


def opened(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_claim_page_tells_amounts_reasons_and_every_table(place: World, enter: Enter):
    kept = visit(place, prescription=[tablets(place)])
    page = opened(enter(), "claims:claim", kept.id)
    assert "3.205 đ" in page
    assert "10 × 320,5 đ = 3.205 đ." in page
    assert "XML2" in page
    assert ReadEntry.objects.filter(person=place.lan, why="claims.claim").count() == 1


def test_a_nurse_of_the_next_station_sees_no_claim(place: World, enter: Enter):
    tuan, kept = enter(commune=NEXT_DOOR), visit(place)
    for name in ("claims:claim", "claims:cost_sheet"):
        assert tuan.get(reverse(name, args=[kept.id])).status_code == 404


def test_the_province_sees_no_names(place: World, enter: Enter):
    visit(place)
    assert enter("province").get(reverse("claims:month", args=[2026, 10])).status_code == 403


def test_the_cost_sheet_has_its_parts_and_sums(place: World, enter: Enter):
    kept = visit(place, prescription=[tablets(place)])
    page = opened(enter(), "claims:cost_sheet", kept.id)
    assert "1. Khám bệnh" in page
    assert "2. Thuốc, dịch truyền" in page
    assert "39.705" in page
    assert ReadEntry.objects.filter(person=place.lan, why="claims.cost_sheet").count() == 1


def test_the_month_reckons_visits_nothing_was_sent_of_yet(place: World, enter: Enter):
    visit(place)
    hanh = enter()
    page = opened(hanh, "claims:month", 2026, 10)
    assert "Lò Thị Lan" in page
    assert "Chưa gửi" in page
    assert "36.500 đ" in page
    assert "Lò Thị Lan" not in opened(hanh, "claims:month", 2026, 9)
    assert hanh.get(reverse("claims:home")).headers["Location"] == "/bhyt/thang/2026-10/"


@pytest.mark.parametrize("path", ["/bhyt/thang/2026-13/", "/bhyt/thang/1900-01/", "/bhyt/thang/2026-10/?co-so=nein"])
def test_a_month_or_place_that_is_none_is_not_found(place: World, enter: Enter, path: str):
    assert enter().get(path).status_code == 404


def test_a_visit_that_is_not_insured_says_so(place: World, enter: Enter):
    kept = visit(place, payer="self")
    answer = enter().get(reverse("claims:claim", args=[kept.id]))
    assert answer.status_code == 422
    assert "không ghi là bảo hiểm y tế trả" in answer.content.decode()
