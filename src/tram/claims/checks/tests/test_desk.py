"""At the desk: a visit, saved or still open, is checked beside the person's other visits; the pane says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tram.claims.build import claim_of, claims_of
from tram.claims.build.tests.world import AT, tablets, visit, world
from tram.claims.checks.desk import LEFT_OUT, check_claims, check_draft, check_visit
from tram.claims.pages.build.words import state_names
from tram.encounters.api import LineInput, amend_visit
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.models import ReadEntry
from tram.kernel.refusals import Refusal
from tram.people.api import NewCover
from tram.people.tests.support import HERE, NEXT_DOOR, register
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
LATER = AT + timedelta(days=1)


@pytest.fixture
def place():
    return world()


def rules(checked):
    return {one.rule for one in checked.findings}


def dosed(place, **more):
    return tablets(place, dosage="1 viên/lần * 2 lần/ngày * 5 ngày", **more)


def test_a_visit_as_it_should_be_has_nothing_but_reminders(place):
    seen = visit(place, prescription=[dosed(place)])
    checked = check_visit(place.nurse, seen.id, LATER)
    assert rules(checked) == {"card.waiting", "citizen.adult"}
    assert checked.errors == 0


def test_an_insured_visit_without_a_card_in_force_is_not_sent_for_nothing(place):
    other = register("Vàng A Páo", birth="12/03/1966", sex="male", ethnicity="03")
    seen = visit(replace(place, lan=other), prescription=[dosed(place)])
    checked = check_visit(place.nurse, seen.id, LATER)
    assert "card.none" in rules(checked)
    assert checked.errors


def test_a_drug_that_is_in_no_catalogue_is_told_as_left_out(place):
    seen = visit(place, prescription=[dosed(place), LineInput("Thuốc lạ")])
    assert LEFT_OUT in rules(check_visit(place.nurse, seen.id, LATER))


def test_the_same_drug_the_same_day_is_found_in_the_later_visit_only(place):
    first = visit(place, prescription=[dosed(place)])
    second = visit(
        place, prescription=[dosed(place)], started_at=AT + timedelta(hours=3), ended_at=AT + timedelta(hours=4)
    )
    assert "across.drug_same_day" not in rules(check_visit(place.nurse, first.id, LATER))
    assert "across.drug_same_day" in rules(check_visit(place.nurse, second.id, LATER))


def test_a_drug_given_again_before_it_ran_out_is_a_warning(place):
    days = timedelta(days=30)
    visit(place, prescription=[dosed(place, days=30)], started_at=AT - days / 2, ended_at=AT - days / 2)
    now = visit(place, prescription=[dosed(place)])
    (found,) = [one for one in check_visit(place.nurse, now.id, LATER).findings if one.rule == "across.drug_left"]
    assert found.severity == "warning"


def stay(place, start, hours=24):
    end = start + timedelta(hours=hours)
    return visit(place, started_at=start, stay_from=start, ended_at=end)


def test_two_people_who_stay_at_one_time_are_told_of_when_they_lie_in_one_bed(place):
    first = stay(place, AT - timedelta(days=3))
    other = register("Vàng A Páo", birth="12/03/1966", sex="male", ethnicity="03", cover=NewCover("DT2120123456780"))
    place = replace(place, lan=other)
    second = stay(place, AT - timedelta(days=2, hours=12))
    one, two = claims_of([first.id, second.id])
    bed = {row["MA_GIUONG"] for row in one.tables["XML3"]} - {""}
    same = tuple({**row, "MA_GIUONG": max(bed)} for row in two.tables["XML3"])
    two = replace(two, tables={**two.tables, "XML3": same})
    checked = check_claims([two, one], LATER)
    assert ["across.bed" in rules(each) for each in checked] == [True, False]


def test_one_person_does_not_stay_twice_at_one_time(place):
    stay(place, AT - timedelta(days=3))
    second = stay(place, AT - timedelta(days=2, hours=12))
    assert "across.stay" in rules(check_visit(place.nurse, second.id, LATER))


def test_an_amended_visit_is_no_neighbour_of_itself(place):
    seen = visit(place, prescription=[dosed(place)])
    newest = amend_visit(
        by=place.nurse, at=LATER, visit=seen.id, change_reason="Gõ nhầm", started_at=AT, ended_at=AT.replace(minute=59),
        prescription=[dosed(place)], payer="bhyt", examiner=place.doctor, facility=place.station,
    )  # fmt: skip
    assert not [rule for rule in rules(check_visit(place.nurse, newest.id, LATER)) if rule.startswith("across.")]


def test_an_open_form_over_a_saved_visit_is_no_neighbour_of_it(place):
    seen = visit(place, prescription=[dosed(place)])
    draft = replace(seen, id=uuid7())
    assert "across.drug_same_day" in rules(check_draft(place.nurse, draft, LATER))
    assert "across.drug_same_day" not in rules(check_draft(place.nurse, draft, LATER, instead_of=seen.id))


def test_checking_a_draft_writes_nothing(place):
    seen = visit(place, prescription=[dosed(place)])
    before = Visit.objects.count()
    check_draft(place.nurse, seen, LATER)
    assert Visit.objects.count() == before


def test_many_claims_are_checked_with_as_many_questions_as_few(place, django_assert_max_num_queries):
    ids = [visit(place, prescription=[dosed(place)], started_at=AT - timedelta(days=n)).id for n in range(8)]
    claims = list(claims_of(ids))
    with django_assert_max_num_queries(60):
        assert len(check_claims(claims, LATER)) == 8
    assert check_claims([], LATER) == []


def test_who_may_not_see_the_visit_is_told_that_there_is_none(place):
    seen = visit(place, prescription=[dosed(place)])
    tuan = Actor(uuid7(), "Tuấn", frozenset({Role.NURSE}), frozenset({NEXT_DOOR}), commune=NEXT_DOOR)
    with pytest.raises(Refusal) as refused:
        check_visit(tuan, seen.id, LATER)
    assert refused.value.status == 404
    with pytest.raises(Refusal) as refused:
        check_draft(tuan, seen, LATER)
    assert refused.value.status == 404


@pytest.fixture
def enter(monkeypatch):
    monkeypatch.setattr("tram.web.middleware.now", lambda: LATER)

    def as_(commune=HERE):
        account = open_account(
            by=SYSTEM, at=AT, username=f"nurse{commune}", name="Hạnh", password=SECRET, must_change=False
        )
        grant_role(by=SYSTEM, at=AT, account=account.id, role="nurse", day=date(2025, 7, 1), commune=commune)
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


def test_the_pane_tells_amounts_and_what_to_do_and_notes_the_read(place, enter):
    seen = visit(place, prescription=[dosed(place), LineInput("Thuốc lạ")])
    answer = enter().get(reverse("claims:check_visit", args=[seen.id]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "«Thuốc lạ» không chọn từ danh mục" in text
    assert "39.705 đ" in text  # 36.500 for the examination, ten tablets at 320,5
    assert ReadEntry.objects.filter(why="claim.check", person=place.lan).count() == 1


def test_a_program_gets_the_findings_as_json(place, enter):
    seen = visit(place, prescription=[dosed(place)])
    answer = enter().get(reverse("claims:check_visit", args=[seen.id]), headers={"accept": "application/json"})
    told = answer.json()
    assert (told["errors"], told["fund"]) == (0, "39705.00")
    assert [one["rule"] for one in told["findings"]] == ["card.waiting", "citizen.adult"]


def test_a_visit_that_is_not_insured_has_no_pane(place, enter):
    seen = visit(place, payer="self")
    assert enter().get(reverse("claims:check_visit", args=[seen.id])).status_code == 204


def test_the_next_station_sees_nothing(place, enter):
    seen = visit(place, prescription=[dosed(place)])
    client = enter(NEXT_DOOR)
    assert client.get(reverse("claims:check_visit", args=[seen.id])).status_code == 404
    assert client.post(reverse("claims:check_draft", args=[place.lan])).status_code == 404
    assert client.get(reverse("claims:check_visit", args=[uuid4()])).status_code == 404


def test_an_open_form_is_checked_as_it_stands(place, enter):
    typed = {"payer": "bhyt", "main": "I10", "weight": "52,5", "reason": "Đau đầu", "kind": "AMB"}
    answer = enter().post(reverse("claims:check_draft", args=[place.lan]), typed)
    assert answer.status_code == 200
    assert "36.500 đ" in answer.content.decode()
    assert not Visit.objects.exists()


def test_an_open_form_without_insurance_has_no_pane(place, enter):
    typed = {"payer": "self", "main": "I10"}
    assert enter().post(reverse("claims:check_draft", args=[place.lan]), typed).status_code == 204


def test_the_claim_the_pane_speaks_of_is_the_one_that_would_go_out(place):
    seen = visit(place, prescription=[dosed(place)])
    assert check_visit(place.nurse, seen.id, LATER).claim.tables == claim_of(seen.id, LATER).tables


def test_an_empty_field_is_told_by_what_to_do_and_once(place, enter):
    typed = {"payer": "bhyt", "reason": "Đau đầu", "kind": "AMB"}
    text = enter().post(reverse("claims:check_draft", args=[place.lan]), typed).content.decode()
    assert text.count("Chưa có bệnh chính: chọn một bệnh.") == 1
    assert "Chưa có cân nặng" in text
    assert "MA_BENH_CHINH" not in text
    assert "CHAN_DOAN" not in text


def test_a_saved_visit_shows_how_its_claim_stands_and_leads_to_it(place, enter):
    seen = visit(place, prescription=[dosed(place)])
    text = enter().get(reverse("claims:check_visit", args=[seen.id])).content.decode()
    assert state_names()["open"] in text
    assert reverse("claims:claim", args=[seen.id]) in text
