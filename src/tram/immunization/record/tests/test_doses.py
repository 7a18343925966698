"""Recording, amending and cancelling doses: what is refused, what stays, what follows at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tram.immunization.api import (
    DoseInput,
    amend_dose,
    cancel_dose,
    dose_history,
    record_dose,
    record_doses,
    vaccination_record,
)
from tram.immunization.models import Dose, Evaluation
from tram.immunization.record.tests.world import AT, BORN, HANH, TODAY, TUAN, child, lot, nurse, session
from tram.kernel import facts
from tram.kernel.actors import Role
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import record_death
from tram.people.tests.support import NEXT_DOOR, law, merge

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _communes(db: None) -> None:
    law()


def give(person: UUID, vaccine: str = "bcg", day: date = BORN, **told):
    return record_dose(**{"by": HANH, "at": AT, "person": person, "vaccine": vaccine, "day": day, **told})


def refused(person: UUID, **told) -> Refusal:
    before = Fact.objects.count()
    with pytest.raises(Refusal) as refusal:
        give(person, **told)
    assert Fact.objects.count() == before
    assert refusal.value.sentence.endswith((".", "?"))
    return refusal.value


def forecasts(person: UUID):
    return {one.group: one for one in vaccination_record(HANH, person, TODAY).forecasts}


def test_a_dose_counts_at_once_and_closes_what_was_due() -> None:
    na = child()
    assert forecasts(na)["bcg"].status == "due"
    dose = give(na)
    assert [(one.antigen, one.status, one.number, one.on_time) for one in dose.evaluations] == [
        ("bcg", "valid", 1, True)
    ]
    assert forecasts(na)["bcg"].status == "complete"
    fact = Fact.objects.order_by("-arrival").first()
    assert fact is not None
    assert (fact.name, fact.person) == ("dose.recorded", na)


def test_a_dose_too_early_is_kept_and_says_why_it_does_not_count() -> None:
    na = child()
    dose = give(na, "dpt-vgb-hib", BORN + 10 * DAY)
    assert {one.status for one in dose.evaluations} == {"invalid"}
    assert {one.reason for one in dose.evaluations} == {"too_young"}
    assert forecasts(na)["dpt-vgb-hib"].number == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"day": TODAY + DAY}, "dose.in_future"),
        ({"given_at": AT + timedelta(hours=3), "day": TODAY}, "dose.in_future"),
        ({"given_at": datetime(2026, 11, 20, 2, tzinfo=AT.tzinfo), "day": TODAY}, "dose.days_differ"),
        ({"day": BORN - DAY}, "dose.before_birth"),
        ({"vaccine": "nonsense"}, "dose.vaccine_unknown"),
        ({"said_number": 0}, "dose.bad_number"),
        ({"quantity": Decimal("0.055")}, "dose.bad_quantity"),
        ({"quantity": Decimal("NaN")}, "dose.bad_quantity"),
        ({"site": "nose"}, "dose.site_unknown"),
        ({"route": "air"}, "dose.route_unknown"),
        ({"source": "dream"}, "dose.source_unknown"),
        ({"lot_number": "x" * 31}, "immunization.text_too_long"),
        ({"lot": UUID(int=7)}, "dose.lot_unknown"),
        ({"source": "elsewhere", "lot_number": "B2", "expires_on": BORN - DAY}, "dose.expired"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(told, code: str) -> None:
    assert refused(child(), **told).code == code


def test_lots_of_others_and_expired_and_held_ones_are_refused() -> None:
    na = child()
    assert refused(na, lot=lot(commune=NEXT_DOOR)).code == "dose.lot_unknown"
    assert refused(na, lot=lot("mr")).code == "dose.lot_unknown"
    assert refused(na, lot=lot(expires_on=BORN - DAY)).code == "dose.expired"
    assert refused(na, lot=lot(held_on=BORN, held_reason="Chờ kết luận")).code == "dose.lot_held"
    released = lot(number="A9", held_on=BORN - 9 * DAY, released_on=BORN - DAY)
    assert give(na, lot=released).lot_number == "A9"


def test_a_dose_belongs_to_no_session_of_another_commune() -> None:
    na, foreign, own = child(), session(NEXT_DOOR), session()
    assert refused(na, session=foreign).code == "access.not_found"
    assert refused(na, session=uuid7()).code == "access.not_found"
    dose = give(na, session=own)
    assert Dose.objects.get().session_id == own
    with pytest.raises(Refusal) as refusal:
        amend_dose(by=HANH, at=AT, dose=dose.id, change_reason="nhầm buổi", session=foreign)
    assert refusal.value.code == "access.not_found"
    assert amend_dose(by=HANH, at=AT, dose=dose.id, change_reason="bổ sung", note="đủ").id != dose.id


def test_nobody_is_vaccinated_after_death() -> None:
    na = child()
    record_death(by=HANH, at=AT, person=na, died=f"{BORN + 20 * DAY:%d/%m/%Y}", cause_text="Viêm phổi")
    assert refused(na, day=BORN + 21 * DAY).code == "dose.after_death"
    assert give(na).valid
    assert vaccination_record(HANH, na, TODAY).forecasts == ()


def test_a_form_sent_twice_is_one_dose_and_a_token_belongs_to_one() -> None:
    na, other, token = child(), child("Lò Văn Ba"), uuid7()
    first = give(na, token=token)
    assert give(na, token=token) == first
    assert Dose.objects.count() == 1
    assert refused(other, token=token).code == "dose.token_taken"
    assert refused(na).code == "dose.repeated"


@pytest.mark.parametrize("same_form", [True, False])
def test_two_screens_that_save_at_once_make_one_dose(same_form: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    na, token = child(), uuid7()

    @contextmanager
    def waits() -> Iterator[None]:
        monkeypatch.undo()
        give(na, token=token)  # the other screen, while this one waits for its turn
        with facts.in_turn():
            yield

    monkeypatch.setattr(facts, "in_turn", waits)
    if same_form:
        assert give(na, token=token).id == token
    else:
        with pytest.raises(Refusal, match="Đã có mũi"):
            give(na, token=uuid7())
    assert Dose.objects.count() == 1


def test_a_card_is_one_fact_and_all_of_it_or_nothing() -> None:
    na = child()
    card = [DoseInput(vaccine="bcg", day=BORN, source="elsewhere"), DoseInput(vaccine="opv", day=BORN + 60 * DAY)]
    before = Fact.objects.count()
    told = record_doses(by=HANH, at=AT, person=na, doses=card)
    assert [one.vaccine for one in told] == ["bcg", "opv"]
    assert Fact.objects.count() == before + 1
    with pytest.raises(Refusal, match="Đã có mũi"):
        record_doses(by=HANH, at=AT, person=na, doses=[DoseInput(vaccine="ipv", day=TODAY), card[1]])
    with pytest.raises(Refusal):
        record_doses(by=HANH, at=AT, person=na, doses=[])
    assert Dose.objects.count() == 2


def test_amending_keeps_the_old_dose_and_what_was_not_said_anew() -> None:
    na = child()
    old = give(na, lot=lot(), site="LA", note="Khóc ít")
    new = amend_dose(by=HANH, at=AT, dose=old.id, change_reason="Ghi nhầm ngày", day=BORN + DAY)
    assert (new.day, new.lot, new.lot_number, new.site, new.note) == (BORN + DAY, old.lot, "A1", "LA", "Khóc ít")
    assert [one.status for one in dose_history(HANH, new.id)] == ["current", "superseded"]
    assert not Evaluation.objects.filter(dose=old.id).exists()
    with pytest.raises(Refusal, match="bản mới nhất"):
        amend_dose(by=HANH, at=AT, dose=old.id, change_reason="Lần nữa", day=BORN)
    with pytest.raises(Refusal, match="lý do"):
        amend_dose(by=HANH, at=AT, dose=new.id, change_reason=" ", day=BORN)


def test_another_vaccine_lets_go_of_the_lot_of_the_first() -> None:
    old = give(child(), lot=lot())
    new = amend_dose(by=HANH, at=AT, dose=old.id, change_reason="Nhầm vắc xin", vaccine="hepb")
    assert (new.vaccine, new.lot, new.lot_number, new.expires_on) == ("hepb", None, "", None)


def test_a_cancelled_dose_counts_nowhere_and_is_still_told() -> None:
    na = child()
    dose = give(na)
    cancelled = cancel_dose(by=HANH, at=AT, dose=dose.id, cancel_reason="Ghi nhầm trẻ")
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "Ghi nhầm trẻ")
    assert forecasts(na)["bcg"].status == "due"
    told = vaccination_record(HANH, na, TODAY)
    assert (told.doses, [one.id for one in told.cancelled]) == ((), [dose.id])
    assert give(na).valid


def test_a_station_that_vaccinated_somebody_may_see_them_and_others_may_not() -> None:
    na = child()
    with pytest.raises(Refusal) as refusal:
        vaccination_record(TUAN, na, TODAY)
    assert refusal.value.status == 404
    guest = child("Lò Văn Khách", commune=NEXT_DOOR)
    with pytest.raises(Refusal):
        give(guest)
    assert record_dose(by=TUAN, at=AT, person=guest, vaccine="bcg", day=BORN).commune == NEXT_DOOR
    with pytest.raises(Refusal) as refusal:
        record_dose(by=nurse(role=Role.CENTRE), at=AT, person=na, vaccine="bcg", day=BORN)
    assert refusal.value.status == 403


def test_the_doses_of_two_records_of_one_child_count_together_once_merged() -> None:
    kept, gone = child(), child("Lò Thị Na (2)")
    give(kept, "bcg")
    give(gone, "opv", BORN + 60 * DAY)
    merge(gone, kept)
    told = vaccination_record(HANH, gone, TODAY)
    assert told.person == kept
    assert [one.vaccine for one in told.doses] == ["bcg", "opv"]
    assert forecasts(kept)["polio"].number == 2
