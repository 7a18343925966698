"""Recording a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tram.encounters import api
from tram.encounters.actions import record
from tram.encounters.models import Diagnosis, Observation, PrescriptionLine, Visit
from tram.encounters.tests.conftest import AT, add_person
from tram.kernel import facts
from tram.kernel.facts import insert as inserting
from tram.kernel.facts import writer
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_one_visit_is_one_fact_with_all_its_parts(hanh, lan):
    before = Fact.objects.count()
    seen = api.record_visit(
        by=hanh,
        at=AT,
        person=lan.id,
        reason="Tái khám",
        payer="bhyt",
        vitals={"8480-6": Decimal(150), "8462-4": Decimal(95)},
        diagnoses=[api.DiagnosisInput("i10"), api.DiagnosisInput("E119", role="accompanying")],
        prescription=[api.LineInput("Amlodipin 5 mg, 30 viên", "sáng 1 viên")],
        follow_up_on=date(2026, 4, 2),
    )
    assert Fact.objects.count() == before + 1
    fact = Fact.objects.order_by("-seq")[0]
    assert (fact.name, fact.person, fact.place) == ("visit.recorded", lan.id, "03175")
    assert (Visit.objects.count(), Observation.objects.count(), PrescriptionLine.objects.count()) == (1, 2, 1)
    assert list(Diagnosis.objects.order_by("rank").values_list("code", "role")) == [
        ("I10", "main"),
        ("E11.9", "accompanying"),
    ]
    assert api.find_visit(seen.id) == seen
    assert seen.main is not None
    assert (seen.main.display, seen.main.certainty) == ("Bệnh lý tăng huyết áp", "provisional")
    assert (seen.day, seen.facility, seen.commune) == (date(2026, 3, 2), hanh.facility, "03175")


def test_both_blood_pressures_share_a_panel(hanh, lan):
    vitals = {"8480-6": Decimal(150), "8462-4": Decimal(95), "8867-4": Decimal(80)}
    seen = api.record_visit(by=hanh, at=AT, person=lan.id, vitals=vitals)
    panels = {each.code: each.panel for each in seen.observations}
    assert panels["8480-6"] == panels["8462-4"] is not None
    assert panels["8867-4"] is None


def test_the_day_of_a_visit_is_vietnams(hanh, lan):
    late = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
    assert api.record_visit(by=hanh, at=AT, person=lan.id, started_at=late).day == date(2026, 3, 2)


def test_the_same_token_twice_is_one_visit(hanh, lan):
    token = uuid7()
    first = api.record_visit(by=hanh, at=AT, person=lan.id, token=token, reason="Ho")
    assert api.record_visit(by=hanh, at=AT, person=lan.id, token=token, reason="Ho") == first
    assert Visit.objects.count() == 1


def test_two_presses_at_the_same_instant_are_one_visit(hanh, lan, monkeypatch):
    """Neither has seen the other's visit when it writes: the database refuses the second, the deed understands."""
    token, asked = uuid7(), []
    first = api.record_visit(by=hanh, at=AT, person=lan.id, token=token, reason="Ho")

    def blind_at_first(visit):
        asked.append(visit)
        return None if len(asked) == 1 else api.find_visit(visit)

    monkeypatch.setattr(record, "said_before", blind_at_first)
    assert api.record_visit(by=hanh, at=AT, person=lan.id, token=token, reason="Ho") == first
    assert (len(asked), Visit.objects.count()) == (2, 1)


def test_a_token_of_somebody_elses_visit_is_refused(hanh, lan):
    token = uuid7()
    api.record_visit(by=hanh, at=AT, person=add_person("Lò Văn Ba").id, token=token)
    with pytest.raises(Refusal) as refusal:
        api.record_visit(by=hanh, at=AT, person=lan.id, token=token)
    assert refusal.value.code == "visit.id_taken"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"started_at": AT + timedelta(hours=1)}, "visit.in_future"),
        ({"ended_at": AT - timedelta(hours=1)}, "visit.ends_early"),
        ({"follow_up_on": date(2026, 3, 2)}, "visit.findings"),
        ({"vitals": {"8310-5": Decimal(365)}}, "visit.findings"),
        ({"started_at": datetime(1959, 1, 1, tzinfo=UTC)}, "visit.before_birth"),
        ({"reason": "x" * 501}, "visit.text_too_long"),
        ({"diagnoses": [api.DiagnosisInput("I10"), api.DiagnosisInput("J00")]}, "diagnosis.main_many"),
        (
            {"diagnoses": [api.DiagnosisInput("J00"), api.DiagnosisInput("J00", role="accompanying")]},
            "diagnosis.repeated",
        ),
        ({"diagnoses": [api.DiagnosisInput("Q999X")]}, "visit.findings"),
        ({"diagnoses": [api.DiagnosisInput("N40")]}, "visit.findings"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_written(hanh, lan, content, code):
    before = Fact.objects.count()
    with pytest.raises(Refusal) as refusal:
        api.record_visit(by=hanh, at=AT, person=lan.id, **content)
    assert refusal.value.code == code
    assert "field" in refusal.value.details
    assert (Visit.objects.count(), Fact.objects.count()) == (0, before)


@pytest.mark.parametrize("broken", ["a later table", "the chain", "the fact"])
def test_a_visit_is_written_whole_or_not_at_all(hanh, lan, monkeypatch, broken):
    """Whatever breaks while writing, neither a row nor a fact is left behind."""
    before, calls, write = Fact.objects.count(), [], inserting.insert

    def fail(*args):
        calls.append(args)
        if broken != "a later table" or len(calls) > 2:
            raise OSError("đĩa đầy")
        write(*args)

    places = {
        "a later table": (inserting, "insert"),
        "the chain": (writer, "chain_hash"),
        "the fact": (writer, "insert"),
    }
    monkeypatch.setattr(*places[broken], fail)
    with pytest.raises(OSError, match="đĩa đầy"):
        api.record_visit(
            by=hanh,
            at=AT,
            person=lan.id,
            vitals={"8480-6": Decimal(150), "8462-4": Decimal(95)},
            diagnoses=[api.DiagnosisInput("I10")],
            prescription=[api.LineInput("Amlodipin 5 mg")],
        )
    monkeypatch.undo()
    tables = (Visit, Observation, Diagnosis, PrescriptionLine)
    assert [table.objects.count() for table in tables] == [0, 0, 0, 0]
    assert Fact.objects.count() == before
    assert facts.verify(rows=True).holds


def test_nobody_is_examined_after_death(hanh):
    dead = add_person("Lò Văn Chết", died_on=date(2026, 3, 1))
    with pytest.raises(Refusal) as refusal:
        api.record_visit(by=hanh, at=AT, person=dead.id)
    assert refusal.value.code == "visit.after_death"


def test_a_batch_of_checked_visits_asks_nothing_of_the_database(hanh, lan, django_assert_num_queries):
    with django_assert_num_queries(0):
        rows = facts.batch(size=1000)
        with rows as waiting:
            for _ in range(20):
                api.record_checked_visit(
                    by=hanh, at=AT, person=lan.id, commune="03175", vitals={"8480-6": Decimal(120)}
                )
            drafts, waiting.drafts = waiting.drafts, []
    assert len(drafts) == 20


def test_the_log_holds_after_visits(hanh, lan):
    with facts.batch():
        for _ in range(5):
            api.record_checked_visit(by=hanh, at=AT, person=lan.id, commune="03175", reason="Ho")
    assert Visit.objects.count() == 5
    assert facts.verify(rows=True).holds
