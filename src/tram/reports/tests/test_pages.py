"""The pages: register and dashboard answer, filters stand in the address, every number leads to its people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tram.kernel.actors import SYSTEM, Role
from tram.reports.tests.world import HERE, NEXT, World, add_visit
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
SINCE = datetime(2025, 7, 1, 1, tzinfo=UTC)
MONTH = "2026-10"
PARTS = ("trend", "comparison", "sparks", "over_time", "equity", "why")


def signed_in(world: World, role: Role, commune: str = HERE, username: str = "hanh") -> Client:
    """A browser in which somebody with that role at that commune's station is signed in."""
    account = open_account(
        by=SYSTEM, at=SINCE, username=username, name="Lò Thị Hạnh", password="ruộng bậc thang 25", commune=commune,
        must_change=False,
    )  # fmt: skip
    above = role in {Role.PROVINCE, Role.ADMINISTRATOR}
    grant_role(
        by=SYSTEM, at=SINCE, account=account.id, role=role, commune="" if above else commune,
        province="12" if role == Role.PROVINCE else "", facility=world.stations[commune], day=date(2025, 7, 1),
    )  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client


@pytest.fixture
def hanh_at_desk(world: World) -> Client:
    """Hạnh's browser."""
    return signed_in(world, Role.NURSE)


@pytest.fixture
def tuan_at_desk(world: World) -> Client:
    """The browser of the nurse next door."""
    return signed_in(world, Role.NURSE, NEXT, "tuan")


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    """The page's text; it must be there."""
    answer = client.get(reverse(f"reports:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def test_the_register_shows_the_visit_and_opens_the_person(world: World, hanh_at_desk: Client) -> None:
    page = text_of(hanh_at_desk, "register", ky="2026-10")
    assert "A1/CSYT" in page
    assert "J00 Viêm mũi họng cấp" in page
    assert reverse("web:person", args=[world.people["mai"]]) in page
    assert "Phương pháp điều trị" in page


def test_somebody_from_elsewhere_opens_as_the_visit(world: World, hanh_at_desk: Client) -> None:
    visit = add_visit(world, "next", "2026-10-21")
    page = text_of(hanh_at_desk, "register", ky="2026-10")
    assert "Hoàng Văn Xa" in page
    assert reverse("web:person", args=[world.people["next"]]) not in page
    address = reverse("encounters:visit", args=[visit])
    assert address in page
    assert hanh_at_desk.get(address).status_code == 200


def test_a_text_that_looks_like_markup_stays_text(world: World, hanh_at_desk: Client) -> None:
    add_visit(world, "lan", "2026-10-20", symptoms="<script>alert(1)</script>")
    page = text_of(hanh_at_desk, "register", ky="2026-10")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_print_has_head_and_signatures(hanh_at_desk: Client) -> None:
    page = text_of(hanh_at_desk, "register_print", ky="2026-10")
    for words in ("BỘ Y TẾ – Lai Châu", "Mẫu A1/CSYT", "Trạm Y tế xã Bình Lư", "tháng 10 năm 2026", "Trưởng trạm y tế"):
        assert words in page


def test_the_spreadsheet_is_sent_as_a_file(hanh_at_desk: Client) -> None:
    answer = hanh_at_desk.get(reverse("reports:register_excel"), {"ky": "2026-10"})
    assert answer["Content-Disposition"] == 'attachment; filename="so-A1-2026-10-01-2026-10-31.xlsx"'
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames == ["A1 CSYT"]


def test_tuan_gets_nothing_by_any_address(world: World, tuan_at_desk: Client) -> None:
    station, lan = str(world.stations[HERE]), "Lò Thị Lan"
    for name, args, query in (
        ("register", (), {"tram": station, "ky": "2026-10"}),
        ("register_print", (), {"tram": station, "ky": "2026-10"}),
        ("register_excel", (), {"tram": station, "ky": "2026-10"}),
        ("indicators", (), {"xa": HERE, "ky": MONTH}),
        ("people", ("ct25-insured",), {"xa": HERE, "ky": MONTH}),
        ("worklist", ("ct25-insured",), {"xa": HERE, "ky": MONTH}),
        *((part, (), {"xa": HERE, "ky": MONTH, "chi_tieu": "ct25-insured"}) for part in PARTS),
    ):
        answer = tuan_at_desk.get(reverse(f"reports:{name}", args=args), query)
        assert answer.status_code == 404, name
        assert lan not in answer.content.decode()
    assert lan not in text_of(tuan_at_desk, "people", "ct25-insured", ky=MONTH, phia="all")


def test_nobody_gets_nothing_before_signing_in(world: World, client: Client) -> None:
    for name in ("register", "indicators"):
        answer = client.get(reverse(f"reports:{name}"))
        assert answer.status_code in (302, 403)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("register", {"ky": "tháng mười"}),
        ("register", {"ky": "2027-05"}),
        ("indicators", {"ky": "32/13/2026"}),
        ("indicators", {"nhom": "chi-thi", "chi_tieu": "x"}),
        ("trend", {"chi_tieu": "x"}),
        ("register", {"tram": "x"}),
    ],
)
def test_an_address_that_cannot_be_read_gets_a_sentence(hanh_at_desk: Client, name: str, query: dict[str, str]) -> None:
    answer = hanh_at_desk.get(reverse(f"reports:{name}"), query)
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.content.decode()


def test_the_pages_speak_english_where_it_is_wished(hanh_at_desk: Client) -> None:
    with translation.override("vi"):  # the request's language must not outlive this test
        answer = hanh_at_desk.get(
            reverse("reports:indicators"), {"ky": MONTH, "nhom": "chi-thi"}, headers={"accept-language": "en"}
        )
    assert "Residents with health insurance" in answer.content.decode()
