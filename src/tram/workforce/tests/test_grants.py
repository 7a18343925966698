"""Roles: what they let an actor see, who may hand them out, when they end."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tram.kernel.actors import SYSTEM, Actor, Role, may, may_see
from tram.kernel.ids import uuid7
from tram.places.api import FacilityView, VillageView
from tram.workforce.api import account, actor_for, end_role, grant_role
from tram.workforce.models import RoleGrant
from tram.workforce.reads.acting import forget
from tram.workforce.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, TODAY, holder, opened, refused

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_a_nurse_sees_her_commune_and_nothing_else(station: FacilityView) -> None:
    nurse = holder("hanh", "nurse", commune=HERE, facility=station.id)
    assert (nurse.roles, nurse.commune, nurse.facility) == (frozenset({Role.NURSE}), HERE, station.id)
    assert (may_see(nurse, HERE), may_see(nurse, NEXT_DOOR)) == (True, False)
    assert not may(nurse, "account.manage")


def test_a_village_health_worker_sees_one_village(hon: VillageView) -> None:
    worker = holder("pao", "village_health_worker", village=hon.id)
    assert worker.villages == frozenset({hon.id})
    assert (may_see(worker, HERE, hon.id), may_see(worker, HERE, uuid7())) == (True, False)


def test_a_centre_sees_the_communes_it_leads_and_its_own(station: FacilityView, centre: FacilityView) -> None:
    oanh = holder("oanh", "centre", centre=centre.id)
    assert oanh.communes == frozenset({HERE, NEXT_DOOR})


def test_a_province_sees_its_communes_and_the_nation_all(administrator: Actor) -> None:
    province = holder("so.y.te", "province", province="12")
    assert province.communes is not None
    assert len(province.communes) == 38
    assert administrator.communes is None


def test_the_actor_of_a_request_costs_two_queries_once_in_a_while(station: FacilityView) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    forget(nurse.id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert actor_for(nurse.id, AT) is actor_for(nurse.id, AT)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("role", "place", "code", "status"),
    [
        ("king", {"commune": HERE}, "grant.role_unknown", 422),
        ("administrator", {"commune": HERE}, "grant.role_higher", 403),
        ("nurse", {"commune": NEXT_DOOR}, "access.not_found", 404),
        ("nurse", {}, "access.not_found", 404),
        ("nurse", {"province": "12"}, "access.not_found", 404),
        ("nurse", {"province": "99"}, "staff.commune_unknown", 422),
        ("nurse", {"commune": HERE, "province": "12"}, "grant.one_place", 422),
        ("nurse", {"village": uuid7()}, "grant.village_unknown", 422),
        ("nurse", {"centre": uuid7()}, "staff.facility_unknown", 422),
        ("nurse", {"commune": HERE, "facility": uuid7()}, "staff.facility_unknown", 422),
    ],
)
def test_a_head_of_station_hands_out_no_more_than_she_holds(
    head: Actor, role: str, place: dict[str, str], code: str, status: int
) -> None:
    new = opened("hanh")
    found = refused(grant_role, by=head, at=AT, account=new.id, role=role, day=FOUNDED, **place)
    assert (found.code, found.status) == (code, status)
    assert actor_for(new.id, AT).roles == frozenset()


def test_a_role_reaches_only_over_places_that_fit_it(administrator: Actor, hon: VillageView) -> None:
    new = opened("hanh")
    for role, place in (("nurse", {"village": hon.id}), ("province", {"commune": HERE}), ("nurse", {})):
        found = refused(grant_role, by=administrator, at=AT, account=new.id, role=role, day=FOUNDED, **place)
        assert found.code == "grant.scope_unfit"


def test_different_roles_over_different_places_need_different_accounts(administrator: Actor) -> None:
    new = opened("hanh")
    asked: dict[str, Any] = {"by": administrator, "at": AT, "account": new.id, "day": FOUNDED}
    grant_role(**asked, role="nurse", commune=HERE)
    grant_role(**asked, role="station_head", commune=HERE)
    assert refused(grant_role, **asked, role="station_head", commune=NEXT_DOOR).code == "grant.mixed"


def test_a_role_ends_the_day_before_and_may_end_at_once(head: Actor) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    [held] = account(SYSTEM, nurse.id, TODAY).grants
    end_role(by=head, at=AT, grant=held.id, day=TODAY)
    assert actor_for(nurse.id, AT).roles == frozenset()
    assert RoleGrant.objects.get(pk=held.id).valid_to == date(2026, 11, 1)
    assert refused(end_role, by=head, at=AT, grant=held.id, day=TODAY).code == "staff.ended"
    again = grant_role(by=head, at=AT, account=nurse.id, role="doctor", day=TODAY, commune=HERE)
    end_role(by=head, at=AT, grant=again.id, day=TODAY)
    assert actor_for(nurse.id, AT).roles == frozenset()


def test_nobody_strips_themselves_or_somebody_elsewhere(head: Actor, stranger: Actor) -> None:
    [mine] = account(SYSTEM, head.id, TODAY).grants
    assert refused(end_role, by=head, at=AT, grant=mine.id, day=TODAY).code == "account.not_yourself"
    assert refused(end_role, by=stranger, at=AT, grant=mine.id, day=TODAY).status == 404
    assert refused(end_role, by=head, at=AT, grant=uuid7(), day=TODAY).status == 404
    nurse = holder("hanh", "nurse", commune=HERE)
    assert refused(end_role, by=nurse, at=AT, grant=mine.id, day=TODAY).status == 403


def test_what_is_remembered_of_an_actor_ends_with_the_day_and_after_seconds(
    law: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    assert actor_for(nurse.id, AT) is nurse
    assert actor_for(nurse.id, AT + timedelta(days=1)) is not nurse
    again = actor_for(nurse.id, AT)
    later = monotonic() + 6
    monkeypatch.setattr("tram.workforce.reads.acting.monotonic", lambda: later)
    assert actor_for(nurse.id, AT) is not again
