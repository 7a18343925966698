"""The ledger of a lot and the delivery note that came as a file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tram.immunization.stock import actions
from tram.immunization.stock.actions import Said
from tram.immunization.stock.delivery import expiry, read_delivery, vaccine_code
from tram.immunization.stock.ledger import at_session, cancelled_lines, ledger, receivers
from tram.immunization.stock.tests.conftest import (
    AT,
    DAY,
    HERE,
    NEXT_DOOR,
    add_child,
    add_session,
    give,
    receive,
)
from tram.immunization.stock.tests.test_stock import refused, settle

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_every_figure_of_a_ledger_says_what_it_comes_from_and_ends_in_the_balance(hanh, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    give(add_child("Bé Hai"), lot, session_id=session)
    settle(hanh, session, {lot: 1})
    actions.waste_vials(by=hanh, at=AT, lot=lot, day=DAY, vials=1, said=Said("broken"))
    actions.count_lots(by=hanh, at=AT, commune=HERE, day=DAY, counted={lot: 2}, why={lot: Said("lost")})
    view, lines = ledger(hanh, lot)
    assert [(line.kind, line.doses, line.balance, line.children) for line in lines] == [
        ("receipt", 50, 50, 0),
        ("given", -2, 48, 2),
        ("use", 0, 48, 0),
        ("left-open", -8, 40, 0),
        ("waste", -10, 30, 0),
        ("count", -10, 20, 0),
    ]
    assert lines[-1].balance == view.doses
    assert (lines[0].document, lines[0].partner, lines[4].reason) == ("PX-12", "TTYT", "Vỡ")


def test_a_session_closed_on_two_machines_stands_twice_and_counts_once(hanh, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    settle(hanh, session, {lot: 1})
    settle(hanh, session, {lot: 1})
    view, lines = ledger(hanh, lot)
    assert [line.by_two for line in lines if line.kind == "use"] == [False, True]
    assert lines[-1].balance == view.doses == 40


def test_a_cancelled_line_stands_apart_with_its_reason(hanh):
    lot = receive(hanh)
    (line,) = ledger(hanh, lot)[1]
    assert line.movement is not None
    actions.cancel_movement(by=hanh, at=AT, movement=line.movement, cancel_reason="Ghi nhầm")
    assert ledger(hanh, lot)[1] == ()
    assert [line.note for line in cancelled_lines(hanh, lot)] == ["Ghi nhầm"]


def test_everybody_who_got_a_lot_stands_with_a_phone_by_given_name(hanh, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    give(add_child("Vàng Thị An", commune=NEXT_DOOR, phone="0987654321"), lot, day=DAY - timedelta(days=1))
    found = receivers(hanh, lot, DAY)
    assert [(one.name, one.phone) for one in found] == [("Vàng Thị An", "0987654321"), ("Lò Bé Na", "0912345678")]
    assert [one.name for one in receivers(hanh, lot, DAY, day=DAY)] == ["Lò Bé Na"]
    assert [one.name for one in at_session(hanh, session, HERE, DAY)] == ["Lò Bé Na"]


def test_the_next_station_reads_neither_ledger_nor_receivers(hanh, tuan, na):
    lot, session = receive(hanh), add_session()
    give(na, lot, session_id=session)
    for attempt in (
        lambda: ledger(tuan, lot),
        lambda: receivers(tuan, lot, DAY),
        lambda: cancelled_lines(tuan, lot),
        lambda: at_session(tuan, session, HERE, DAY),
    ):
        with refused("access.not_found"):
            attempt()


NOTE = """Phiếu xuất kho;;;;
Tên vắc xin;Số lô;Hạn dùng;Quy cách;Số lọ
BCG;B-1;31/12/2027;Lọ 10 liều;5
Viêm gan B;H 22;06/2028;1;30
Thuốc lạ;X;31/12/2027;1;2
BCG;B-2;31/12/2020;10;2
OPV;O1;không rõ;20;2
BCG;B-3;31/12/2027;10;hai
BCG;B-1;31/12/2027;10;1
Tổng;;;;45
"""


def test_a_half_wrong_delivery_note_keeps_its_good_rows():
    found = read_delivery(NOTE.encode(), DAY)
    assert [(line.vaccine, line.number, line.vials, line.presentation) for line in found.lines] == [
        ("bcg", "B-1", 6, 10),
        ("hepb", "H 22", 30, 1),
    ]
    assert found.lines[1].expires_on == date(2028, 6, 30)
    assert [row.row for row in found.bad] == [5, 6, 7, 8]
    assert "Thuốc lạ" in found.bad[0].why


def test_doses_instead_of_vials_are_told_in_vials_when_they_fit():
    note = "Vắc xin,Số lô,Hạn dùng,Số liều\nBCG,B1,31/12/2027,40\nBCG,B2,31/12/2027,45\n"
    found = read_delivery(note.encode(), DAY)
    assert [(line.number, line.vials) for line in found.lines] == [("B1", 4)]
    assert [row.why for row in found.bad] == ["45 liều không chia hết cho lọ 10 liều"]


def test_a_file_without_a_heading_is_refused():
    with refused("stock.file_wrong"):
        read_delivery(b"a,b\n1,2\n", DAY)


@pytest.mark.parametrize(
    ("told", "code"), [("BCG", "bcg"), ("sởi - rubella (mr)", "mr"), ("VGB", "hepb"), ("OPV", "opv"), ("?", "")]
)
def test_vaccines_are_known_by_the_names_people_write(told, code):
    assert vaccine_code(told) == code


def test_an_expiry_may_name_the_month_alone():
    assert (expiry("02/2028"), expiry("5.1.2027"), expiry("13/2027")) == (date(2028, 2, 29), date(2027, 1, 5), None)
