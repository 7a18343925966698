"""Amending, cancelling and closing: nothing is overwritten, exactly one version counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tram.encounters import api
from tram.encounters.actions import amend
from tram.encounters.models import Diagnosis, Observation, PrescriptionLine, Visit
from tram.encounters.reads.assemble import load_rows
from tram.encounters.tests.conftest import AT
from tram.kernel import facts
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
LATER = AT + timedelta(hours=1)


@pytest.fixture
def seen(hanh, lan):
    return api.record_visit(
        by=hanh,
        at=AT,
        person=lan.id,
        reason="Đau đầu",
        vitals={"8480-6": Decimal(150), "8462-4": Decimal(95)},
        observations=[api.ObservationInput("X1", system="urn:test", text="ghi thêm")],
        diagnoses=[api.DiagnosisInput("I10")],
        prescription=[api.LineInput("Amlodipin 5 mg")],
        follow_up_on=date(2026, 4, 2),
    )


def test_an_amendment_is_a_new_version_and_the_old_one_stays(hanh, seen):
    new = api.amend_visit(
        by=hanh, at=LATER, visit=seen.id, change_reason="Gõ nhầm huyết áp", vitals={"8480-6": Decimal(140)}
    )
    assert (new.supersedes, new.change_reason, new.status) == (seen.id, "Gõ nhầm huyết áp", "finished")
    assert (new.number("8480-6"), new.number("8462-4")) == (Decimal(140), None)
    versions = api.visit_history(hanh, seen.id)
    assert [version.id for version in versions] == [new.id, seen.id]
    assert versions == api.visit_history(hanh, new.id)
    assert (versions[1].status, versions[1].number("8480-6")) == ("superseded", Decimal(150))
    assert versions[1].main is not None
    assert facts.verify(rows=True).holds


def test_what_an_amendment_does_not_name_stays_as_it_was(hanh, seen):
    new = api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Thêm lời dặn", advice="Giảm muối")
    assert (new.reason, new.advice, new.follow_up_on) == ("Đau đầu", "Giảm muối", date(2026, 4, 2))
    assert new.number("8480-6") == Decimal(150)
    assert [each.text for each in new.observations if each.text] == ["ghi thêm"]
    assert [each.code for each in new.diagnoses] == ["I10"]
    assert [each.text for each in new.lines] == ["Amlodipin 5 mg"]
    assert (new.started_at, new.facility) == (seen.started_at, seen.facility)


def test_only_rows_of_the_current_version_count(hanh, seen):
    api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Đổi bệnh", diagnoses=[api.DiagnosisInput("J00")])
    assert list(Diagnosis.objects.filter(status="current").values_list("code", flat=True)) == ["J00"]
    assert Observation.objects.filter(status="current").count() == 3
    assert PrescriptionLine.objects.filter(status="current").count() == 1


@pytest.mark.parametrize(
    ("deed", "why"), [(api.amend_visit, "change_reason"), (api.cancel_visit, "cancel_reason")], ids=["amend", "cancel"]
)
def test_changing_a_visit_needs_a_reason(hanh, seen, deed, why):
    with pytest.raises(Refusal) as refusal:
        deed(by=hanh, at=LATER, visit=seen.id, **{why: "  "})
    assert refusal.value.code == "visit.reason_missing"


def test_a_version_that_is_no_longer_current_cannot_be_amended_or_cancelled(hanh, seen):
    api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Lần một")
    late = {"by": hanh, "at": LATER, "visit": seen.id}
    for deed in (partial(api.amend_visit, change_reason="Lần hai"), partial(api.cancel_visit, cancel_reason="Lần hai")):
        with pytest.raises(Refusal) as refusal:
            deed(**late)
        assert (refusal.value.code, refusal.value.status) == ("visit.not_current", 409)


def test_an_amendment_sent_twice_amends_once(hanh, seen):
    token = uuid7()
    first = api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Sửa", token=token, advice="A")
    assert api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Sửa", token=token, advice="A") == first
    assert Visit.objects.count() == 2


def test_a_cancelled_visit_counts_nowhere_and_is_still_told(hanh, lan, seen):
    gone = api.cancel_visit(by=hanh, at=LATER, visit=seen.id, cancel_reason="Nhầm người")
    assert (gone.status, gone.cancel_reason) == ("cancelled", "Nhầm người")
    assert not Diagnosis.objects.filter(status="current").exists()
    assert [entry.item.status for entry in api.person_timeline(hanh, lan.id).entries] == ["cancelled"]
    assert api.find_visit(seen.id) == gone
    assert [each.code for each in gone.diagnoses] == ["I10"]
    assert api.visits_on(hanh, "03175", date(2026, 3, 2)) == ()
    assert Fact.objects.order_by("-seq")[0].name == "visit.cancelled"


def test_a_visit_in_progress_waits_and_is_closed_with_what_was_added(hanh, lan):
    begun = api.record_visit(
        by=hanh, at=AT, person=lan.id, status="in-progress", vitals={"8867-4": Decimal(80)}, reason="Ho"
    )
    assert begun.ended_at is None
    assert [each.id for each in api.waiting(hanh, "03175", date(2026, 3, 2))] == [begun.id]
    closed = api.close_visit(by=hanh, at=LATER, visit=begun.id, diagnoses=[api.DiagnosisInput("J00")])
    assert (closed.id, closed.status, closed.ended_at, closed.reason) == (begun.id, "finished", LATER, "Ho")
    assert closed.number("8867-4") == Decimal(80)
    assert api.find_visit(begun.id) == closed
    assert api.waiting(hanh, "03175", date(2026, 3, 2)) == ()
    with pytest.raises(Refusal) as refusal:
        api.close_visit(by=hanh, at=LATER, visit=begun.id)
    assert refusal.value.code == "visit.not_open"
    assert facts.verify(rows=True).holds


def test_two_nurses_who_amend_the_same_visit_make_one_version(hanh, seen, monkeypatch):
    """The second read the visit before the first wrote: the database says no."""
    stale = load_rows(seen.id)
    api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Người thứ nhất")
    monkeypatch.setattr(amend, "load_rows", lambda _visit: stale)
    with pytest.raises(Refusal) as refusal:
        api.amend_visit(by=hanh, at=LATER, visit=seen.id, change_reason="Người thứ hai")
    assert refusal.value.code == "row.stale"
    assert Visit.objects.filter(status="finished").count() == 1


STEPS = st.lists(st.tuples(st.sampled_from(["amend", "cancel", "close", "again"]), st.integers(0, 5)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, begun=st.booleans())
def test_any_order_of_deeds_keeps_at_most_one_current_version(hanh, lan, steps, begun):
    token = uuid7()
    status = "in-progress" if begun else "finished"
    first = api.record_visit(
        by=hanh, at=AT, person=lan.id, token=token, status=status, diagnoses=[api.DiagnosisInput("I10")]
    )
    chain, refused = [first.id], set()
    for deed, place in steps:
        target = chain[min(place, len(chain) - 1)]
        try:
            if deed == "amend":
                chain.append(api.amend_visit(by=hanh, at=LATER, visit=target, change_reason="Sửa").id)
            elif deed == "cancel":
                api.cancel_visit(by=hanh, at=LATER, visit=target, cancel_reason="Huỷ")
            elif deed == "close":
                api.close_visit(by=hanh, at=LATER, visit=target)
            else:
                api.record_visit(by=hanh, at=AT, person=lan.id, token=token)
        except Refusal as refusal:
            refused.add(refusal.code)
    assert refused <= {"visit.not_current", "visit.not_open"}
    statuses = [each.status for each in api.visit_history(hanh, first.id)]
    assert len(statuses) == len(chain)
    assert [each for each in statuses[1:] if each != "superseded"] == []
    assert statuses[0] in {"finished", "in-progress", "cancelled"}
    live = Diagnosis.objects.filter(visit_id__in=chain, status="current").count()
    assert live == (0 if statuses[0] == "cancelled" else 1)
