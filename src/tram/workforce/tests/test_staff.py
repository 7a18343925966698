"""Staff: who begins and who ends where, by given name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.places.api import FacilityView
from tram.workforce.api import add_staff, end_staff, staff, staff_by_id, staff_by_source, staff_of
from tram.workforce.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, TODAY, holder, refused

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_staff_are_added_and_listed_by_given_name(head: Actor, station: FacilityView) -> None:
    for name in ("Lò Thị Hạnh", "Vàng Văn An"):
        add_staff(by=head, at=AT, full_name=name, profession="nurse", commune=HERE, facility=station.id, day=FOUNDED)
    assert [row.full_name for row in staff(HERE, TODAY)] == ["Vàng Văn An", "Lò Thị Hạnh"]
    assert [row.full_name for row in staff_of(station.id, TODAY)] == ["Vàng Văn An", "Lò Thị Hạnh"]
    assert staff(HERE, date(2025, 6, 30)) == ()


def test_somebody_who_left_worked_until_the_day_before(head: Actor) -> None:
    added = add_staff(by=head, at=AT, full_name="Minh", profession="pharmacist", commune=HERE, day=FOUNDED)
    end_staff(by=head, at=AT, staff=added.id, day=TODAY)
    assert (len(staff(HERE, date(2026, 11, 1))), staff(HERE, TODAY)) == (1, ())
    assert staff_by_id([added.id])[added.id].full_name == "Minh"
    assert refused(end_staff, by=head, at=AT, staff=added.id, day=TODAY).code == "staff.ended"
    assert Fact.objects.filter(name__startswith="staff.").count() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"full_name": " "}, "staff.name_missing"),
        ({"profession": "wizard"}, "staff.profession_unknown"),
        ({"day": date(2020, 1, 1)}, "staff.commune_unknown"),
        ({"facility": uuid7()}, "staff.facility_unknown"),
    ],
)
def test_staff_who_cannot_be_are_refused(head: Actor, change: dict[str, Any], code: str) -> None:
    asked = {"full_name": "A", "profession": "nurse", "commune": HERE, "day": FOUNDED, **change}
    assert refused(add_staff, by=head, at=AT, **asked).code == code


def test_only_those_who_manage_accounts_here_add_staff(head: Actor, stranger: Actor) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    asked: dict[str, Any] = {"at": AT, "full_name": "A", "profession": "nurse", "commune": HERE, "day": FOUNDED}
    assert [refused(add_staff, by=by, **asked).status for by in (nurse, stranger)] == [403, 404]
    added = add_staff(by=head, **asked)
    assert [refused(end_staff, by=by, at=AT, staff=added.id, day=TODAY).status for by in (nurse, stranger)] == [
        403,
        404,
    ]
    assert refused(add_staff, by=head, **{**asked, "commune": NEXT_DOOR}).status == 404


def test_a_practitioner_of_another_system_is_found_again(law: None) -> None:
    added = add_staff(
        by=SYSTEM, at=AT, full_name="Dr X", profession="doctor", commune="", day=FOUNDED,
        source_system="urn:npi", source_value="999",
    )  # fmt: skip
    assert staff_by_source("urn:npi", "999") == added
    assert staff_by_source("urn:npi", "998") is None
