"""Facilities: founded, renamed, moved, led, coded, merged, closed; last year's question gets last year's answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.places.api import (
    FacilityKind,
    FacilityView,
    close_facility,
    communes_of_centre,
    facilities,
    facility,
    facility_by_code,
    facility_history,
    found_facility,
    last_known_facility,
    merge_facility,
    move_facility,
    rename_facility,
    set_facility_code,
    set_facility_leader,
    set_staff_count,
    staff_counts,
    station_of,
)
from tram.places.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, refused
from tram.places.tests.world import facility as a_facility

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NEW_YEAR, EVE = date(2026, 1, 1), date(2025, 12, 31)


@pytest.mark.parametrize("kind", FacilityKind.values)
def test_a_facility_of_every_kind_is_founded_with_both_codes(head: Actor, kind: str) -> None:
    found = found_facility(
        by=head, at=AT, commune=HERE, kind=kind, name="Cơ sở", day=FOUNDED, address="Tổ 1",
        bhxh_code="12a01", national_code="8930000000012",
    )  # fmt: skip
    assert facility(found.id, FOUNDED) == found
    assert dict(found.codes) == {"bhxh": "12A01", "national": "8930000000012"}
    assert facility(found.id, date(2025, 6, 30)) is None
    assert Fact.objects.get().name == "facility.founded"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "bakery"}, "place.kind_unknown"),
        ({"name": ""}, "place.name_missing"),
        ({"commune": "03386"}, "access.not_found"),
        ({"bhxh_code": "120"}, "facility.code_shape"),
        ({"bhxh_code": "12001"}, "facility.code_taken"),
        ({"day": date(2020, 1, 1)}, "place.commune_unknown"),
    ],
)
def test_a_facility_that_cannot_be_is_refused(
    head: Actor, station: FacilityView, change: dict[str, Any], code: str
) -> None:
    asked = {"commune": HERE, "kind": "school", "name": "Trường", "day": FOUNDED, **change}
    with pytest.raises(Refusal) as refusal:
        found_facility(by=head, at=AT, **asked)
    assert refusal.value.code == code
    assert Fact.objects.count() == 1


def test_a_renamed_facility_answers_with_the_name_of_the_day(head: Actor, station: FacilityView) -> None:
    rename_facility(by=head, at=AT, facility=station.id, name="Trạm Đoàn Kết mới", day=NEW_YEAR)
    names = [view.name for day in (EVE, NEW_YEAR) if (view := facility(station.id, day))]
    assert names == ["Trạm Y tế phường Đoàn Kết", "Trạm Đoàn Kết mới"]
    assert [view.name for view in facilities(HERE, EVE)] == ["Trạm Y tế phường Đoàn Kết"]
    with pytest.raises(Refusal) as refusal:
        rename_facility(by=head, at=AT, facility=station.id, name="X", day=EVE)
    assert refusal.value.code == "place.too_early"


def test_a_facility_that_moved_to_another_commune_is_where_it_was_on_each_day(station: FacilityView) -> None:
    move_facility(by=SYSTEM, at=AT, facility=station.id, day=NEW_YEAR, address="Bản Lân", commune=NEXT_DOOR)
    assert [view.id for view in facilities(HERE, EVE)] == [station.id]
    assert facilities(HERE, NEW_YEAR) == ()
    [moved] = facilities(NEXT_DOOR, NEW_YEAR)
    assert (moved.id, moved.address, moved.commune) == (station.id, "Bản Lân", NEXT_DOOR)


def test_nobody_moves_a_facility_into_a_commune_they_do_not_see(head: Actor, station: FacilityView) -> None:
    with pytest.raises(Refusal) as refusal:
        move_facility(by=head, at=AT, facility=station.id, day=NEW_YEAR, address="x", commune=NEXT_DOOR)
    assert refusal.value.status == 404


def test_the_communes_of_a_centre_follow_whom_it_leads_on_the_day(head: Actor, station: FacilityView) -> None:
    one = a_facility("regional_centre", "TTYT khu vực 1", commune=NEXT_DOOR)
    two = a_facility("regional_centre", "TTYT khu vực 2", commune=NEXT_DOOR)
    set_facility_leader(by=head, at=AT, facility=station.id, parent=one.id, day=FOUNDED)
    set_facility_leader(by=head, at=AT, facility=station.id, parent=two.id, day=NEW_YEAR)
    both, own = frozenset({HERE, NEXT_DOOR}), frozenset({NEXT_DOOR})
    assert (communes_of_centre(one.id, EVE), communes_of_centre(one.id, NEW_YEAR)) == (both, own)
    assert (communes_of_centre(two.id, EVE), communes_of_centre(two.id, NEW_YEAR)) == (own, both)
    leaders = [view.parent for day in (EVE, NEW_YEAR) if (view := facility(station.id, day))]
    assert leaders == [one.id, two.id]


def test_a_leader_must_fit_exist_and_not_stand_below(station: FacilityView) -> None:
    point = a_facility("satellite_point", "Điểm trạm Bản Hon", parent=station.id)
    school = a_facility("school", "Trường tiểu học")
    for parent, code in ((school.id, "facility.leader_kind"), (school.id.__class__(int=7), "facility.leader_missing")):
        with pytest.raises(Refusal) as refusal:
            set_facility_leader(by=SYSTEM, at=AT, facility=point.id, parent=parent, day=NEW_YEAR)
        assert refusal.value.code == code
    base = a_facility("military_civil", "Quân dân y", parent=station.id)
    with pytest.raises(Refusal):
        set_facility_leader(by=SYSTEM, at=AT, facility=station.id, parent=base.id, day=NEW_YEAR)


def test_a_code_passes_from_one_facility_to_another_on_its_day(head: Actor, station: FacilityView) -> None:
    other = a_facility("private_clinic", "Phòng khám A")
    set_facility_code(by=head, at=AT, facility=station.id, system="bhxh", value="", day=NEW_YEAR)
    set_facility_code(by=head, at=AT, facility=other.id, system="bhxh", value="12001", day=NEW_YEAR)
    bearers = [view.id for day in (EVE, NEW_YEAR) if (view := facility_by_code("bhxh", "12001", day))]
    assert bearers == [station.id, other.id]
    assert facility_by_code("bhxh", "99999", EVE) is None


def test_a_merged_facility_ends_with_its_codes_and_numbers(head: Actor, station: FacilityView) -> None:
    other = a_facility("commune_station", "Trạm Y tế Quyết Thắng", bhxh_code="12002")
    set_staff_count(by=head, at=AT, category="doctor", number=1, day=FOUNDED, facility=other.id)
    last = merge_facility(by=head, at=AT, facility=other.id, into=station.id, day=NEW_YEAR)
    assert (last.valid_to, last.merged_into, last.name) == (EVE, station.id, "Trạm Y tế Quyết Thắng")
    assert [view.id for view in facilities(HERE, NEW_YEAR)] == [station.id]
    assert staff_counts(HERE, NEW_YEAR) == ()
    assert facility_by_code("bhxh", "12002", NEW_YEAR) is None
    assert facility_history(other.id)[-1].detail == station.name
    known = last_known_facility(other.id)
    assert known is not None
    assert known.name == "Trạm Y tế Quyết Thắng"


def test_a_facility_closes_once_and_not_while_it_leads(head: Actor, station: FacilityView) -> None:
    point = a_facility("satellite_point", "Điểm trạm", parent=station.id)
    with pytest.raises(Refusal) as refusal:
        close_facility(by=head, at=AT, facility=station.id, day=NEW_YEAR)
    assert (refusal.value.code, refusal.value.details) == ("facility.has_followers", {"followers": 1})
    assert close_facility(by=head, at=AT, facility=point.id, day=NEW_YEAR).valid_to == EVE
    with pytest.raises(Refusal) as refusal:
        close_facility(by=head, at=AT, facility=point.id, day=NEW_YEAR)
    assert refusal.value.code == "place.closed"
    close_facility(by=head, at=AT, facility=station.id, day=NEW_YEAR)
    assert (station_of(HERE, NEW_YEAR), station_of(HERE, EVE) is not None) == (None, True)
    assert verify().holds


def test_rights_are_asked_before_anything_else(nurse: Actor, stranger: Actor, station: FacilityView) -> None:
    asked = {"at": AT, "facility": station.id, "day": NEW_YEAR}
    for deed, more in (
        (rename_facility, {"name": "X"}),
        (move_facility, {"address": "X"}),
        (close_facility, {}),
        (merge_facility, {"into": station.id}),
        (set_facility_code, {"system": "bhxh", "value": "12009"}),
        (set_facility_leader, {"parent": None}),
    ):
        answers = [refused(deed, by=by, **asked, **more).status for by in (nurse, stranger)]
        assert answers == [403, 404]


def test_a_facility_of_no_commune_here_is_the_nations(head: Actor, station: FacilityView) -> None:
    from tram.kernel.facts import deed
    from tram.kernel.ids import uuid7
    from tram.places.api import imported_facility

    foreign = uuid7()
    values = {"kind": "hospital", "name": "General", "address": "", "codes": []}
    with deed("bundle.received", by=SYSTEM, at=AT, place="") as fact:
        fact.add_all(imported_facility(row_id=foreign, values=values, parent=None))
    with pytest.raises(Refusal) as refusal:
        rename_facility(by=head, at=AT, facility=foreign, name="X", day=NEW_YEAR)
    assert refusal.value.status == 404
