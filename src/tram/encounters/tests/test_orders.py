"""Orders on the visit form: what is picked and typed becomes drugs, services with results and supplies."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tram.encounters import api
from tram.encounters.inputs import AllergyInput
from tram.encounters.models import PrescriptionLine, Visit
from tram.encounters.tests.conftest import AT, HERE
from tram.encounters.tests.test_pages import filled, new
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.supply.api import IndicatorInput, ItemInput, record_items

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
LISTED = date(2025, 7, 1)


@pytest.fixture
def listed(db: None) -> dict[str, UUID]:
    """The catalogue of the station: two drugs, a herb, a test, an image, a procedure and a supply."""
    rows = [
        ItemInput("drug", "40.48", "Paracetamol 500mg", "viên", Decimal(350), ingredient="Paracetamol",
                  usual_dose="1x3x5", route="1.01", strength="500mg"),
        ItemInput("drug", "40.155", "Amoxicilin 500mg", "viên", Decimal(900), ingredient="Amoxicilin"),
        ItemInput("herb", "05V.1", "Cam thảo", "g", Decimal(200)),
        ItemInput("service", "23.75", "Định lượng Glucose", "lần", Decimal(22400), group="1",
                  indicators=(IndicatorInput("Glucose", "15074-8", "mmol/L"),)),
        ItemInput("service", "18.15", "Siêu âm ổ bụng", "lần", Decimal(49300), group="2"),
        ItemInput("service", "03.3826", "Thay băng", "lần", Decimal(30000), group="8"),
        ItemInput("supply", "N03.01", "Bơm tiêm 5 ml", "cái", Decimal(1000)),
    ]  # fmt: skip
    names = ("para", "amox", "herb", "glucose", "image", "dressing", "syringe")
    return dict(zip(names, record_items(by=SYSTEM, at=AT, commune=HERE, day=LISTED, rows=rows), strict=True))


def ordered(listed: dict[str, UUID], **rows: dict[str, str]) -> dict[str, Any]:
    """The fields of rows, ``para={"dose": "2x2x5"}``."""
    typed: dict[str, Any] = {"order": [str(key) for key, _name in enumerate(rows, start=1)], "dispensed": "1"}
    for key, (name, fields) in enumerate(rows.items(), start=1):
        typed |= {f"o{key}_item": str(listed[name])} | {f"o{key}_{one}": text for one, text in fields.items()}
    return typed


def saved() -> api.VisitView:
    visit = api.find_visit(Visit.objects.exclude(status="superseded").get().id)
    assert visit is not None
    return visit


def test_two_drugs_and_a_test_become_parts_of_the_visit(desk: Client, lan, listed) -> None:
    rows = ordered(listed, para={"dose": "2x2x5"}, amox={"dose": "1x3"}, glucose={"r0": "7,2"})
    answer = desk.post(new(lan), filled(**rows))
    assert answer.status_code == 302
    visit = saved()
    assert [(line.text, line.quantity, line.dosage) for line in visit.lines] == [
        ("Paracetamol 500mg", Decimal(20), "2 viên × 2 lần/ngày × 5 ngày"),
        ("Amoxicilin 500mg", Decimal(15), "1 viên × 3 lần/ngày × 5 ngày"),
    ]
    assert all(line.dispensed_at for line in visit.lines)
    assert (visit.lines[0].code, visit.lines[0].system, visit.lines[0].route) == ("40.48", api.DRUG, "1.01")
    [test] = visit.procedures
    [result] = [each for each in visit.observations if each.procedure == test.id]
    assert (result.number, result.unit, result.code) == (Decimal("7.2"), "mmol/L", "15074-8")
    assert test.ordered_at is not None
    assert test.ended_at is not None
    page = desk.get(answer["Location"]).content.decode()
    for told in ("Paracetamol 500mg × 20 viên: 2 viên × 2 lần/ngày × 5 ngày", "Glucose: 7,2 mmol/L"):
        assert told in page


def test_herbs_an_image_a_procedure_and_a_supply(desk: Client, lan, listed) -> None:
    rows = ordered(
        listed,
        herb={"dose": "12x7"},
        image={"look": "Gan đều", "end": "Bình thường"},
        dressing={},
        syringe={"quantity": "2"},
    )
    assert desk.post(new(lan), filled(**rows)).status_code == 302
    visit = saved()
    [herb] = visit.lines
    assert (herb.quantity, herb.per_time, herb.doses, herb.days) == (Decimal(84), Decimal(12), 1, 7)
    done = {each.display: each for each in visit.procedures}
    assert done["Siêu âm ổ bụng"].conclusion == "Bình thường"
    assert done["Thay băng"].at is not None
    assert [(each.display, each.quantity, each.unit) for each in visit.supplies] == [
        ("Bơm tiêm 5 ml", Decimal(2), "cái")
    ]


def test_a_test_without_a_result_waits_for_it(desk: Client, lan, listed) -> None:
    answer = desk.post(new(lan), filled(**ordered(listed, glucose={})))
    [test] = saved().procedures
    assert (test.at, test.ended_at) == (None, None)
    assert "chờ kết quả" in desk.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"dose": "hai viên"}, "gõ liều như 2x2x5"), ({"dose": ""}, "gõ liều như 2x2x5"), ({"dose": "1x2"}, "gõ liều như"),
     ({"dose": "2x2x5", "quantity": "nhiều"}, "phải là một số lớn hơn 0"),
     ({"quantity": "0"}, "phải là một số lớn hơn 0"),
     ({"quantity": "999999"}, "phải là một số lớn hơn 0")],
)  # fmt: skip
def test_a_dose_that_cannot_be_read_is_asked_for_and_nothing_is_lost(desk: Client, lan, listed, fields, told) -> None:
    answer = desk.post(new(lan), filled(**ordered(listed, amox=fields, para={"dose": "2x2x5", "note": "sau ăn"})))
    page = answer.content.decode()
    assert (answer.status_code, Visit.objects.count()) == (422, 0)
    assert told in page
    assert "sau ăn" in page
    assert "2x2x5" in page


def test_words_with_a_quantity_are_a_dose_too(desk: Client, lan, listed) -> None:
    desk.post(new(lan), filled(**ordered(listed, para={"dose": "khi sốt trên 38,5", "quantity": "10"})))
    [line] = saved().lines
    assert (line.dosage, line.quantity, line.per_time) == ("khi sốt trên 38,5", Decimal(10), None)


def test_an_allergy_to_the_drug_asks_once(desk: Client, lan, listed) -> None:
    api.record_allergy(by=SYSTEM, at=AT, person=lan.id, allergy=AllergyInput("Amoxicilin"))
    form = filled(**ordered(listed, amox={"dose": "1x3x5"}))
    page = desk.post(new(lan), form).content.decode()
    assert "dị ứng Amoxicilin" in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    assert desk.post(new(lan), form | {"seen": seen[1]}).status_code == 302


def test_an_amendment_keeps_who_when_and_results_and_drops_what_was_removed(desk: Client, lan, listed) -> None:
    desk.post(
        new(lan), filled(**ordered(listed, para={"dose": "2x2x5"}, glucose={"r0": "7,2"}, syringe={"quantity": "2"}))
    )
    first = saved()
    page = desk.get(reverse("encounters:visit_amend", args=[first.id])).content.decode()
    assert 'value="2x2x5"' in page
    assert 'value="7,2"' in page
    typed = api.typed_of(first)
    rows = {**typed, "order": ["1", "2"], "change_reason": "sửa liều", "o1_dose": "1x2x5", "save": "done"}
    answer = desk.post(reverse("encounters:visit_amend", args=[first.id]), rows)
    assert answer.status_code == 302, answer.content.decode()
    second = saved()
    assert second.supersedes == first.id
    assert [line.quantity for line in second.lines] == [Decimal(10)]
    assert second.lines[0].dispensed_at == first.lines[0].dispensed_at
    assert second.procedures[0].ordered_at == first.procedures[0].ordered_at
    [result] = [each for each in second.observations if each.procedure == second.procedures[0].id]
    assert result.number == Decimal("7.2")
    assert second.supplies == ()


def test_drugs_that_were_not_handed_out_are_on_the_page_of_the_visit(
    desk: Client, next_door: Client, lan, listed
) -> None:
    rows = {key: value for key, value in ordered(listed, para={"dose": "2x2x5"}).items() if key != "dispensed"}
    answer = desk.post(new(lan), filled(**rows))
    assert PrescriptionLine.objects.get().dispensed_at is None
    assert "1 thuốc chưa phát" in desk.get(answer["Location"]).content.decode()
    address = reverse("encounters:visit_dispense", args=[saved().id])
    assert next_door.post(address).status_code in (403, 404)
    assert desk.post(address).status_code == 302
    assert PrescriptionLine.objects.get().dispensed_at is not None
    assert desk.post(address).status_code == 409


def test_a_visit_that_waits_has_handed_out_nothing_and_closing_does(desk: Client, lan, listed) -> None:
    desk.post(new(lan), filled(**ordered(listed, para={"dose": "2x2x5"}), save="wait"))
    begun = saved()
    assert begun.status == "in-progress"
    assert begun.lines[0].dispensed_at is None
    typed = {**api.typed_of(begun), "order": "1", "dispensed": "1", "save": "done"}
    assert desk.post(reverse("encounters:visit_continue", args=[begun.id]), typed).status_code == 302
    [line] = saved().lines
    assert line.dispensed_at is not None


def test_the_search_finds_by_a_few_letters_and_only_for_the_station(desk: Client, next_door: Client, listed) -> None:
    address = reverse("encounters:order_search")
    [found] = desk.get(address, {"q": "par"}).json()["results"]
    assert (found["text"], found["note"]) == ("Paracetamol 500mg", "350 đ/viên")
    assert next_door.get(address, {"q": "par"}).json()["results"] == []
    row = reverse("encounters:order_row", args=[listed["para"]])
    assert 'value="1x3x5"' in desk.get(row, {"key": "3"}).content.decode()
    assert next_door.get(row).status_code == 404


def test_a_dose_is_said_as_it_is_typed(desk: Client, listed) -> None:
    address = reverse("encounters:order_dose", args=[listed["para"]])
    said = desk.get(address, {"dose": "2x2x5"}).json()
    assert said == {"quantity": "20", "said": "2 viên × 2 lần/ngày × 5 ngày = 20 viên · 7.000 đ", "days": "5"}
    assert desk.get(address, {"dose": "2x2", "days": "3"}).json()["quantity"] == "12"
    assert "Gõ liều" in desk.get(address, {"dose": "2x"}).json()["said"]
    for odd in ("²", "9" * 5000, "-1", "x"):
        assert desk.get(address, {"dose": "2x2", "days": odd}).json()["quantity"] == ""


def test_the_last_prescription_is_offered_whole(desk: Client, lan, listed) -> None:
    desk.post(new(lan), filled(**ordered(listed, para={"dose": "2x2x5"}), prescription="Men tiêu hoá: 2 gói"))
    page = desk.get(new(lan)).content.decode()
    offered = page[page.index("<template data-again>") : page.index("</template>")]
    assert "Paracetamol" in offered
    assert 'value="2x2x5"' in offered
    assert re.search(r'id="last-lines"[^>]*>"Men ti[^"]*2 g[^"]*"', page)


def test_a_referral_and_a_stay_are_written_down(desk: Client, lan) -> None:
    desk.post(new(lan), filled(outcome="referred", referred_to="12001", referred_from="12345", referral_number="7/GCT"))
    visit = saved()
    assert (visit.referred_to, visit.referral_reason) == ("12001", "1")
    assert (visit.referred_from, visit.referral_number) == ("12345", "7/GCT")
    page = desk.get(new(lan)).content.decode()
    assert 'data-usual="12001"' in page


def test_somebody_kept_at_the_station_stays_since_the_visit(desk: Client, lan) -> None:
    day = today_vn(now()) - timedelta(days=2)
    form = filled(seen_on=f"{day:%d/%m/%Y}", seen_at="8:00", outcome="admitted", follow_up_on="")
    late = {"left_on": f"{day + timedelta(days=1):%d/%m/%Y}", "left_at": "9h30"}
    assert desk.post(new(lan), form | late).status_code == 302
    visit = saved()
    assert visit.stay_from == visit.started_at
    assert visit.ended_at is not None
    assert visit.ended_at - visit.started_at == timedelta(hours=25, minutes=30)


def test_a_stay_goes_on_over_days_and_its_times_stay_exact(desk: Client, hanh, lan, listed) -> None:
    begun_at = (now() - timedelta(days=3)).replace(second=17)
    kept: Any = {"stay_from": begun_at, "status": "in-progress", "outcome": "admitted"}
    begun = api.record_visit(by=hanh, at=begun_at, person=lan.id, **kept)
    typed = api.typed_of(begun) | {"save": "done", "outcome": "home", **ordered(listed, para={"dose": "2x2x5"})}
    assert desk.post(reverse("encounters:visit_continue", args=[begun.id]), typed).status_code == 302
    visit = saved()
    assert visit.stay_from == begun.stay_from == begun.started_at
    assert visit.ended_at is not None
    assert visit.ended_at - begun_at >= timedelta(days=2)
    assert visit.lines[0].dispensed_at == visit.ended_at
    again = api.typed_of(visit) | {"order": "1", "change_reason": "thêm lời dặn", "advice": "Nghỉ ngơi"}
    assert desk.post(reverse("encounters:visit_amend", args=[visit.id]), again).status_code == 302
    assert (saved().stay_from, saved().ended_at) == (visit.stay_from, visit.ended_at)


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"referred_to": "12"}, "gồm 5 chữ số"), ({"stay_at": "25h"}, "Giờ viết như"),
     ({"left_on": "01/01/2090"}, "ở tương lai"),
     ({"stay_at": "10:00", "seen_at": "8:00", "left_at": "9:00", "seen_on": "02/11/2026"}, "phải sau ngày giờ vào")],
)  # fmt: skip
def test_what_cannot_be_of_a_stay_or_referral_is_said(desk: Client, lan, typed, told) -> None:
    answer = desk.post(new(lan), filled(**{"follow_up_on": "", **typed}))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_draft_is_the_visit_that_would_be_saved_and_writes_nothing(hanh, lan, listed) -> None:
    data = QueryDict(mutable=True)
    rows = ordered(listed, para={"dose": "2x2x5"}, amox={"dose": "2x"})
    for name, value in {**filled(), **rows}.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    draft = api.draft_visit(hanh, lan.id, data, now())
    assert [line.text for line in draft.lines] == ["Paracetamol 500mg"]
    assert Visit.objects.count() == 0
