"""The record read back: timeline, latest values, lists of the station; and who may not see it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tram.encounters import api
from tram.encounters.models import Observation
from tram.encounters.tests.conftest import AT, HERE, actor, add_person
from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
DAY = today_vn(AT)


def record(by, person, days_ago=0, **content):
    at = AT - timedelta(days=days_ago)
    return api.record_checked_visit(by=by, at=at, person=person.id, commune=HERE, started_at=at, **content)


def note_alone(person, days_ago, code="29463-7"):
    at = AT - timedelta(days=days_ago)
    with facts.deed("record.received", by=SYSTEM, at=AT, place=HERE, person=person.id) as fact:
        return fact.add(
            Observation(person=person, commune=HERE, day=today_vn(at), at=at, system=api.LOINC, code=code, number=55)
        )


def test_the_timeline_is_read_page_by_page_without_gap_or_double(hanh, lan):
    whole = [record(hanh, lan, days_ago=days // 3).id for days in range(20)]
    alone = [note_alone(lan, days).id for days in range(5)]
    found, before, pages = [], "", 0
    while True:
        page = api.person_timeline(hanh, lan.id, before=before, limit=4)
        found += [(entry.day, entry.item.id) for entry in page.entries]
        before, pages = page.before, pages + 1
        if not before:
            break
    assert pages == 7
    assert sorted(row for _, row in found) == sorted(whole + alone)
    assert found == sorted(found, key=lambda each: (each[0], each[1].bytes), reverse=True)


def test_a_page_of_the_timeline_asks_the_same_however_long_the_record(hanh, lan, django_assert_max_num_queries):
    for days in range(12):
        record(hanh, lan, days, vitals={"8480-6": Decimal(150)}, diagnoses=[api.DiagnosisInput("I10")])
    with django_assert_max_num_queries(16):
        page = api.person_timeline(hanh, lan.id, limit=10)
    assert [entry.kind for entry in page.entries] == ["visit"] * 10
    first = page.entries[0].item
    assert isinstance(first, api.VisitView)
    assert first.diagnoses[0].code == "I10"


@pytest.mark.parametrize("before", ["x", "2026-13-40_00", "2026-01-01_zz", "_"])
def test_a_mistyped_place_in_the_timeline_starts_at_the_top(hanh, lan, before):
    record(hanh, lan)
    assert len(api.person_timeline(hanh, lan.id, before=before).entries) == 1


def test_the_last_value_of_each_vital_sign(hanh, lan):
    record(hanh, lan, 30, vitals={"8480-6": Decimal(170), "29463-7": Decimal(55)})
    record(hanh, lan, 1, vitals={"8480-6": Decimal(150)})
    last = api.last_vitals(hanh, lan.id)
    assert {code: each.number for code, each in last.items()} == {"8480-6": 150, "29463-7": 55}


def test_known_conditions_are_what_is_followed_or_came_twice(hanh, lan):
    api.record_problem(by=hanh, at=AT, person=lan.id, problem=api.DiagnosisInput("E11.9"))
    for days in (1, 40):
        record(hanh, lan, days, diagnoses=[api.DiagnosisInput("I10", display="Tăng huyết áp")])
    record(hanh, lan, 3, diagnoses=[api.DiagnosisInput("J00", display="Viêm mũi họng cấp")])
    assert [(each.code, each.followed, each.days) for each in api.known_conditions(hanh, lan.id)] == [
        ("E11.9", True, 1),
        ("I10", False, 2),
    ]


def test_follow_ups_due_are_those_who_have_not_come_since(hanh, lan):
    ba = add_person("Lò Văn Ba", sex="male")
    record(hanh, lan, 40, follow_up_on=DAY, diagnoses=[api.DiagnosisInput("I10", display="Tăng huyết áp")])
    record(hanh, ba, 40, follow_up_on=DAY)
    record(hanh, ba, 5)
    due = api.follow_ups_due(hanh, HERE, DAY - timedelta(days=7), DAY)
    assert [(each.person, each.follow_up_on, each.code) for each in due] == [(lan.id, DAY, "I10")]


def test_the_visits_of_a_day_with_their_main_diagnosis(hanh, lan):
    record(
        hanh, lan, diagnoses=[api.DiagnosisInput("J00", display="Cảm"), api.DiagnosisInput("I10", role="accompanying")]
    )
    record(hanh, lan, 1)
    assert [(each.code, each.display) for each in api.visits_on(hanh, HERE, DAY)] == [("J00", "Cảm")]
    assert [each.day for each in api.visits_between(HERE, date(2026, 1, 1), DAY)] == [DAY - timedelta(days=1), DAY]


def test_allergies_and_documents_are_kept(hanh, lan):
    api.record_allergy(by=hanh, at=AT, person=lan.id, allergy=api.AllergyInput("Penicillin", reaction="Mày đay"))
    assert [each.display for each in api.allergies(hanh, lan.id)] == ["Penicillin"]
    api.record_document(by=hanh, at=AT, person=lan.id, document=api.DocumentInput("Giấy ra viện", text="…"))
    assert [entry.kind for entry in api.person_timeline(hanh, lan.id).entries] == ["document"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda who, person, **_: api.person_timeline(who, person),
        lambda who, visit, **_: api.visit_view(who, visit),
        lambda who, visit, **_: api.visit_history(who, visit),
        lambda who, person, **_: api.last_vitals(who, person),
        lambda who, person, **_: api.known_conditions(who, person),
        lambda who, person, **_: api.allergies(who, person),
        lambda who, person, **_: api.last_visit(who, person),
        lambda who, **_: api.visits_on(who, HERE, DAY),
        lambda who, **_: api.waiting(who, HERE, DAY),
        lambda who, **_: api.follow_ups_due(who, HERE, DAY, DAY),
        lambda who, person, **_: api.record_visit(by=who, at=AT, person=person),
        lambda who, visit, **_: api.amend_visit(by=who, at=AT, visit=visit, change_reason="x"),
        lambda who, visit, **_: api.cancel_visit(by=who, at=AT, visit=visit, cancel_reason="x"),
        lambda who, visit, **_: api.close_visit(by=who, at=AT, visit=visit),
        lambda who, person, **_: api.record_problem(by=who, at=AT, person=person, problem=api.DiagnosisInput("I10")),
        lambda who, person, **_: api.record_allergy(by=who, at=AT, person=person, allergy=api.AllergyInput("x")),
        lambda who, person, **_: api.record_document(by=who, at=AT, person=person, document=api.DocumentInput("x")),
    ],
)
def test_tuan_of_the_next_station_meets_nothing_at_all(hanh, tuan, lan, ask):
    visit = record(hanh, lan, status="in-progress").id
    before = facts.local_node().seq
    with pytest.raises(Refusal) as refusal:
        ask(who=tuan, person=lan.id, visit=visit)
    assert (refusal.value.code, refusal.value.status) == ("access.not_found", 404)
    assert facts.local_node().seq == before


def test_nobody_there_and_somebody_out_of_sight_answer_the_same(tuan, lan):
    answers = []
    for person in (lan.id, uuid7()):
        with pytest.raises(Refusal) as refusal:
            api.person_timeline(tuan, person)
        answers.append(refusal.value.as_dict())
    assert answers[0] == answers[1]


def test_who_was_once_seen_by_a_station_may_be_seen_again_there(tuan, lan):
    api.record_checked_visit(by=tuan, at=AT, person=lan.id, commune="03181")
    assert len(api.person_timeline(tuan, lan.id).entries) == 1


def test_a_village_worker_reads_but_does_not_write(lan):
    worker = actor("Cô Thôn", HERE, Role.VILLAGE_HEALTH_WORKER)
    assert api.person_timeline(worker, lan.id).entries == ()
    with pytest.raises(Refusal) as refusal:
        api.record_visit(by=worker, at=AT, person=lan.id)
    assert (refusal.value.code, refusal.value.status) == ("access.role", 403)
