"""The pages of the catalogue: found by a few letters, priced, changed, ended, brought from a file, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tram.kernel.actors import SYSTEM
from tram.people.tests.support import HERE, NEXT_DOOR, law
from tram.places.reads.law import forget
from tram.supply import api
from tram.supply.api import IndicatorInput, ItemInput
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.django_db
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
DAY = date(2026, 1, 1)
PARA = ItemInput("drug", "40.48", "Paracetamol 500mg", "viên", Decimal("280.5"), registration="VD-1-18")
SUGAR = ItemInput(
    "service", "23.0075.1494", "Định lượng Glucose", "lần", Decimal(22400),
    indicators=(IndicatorInput("Glucose", "15074-8", "mmol/L"),),
)  # fmt: skip
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _here(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("tram.web.middleware.now", lambda: AT)
    settings.HOME = tmp_path
    law()
    yield
    forget()


@pytest.fixture
def enter() -> Enter:
    def as_(role: str = "station_head", commune: str = HERE) -> Client:
        account = open_account(
            by=SYSTEM, at=AT, username=f"{role}{commune}", name="Hạnh", password=SECRET, must_change=False
        )
        grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=date(2025, 7, 1), commune=commune)
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


@pytest.fixture
def listed() -> tuple[UUID, ...]:
    return api.record_items(by=SYSTEM, at=AT, commune=HERE, day=DAY, rows=[PARA, SUGAR])


def typed(**more: str) -> dict[str, str]:
    return {"code": "40.1", "name": "Thuốc mới", "unit": "viên", "price": "1.500", "fund_rate": "100",
            "day": "22/11/2026"} | more  # fmt: skip


@pytest.mark.usefixtures("listed")
def test_the_list_is_found_by_kind_and_by_a_few_letters(enter: Enter) -> None:
    nurse = enter("nurse")
    page = nurse.get(reverse("supply:items")).content.decode()
    assert all(text in page for text in (PARA.name, SUGAR.name, "280,5 đ", "22.400 đ"))
    found = nurse.get(reverse("supply:items"), {"q": "parac", "loai": "drug"}).content.decode()
    assert (PARA.name in found, SUGAR.name in found) == (True, False)
    assert PARA.name not in nurse.get(reverse("supply:items"), {"loai": "service"}).content.decode()
    assert reverse("supply:import") not in page


def test_an_item_shows_its_prices_over_time(enter: Enter, listed: tuple[UUID, ...]) -> None:
    dearer = ItemInput("drug", "40.48", PARA.name, "viên", Decimal(300), registration="VD-1-18")
    api.record_items(by=SYSTEM, at=AT, commune=HERE, day=date(2026, 12, 1), rows=[dearer])
    page = enter("nurse").get(reverse("supply:item", args=[listed[0]])).content.decode()
    assert all(text in page for text in ("280,5 đ", "300 đ", "đang áp dụng", "sắp áp dụng", "VD-1-18", "30/11/2026"))
    assert reverse("supply:item_change", args=[listed[0]]) not in page


def test_a_head_of_station_adds_changes_and_ends_an_item(enter: Enter, listed: tuple[UUID, ...]) -> None:
    head = enter()
    add = reverse("supply:item_add", args=["drug"])
    assert head.get(add).status_code == 200
    assert head.post(add, typed(usual_dose="1x2x5")).status_code == 302
    new = {one.name: one for one in api.catalogue(SYSTEM, HERE, date(2026, 11, 22))}["Thuốc mới"]
    found = api.price_on(new.id, date(2026, 11, 22))
    assert (found and found.price, new.usual_dose) == (Decimal(1500), "1x2x5")
    change = reverse("supply:item_change", args=[listed[1]])
    form = head.get(change).content.decode()
    assert ("Glucose; 15074-8; mmol/L" in form, form.count('value="22400"')) == (True, 1)
    told = typed(unit="lần", price="23000", indicators="Glucose; 15074-8; mg/dL")
    assert head.post(change, told).status_code == 302
    changed = api.items([listed[1]])[listed[1]]
    assert (changed.name, changed.indicators[0].unit) == (SUGAR.name, "mg/dL")
    assert head.post(reverse("supply:item_end", args=[listed[0]]), {"day": "22/11/2026"}).status_code == 302
    assert PARA.name not in {one.name for one in api.find_items(SYSTEM, HERE, date(2026, 11, 22), "")}
    assert reverse("supply:item", args=[listed[0]]) not in head.get(reverse("supply:items")).content.decode()


def test_a_price_that_cannot_be_comes_back_with_its_sentence(enter: Enter, listed: tuple[UUID, ...]) -> None:
    head = enter()
    answer = head.post(reverse("supply:item_add", args=["drug"]), typed(price="rẻ"))
    assert (answer.status_code, "Hãy ghi giá bằng số" in answer.content.decode()) == (422, True)
    early = head.post(reverse("supply:item_change", args=[listed[0]]), typed(day="01/01/2025"))
    assert (early.status_code, "Đã có giá áp dụng từ 01/01/2026" in early.content.decode()) == (422, True)


def test_a_file_is_taken_and_what_is_not_comes_back_as_excel(enter: Enter) -> None:
    head = enter()
    data = "MA_THUOC;TEN_THUOC;DON_VI_TINH;DON_GIA\n40.48;Paracetamol;viên;280\n40.49;Hỏng;viên;x".encode()
    told = {"file": SimpleUploadedFile("gia.csv", data), "day": "01/11/2026", "kind": ""}
    page = head.post(reverse("supply:import"), told).content.decode()
    assert "«x» không đọc được chắc chắn" in page
    link = re.search(r'href="(/danh-muc/nhap/[0-9a-f-]+/\?xa=\d+)"', page)
    assert link is not None
    given_back = head.get(link[1])
    assert b"".join(given_back).startswith(b"PK")
    assert [one.name for one in api.catalogue(SYSTEM, HERE, date(2026, 11, 2))] == ["Paracetamol"]
    next_door = enter(commune=NEXT_DOOR)
    assert next_door.get(link[1]).status_code == 404
    assert next_door.get(link[1].split("?")[0]).status_code == 404
    assert head.get(reverse("supply:import_refused", args=[uuid4()])).status_code == 404


def test_a_file_that_is_no_list_is_refused_at_its_field(enter: Enter) -> None:
    told = {"file": SimpleUploadedFile("a.csv", b"x;y\n1;2"), "day": "01/11/2026", "kind": ""}
    answer = enter().post(reverse("supply:import"), told)
    assert (answer.status_code, "mã, tên, đơn giá" in answer.content.decode()) == (422, True)


def test_somebody_next_door_sees_nothing_and_a_nurse_changes_nothing(enter: Enter, listed: tuple[UUID, ...]) -> None:
    tuan, nurse = enter(commune=NEXT_DOOR), enter("nurse")
    assert PARA.name not in tuan.get(reverse("supply:items")).content.decode()
    assert tuan.get(reverse("supply:items"), {"xa": HERE}).status_code == 404
    for name in ("item", "item_change", "item_end"):
        address = reverse(f"supply:{name}", args=[listed[0]])
        assert tuan.get(address).status_code == 404
        assert tuan.post(address, typed()).status_code in {404, 405}
        if name != "item":
            assert nurse.post(address, typed()).status_code == 403
    assert tuan.get(reverse("supply:item", args=[uuid4()])).status_code == 404
    for address in (reverse("supply:import"), reverse("supply:item_add", args=["drug"])):
        assert nurse.get(address).status_code == 403
    assert enter().get(reverse("supply:item_add", args=["xx"])).status_code == 404
