"""The vaccine store: what came, what went, what is left, and what may be used."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tram.immunization.models import StockMovement, VaccineLot
from tram.immunization.record import record_dose
from tram.immunization.stock import actions
from tram.immunization.stock.actions import Said
from tram.immunization.stock.reads import balances, check_lot, lot_view, usable_lots
from tram.immunization.stock.settle import settle_session
from tram.immunization.stock.tests.conftest import AT, DAY, HERE, NEXT_DOOR, add_child, add_session, give, line, receive
from tram.kernel import facts
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def refused(code: str):
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def settle(by, session, opened):
    with facts.deed("session.closed", by=by, at=AT, place=HERE) as fact:
        settle_session(fact, session=session, commune=HERE, day=DAY, opened=opened)


def test_one_delivery_note_brings_several_lots_in_one_fact(hanh):
    lines = [line(), line(vaccine="opv", number="OP 7", presentation=20, vials=3), line(number="BC-02")]
    lots = actions.receive_vaccine(by=hanh, at=AT, commune=HERE, day=DAY, lines=lines)
    assert len(set(lots)) == 3
    assert {(lot.vaccine, lot.number, lot.vials, lot.doses) for lot in balances(hanh, HERE, DAY)} == {
        ("bcg", "BC-01", 5, 50),
        ("bcg", "BC-02", 5, 50),
        ("opv", "OP 7", 3, 60),
    }


def test_more_of_a_lot_that_is_here_is_added_to_it_however_its_number_is_written(hanh):
    assert receive(hanh) == receive(hanh, number="bc 01")
    assert lot_view(hanh, VaccineLot.objects.get().id).doses == 100


@pytest.mark.parametrize(
    "told",
    [
        {"vaccine": "nothing"},
        {"number": " - "},
        {"vials": 0},
        {"presentation": 0},
        {"expires_on": DAY - timedelta(days=1)},
    ],
)
def test_a_line_that_cannot_be_stops_the_note_and_names_itself(hanh, told):
    with refused("stock.line_wrong") as caught:
        actions.receive_vaccine(by=hanh, at=AT, commune=HERE, day=DAY, lines=[line(), line(**told)])
    assert caught.value.details["line"] == 2
    assert not VaccineLot.objects.exists()


def test_a_lot_does_not_come_with_two_expiry_dates(hanh):
    receive(hanh)
    with refused("stock.line_wrong"):
        receive(hanh, expires_on=date(2028, 1, 1))


def test_doses_given_leave_the_lot_without_anybody_typing_it(hanh, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    seen = lot_view(hanh, lot)
    assert (seen.doses, seen.vials, seen.open_doses) == (49, 4, 9)


def test_at_the_end_of_a_session_what_is_left_in_opened_vials_is_waste(hanh, na):
    lot, session = receive(hanh), add_session()
    dose = give(na, lot, session_id=session)
    settle(hanh, session, {lot: 1})
    seen = lot_view(hanh, lot)
    assert (seen.doses, seen.vials, seen.open_doses, seen.figures.left_open) == (40, 4, 0, 9)
    with facts.deed("dose.cancelled", by=hanh, at=AT, place=HERE, person=na.id) as fact:
        fact.change(dose, status="cancelled", cancel_reason="nhầm")
    seen = lot_view(hanh, lot)
    assert (seen.doses, seen.figures.given, seen.figures.left_open) == (40, 0, 10)


def test_fewer_vials_than_hold_the_doses_are_refused(hanh):
    lot, session = receive(hanh), add_session()
    for number in range(11):
        give(add_child(f"Bé {number}"), lot, session_id=session)
    for opened in ({}, {lot: 1}):
        with refused("lot.opened_missing"):
            settle(hanh, session, opened)
    settle(hanh, session, {lot: 2})
    assert lot_view(hanh, lot).doses == 30


def test_a_session_two_machines_closed_counts_once(hanh, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    settle(hanh, session, {lot: 1})
    settle(hanh, session, {lot: 2})
    assert lot_view(hanh, lot).doses == 30


def test_rows_of_one_lot_written_on_two_machines_are_one_lot(hanh, na):
    first = receive(hanh)
    with facts.deed("vaccine.received", by=hanh, at=AT, place=HERE) as fact:
        twin = fact.add(
            VaccineLot(commune=HERE, vaccine="bcg", number="bc01", presentation=10, expires_on=date(2027, 3, 1))
        )
        fact.add(StockMovement(lot=twin, commune=HERE, day=DAY, kind="receipt", vials=2, doses=20))
    give(na, twin.id)
    assert lot_view(hanh, first) == lot_view(hanh, twin.id)
    assert lot_view(hanh, first).doses == 69
    actions.hold_lot(by=hanh, at=AT, lot=twin.id, reason="Chờ kết quả kiểm tra")
    assert usable_lots(hanh, HERE, DAY, ["bcg"]) == {"bcg": ()}
    with refused("lot.held"):
        check_lot(first, HERE, "bcg", DAY)


def test_the_open_vial_is_taken_first_then_what_expires_first(hanh, na):
    late = receive(hanh, number="L", expires_on=date(2027, 9, 1))
    soon = receive(hanh, number="S", expires_on=date(2026, 12, 1))
    assert [lot.id for lot in usable_lots(hanh, HERE, DAY, ["bcg"])["bcg"]] == [soon, late]
    give(na, late, session_id=uuid7())
    assert [lot.id for lot in usable_lots(hanh, HERE, DAY, ["bcg"], AT)["bcg"]] == [late, soon]


def test_an_open_vial_may_be_used_for_six_hours(hanh, na):
    lot = receive(hanh, vials=1)
    give(na, lot, session_id=(session := add_session()))
    seen = lot_view(hanh, lot)
    assert seen.open_until == AT + timedelta(hours=6)
    assert seen.ready(AT + timedelta(hours=6)) == 9
    assert usable_lots(hanh, HERE, DAY, ["bcg"], AT + timedelta(hours=6, seconds=1)) == {"bcg": ()}
    assert actions.discard_open(by=hanh, at=AT, lot=lot, session=session) == 9
    assert lot_view(hanh, lot).doses == 0
    settle(hanh, session, {lot: 1})
    assert (lot_view(hanh, lot).doses, lot_view(hanh, lot).figures.left_open) == (0, 0)


def test_lots_on_hold_expired_or_empty_are_refused_everywhere(hanh, na):
    held, old, none = receive(hanh), receive(hanh, number="X", expires_on=DAY), receive(hanh, number="Y", vials=1)
    actions.hold_lot(by=hanh, at=AT, lot=held, reason="Phản ứng nặng")
    actions.waste_vials(by=hanh, at=AT, lot=none, day=DAY, vials=1, said=Said("broken"))
    later = DAY + timedelta(days=1)
    assert [lot.id for lot in usable_lots(hanh, HERE, DAY, ["bcg"])["bcg"]] == [old]
    assert usable_lots(hanh, HERE, later, ["bcg", "opv"]) == {"bcg": (), "opv": ()}
    for lot, code in ((held, "lot.held"), (old, "lot.expired"), (none, "lot.empty"), (uuid7(), "lot.unknown")):
        with refused(code):
            check_lot(lot, HERE, "bcg", later)
    with refused("lot.vaccine"):
        check_lot(old, HERE, "opv", DAY)
    with refused("lot.unknown"):
        check_lot(old, NEXT_DOOR, "bcg", DAY)


def test_a_released_lot_may_be_used_again_and_may_be_held_again(hanh):
    lot = receive(hanh)
    with refused("lot.not_held"):
        actions.release_lot(by=hanh, at=AT, lot=lot, reason="x")
    actions.hold_lot(by=hanh, at=AT, lot=lot, reason="Chờ")
    with refused("lot.already_held"):
        actions.hold_lot(by=hanh, at=AT, lot=lot, reason="Chờ")
    with refused("immunization.reason_missing"):
        actions.release_lot(by=hanh, at=AT, lot=lot, reason=" ")
    assert actions.release_lot(by=hanh, at=AT, lot=lot, reason="Hội đồng kết luận").held_on is None
    assert actions.hold_lot(by=hanh, at=AT, lot=lot, reason="Lại chờ").held_reason == "Lại chờ"


def test_nothing_goes_out_that_is_not_there_and_nothing_without_a_reason(hanh):
    lot = receive(hanh)
    with refused("lot.too_few"):
        actions.waste_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=6, said=Said("broken"))
    for said, code in ((Said(), "stock.reason_missing"), (Said("other"), "stock.note_missing")):
        with refused(code):
            actions.waste_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=1, said=said)
    with refused("stock.partner_missing"):
        actions.return_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=1, said=Said("surplus"))
    actions.return_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=2, said=Said("surplus", partner="TTYT"))
    assert lot_view(hanh, lot).doses == 30


def test_a_count_says_what_is_there_and_its_difference_is_explained(hanh, na):
    lot = receive(hanh)
    with refused("stock.reason_missing"):
        actions.count_lots(by=hanh, at=AT, commune=HERE, day=DAY, counted={lot: 4})
    actions.count_lots(by=hanh, at=AT, commune=HERE, day=DAY, counted={lot: 4}, why={lot: Said("lost")})
    assert (lot_view(hanh, lot).doses, lot_view(hanh, lot).figures.difference) == (40, -10)
    actions.count_lots(by=hanh, at=AT, commune=HERE, day=DAY, counted={lot: 4})
    assert StockMovement.objects.filter(kind="count").count() == 2


def test_a_delivery_note_sent_twice_is_one_delivery_and_another_under_its_name_is_refused(hanh):
    note = {"by": hanh, "at": AT, "commune": HERE, "day": DAY, "token": uuid7()}
    lines = [line(), line(number="BC-02"), line()]
    lots = actions.receive_vaccine(**note, lines=lines)
    assert actions.receive_vaccine(**note, lines=lines) == lots
    for other in (lines[:2], [*lines, line()], [line(vials=7), *lines[1:]], [line(number="BC-03"), *lines[1:]]):
        with refused("row.conflict"):
            actions.receive_vaccine(**note, lines=other)
    assert StockMovement.objects.count() == 3
    assert lot_view(hanh, lots[0]).doses == 100
    assert actions.receive_vaccine(**note | {"token": uuid7()}, lines=lines) == lots


@pytest.mark.parametrize("deed", [actions.waste_vials, actions.return_vials])
def test_vials_that_went_out_twice_in_one_form_went_once(hanh, deed):
    lot, other = receive(hanh), receive(hanh, number="BC-02")
    reason = "broken" if deed is actions.waste_vials else "surplus"
    out: dict[str, Any] = {"by": hanh, "at": AT, "lot": lot, "day": DAY, "vials": 5}
    out["said"] = Said(reason, partner="TTYT", token=uuid7())
    assert deed(**out) == deed(**out) == out["said"].token
    assert lot_view(hanh, lot).doses == 0
    with refused("row.conflict"):
        deed(**out | {"lot": other})
    with refused("lot.too_few"):
        deed(**out | {"said": Said(reason, partner="TTYT", token=uuid7())})


def test_a_count_sent_twice_is_one_count(hanh):
    lot = receive(hanh)
    count = {"by": hanh, "at": AT, "commune": HERE, "day": DAY, "why": {lot: Said("lost")}, "token": uuid7()}
    assert actions.count_lots(**count, counted={lot: 4}) == actions.count_lots(**count, counted={lot: 4})
    with refused("row.conflict"):
        actions.count_lots(**count, counted={lot: 3})
    assert (StockMovement.objects.filter(kind="count").count(), lot_view(hanh, lot).doses) == (1, 40)


def test_a_balance_below_zero_is_said_and_a_count_puts_it_right(hanh):
    lot = receive(hanh, vaccine="hepb", presentation=1, vials=1)
    for number in range(3):
        give(add_child(f"Bé {number}"), lot, vaccine="hepb")
    seen = lot_view(hanh, lot)
    assert (seen.doses, seen.negative) == (-2, True)
    actions.count_lots(by=hanh, at=AT, commune=HERE, day=DAY, counted={lot: 0}, why={lot: Said("receipt-wrong")})
    assert lot_view(hanh, lot).doses == 0


def test_a_cancelled_line_no_longer_counts(hanh):
    lot = receive(hanh)
    receive(hanh)
    first, second = StockMovement.objects.order_by("id")
    actions.cancel_movement(by=hanh, at=AT, movement=second.id, cancel_reason="Ghi hai lần")
    assert lot_view(hanh, lot).doses == 50
    with refused("stock.not_current"):
        actions.cancel_movement(by=hanh, at=AT, movement=second.id, cancel_reason="Ghi hai lần")
    actions.waste_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=1, said=Said("broken"))
    with refused("lot.too_few"):
        actions.cancel_movement(by=hanh, at=AT, movement=first.id, cancel_reason="Nhầm")


def test_the_next_station_sees_and_moves_nothing(hanh, tuan):
    lot = receive(hanh)
    for attempt in (
        lambda: lot_view(tuan, lot),
        lambda: balances(tuan, HERE, DAY),
        lambda: usable_lots(tuan, HERE, DAY, ["bcg"]),
        lambda: actions.hold_lot(by=tuan, at=AT, lot=lot, reason="x"),
        lambda: actions.waste_vials(by=tuan, at=AT, lot=lot, day=DAY, vials=1, said=Said("broken")),
        lambda: actions.count_lots(by=tuan, at=AT, commune=HERE, day=DAY, counted={lot: 1}),
        lambda: receive(tuan),
    ):
        with refused("access.not_found"):
            attempt()


def test_the_centre_reads_the_store_and_does_not_write_it(hanh, oanh):
    lot = receive(hanh)
    assert balances(oanh, HERE, DAY)[0].doses == 50
    with refused("access.role"):
        actions.hold_lot(by=oanh, at=AT, lot=lot, reason="x")


def test_what_is_left_open_of_two_sessions_is_thrown_away_where_it_lies(hanh, na):
    lot, one, other = receive(hanh), add_session(), add_session()
    give(na, lot, session_id=one)
    give(add_child("Bé Hai"), lot, session_id=other)
    give(add_child("Bé Ba"), lot)
    assert lot_view(hanh, lot).open_doses == 27
    assert actions.discard_open(by=hanh, at=AT, lot=lot, session=one) == 9
    assert actions.discard_open(by=hanh, at=AT, lot=lot) == 18
    assert (lot_view(hanh, lot).doses, lot_view(hanh, lot).open_doses) == (20, 0)
    settle(hanh, one, {lot: 1})
    assert lot_view(hanh, lot).doses == 20
    with refused("stock.vials_wrong"):
        actions.discard_open(by=hanh, at=AT, lot=lot)


def test_an_expiry_typed_wrongly_is_corrected_in_all_rows_of_the_lot(hanh, tuan):
    lot = receive(hanh)
    told: dict[str, Any] = {"lot": lot, "manufacturer": "IVAC", "registration": "", "diluent_lot": ""}
    with refused("access.not_found"):
        actions.correct_lot(by=tuan, at=AT, expires_on=date(2028, 1, 1), **told)
    with refused("stock.expires_on_wrong"):
        actions.correct_lot(by=hanh, at=AT, expires_on=DAY - timedelta(days=1), **told)
    actions.correct_lot(by=hanh, at=AT, expires_on=date(2028, 1, 1), **told)
    assert (lot_view(hanh, lot).expires_on, lot_view(hanh, lot).manufacturer) == (date(2028, 1, 1), "IVAC")
    assert receive(hanh, expires_on=date(2028, 1, 1)) == lot


def test_a_lot_held_on_one_machine_is_refused_also_under_the_row_another_machine_wrote(hanh, na):
    receive(hanh)
    with facts.deed("vaccine.received", by=hanh, at=AT, place=HERE) as fact:
        twin = fact.add(
            VaccineLot(commune=HERE, vaccine="bcg", number="BC01", presentation=10, expires_on=date(2027, 3, 1))
        )
    with facts.deed("lot.held", by=hanh, at=AT, place=HERE) as fact:
        fact.change(VaccineLot.objects.exclude(pk=twin.id).get(), held_on=DAY, held_reason="Chờ")
    with refused("dose.lot_held"):
        record_dose(by=hanh, at=AT, person=na.id, vaccine="bcg", day=DAY, lot=twin.id)
