"""Roles, kinds of data and units outside the network: what a station may say of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.nodes import NOON, Node
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.people.models import Person
from tram.places import api as places
from tram.sync.tests.beginnings import SINCE, WHO, count, register, visit_of
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import (
    HERE,
    PROVINCE,
    join,
    machine,
    pull,
    push,
    reasons,
)
from tram.workforce import api as workforce

PHRASE = "một câu rất dài"  # pragma: allowlist secret


def _account(node: Node, username: str, commune: str) -> UUID:
    with node.here():
        return workforce.open_account(**WHO, username=username, name=username, password=PHRASE, commune=commune).id


def test_nothing_of_the_whole_nation_is_written_by_a_station(world: World) -> None:
    with world.station.here():
        workforce.open_account(**WHO, username="oanh", name="Oanh", password=PHRASE)
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def test_roles_are_given_in_the_own_place_to_own_accounts(world: World) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        workforce.grant_role(**WHO, account=account, role="nurse", day=SINCE, commune=HERE)
    assert reasons(push(world.station, world.centre)) == []


@pytest.mark.parametrize("reach", [{}, {"province": PROVINCE}])
def test_a_role_over_more_than_the_own_place_is_not_given(world: World, reach: dict[str, Any]) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        workforce.grant_role(**WHO, account=account, role="administrator", day=SINCE, **reach)
    assert reasons(push(world.station, world.centre)) == ["scope.role"]


def test_a_role_is_not_given_to_an_account_of_the_centre(world: World) -> None:
    """Roles hold in all places of an actor: administrator of one commune would be administrator of the centre's."""
    from tram.workforce.models import AccountChange, AccountEvent, RoleGrant, ScopeKind

    account = _account(world.centre, "oanh", "")
    with world.station.here(), deed("role.granted", **WHO, place=HERE) as fact:
        told: dict[str, Any] = {"commune": HERE, "account": account}
        fact.add(AccountEvent(**told, username="oanh", change=AccountChange.OPENED, at=NOON))
        fact.add(RoleGrant(**told, role="administrator", scope=ScopeKind.COMMUNE, scope_code=HERE, valid_from=SINCE))
    assert reasons(push(world.station, world.centre)) == ["scope.role"]


def test_a_kind_of_data_that_was_not_given_is_kept_out(world: World) -> None:
    with machine("Trường học") as school:
        join(world.centre, school, HERE, kinds="people")
        person = register(school)
        visit_of(school, person)
        receipt = push(school, world.centre)
    assert set(reasons(receipt)) == {"scope.kind"}
    assert count(world.centre, Person, pk=person) == 1


def test_units_outside_the_network_may_be_told_of_and_renewed_by_who_told(world: World) -> None:
    from tram.places.models import Facility

    with world.station.here(), deed("fhir.imported", **WHO, place="") as fact:
        rows = places.imported_facility(
            row_id=uuid7(), values={"kind": "hospital", "name": "Viện xa", "address": "", "codes": []}, parent=None
        )
        fact.add_all(rows)
    assert reasons(push(world.station, world.centre)) == []
    pull(world.neighbour, world.centre)
    for node, held in ((world.neighbour, ["scope.place"]), (world.station, [])):
        with node.here(), deed("fhir.imported", **WHO, place="") as fact:
            fact.change(Facility.objects.get(kind="hospital"), kind="other")
        assert reasons(push(node, world.centre)) == held


def test_a_station_may_end_a_role_it_gave(world: World) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        grant = workforce.grant_role(**WHO, account=account, role="nurse", day=SINCE, commune=HERE)
        workforce.end_role(**WHO, grant=grant.id, day=NOON.date())
    assert reasons(push(world.station, world.centre)) == []
