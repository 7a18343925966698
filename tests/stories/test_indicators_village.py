"""The village: each number equals plain Python's, a visit moves register and indicator at once, Tuấn sees nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.properties.reference import answers, compiled_for
from tests.support.readings import published
from tram.encounters.api import ICD10, DiagnosisInput, load_icd_categories, record_visit
from tram.engines.query import Params, people_python
from tram.kernel.actors import Actor
from tram.kernel.periods import month
from tram.kernel.refusals import Refusal
from tram.places.api import load_reference, station_of
from tram.reports.api import (
    Indicator,
    every_indicator,
    indicator_people,
    indicator_values,
    register_page,
    stations,
)
from tram.reports.reads.run import DIALECTS, compiled, execute
from tram.reports.sources import tables
from tram.reports.tests.world import on
from tram.village.build import build
from tram.village.cast import Cast, enter, found_centre
from tram.village.plan import HOME, NEXT, Plan
from tram.warehouse import api as warehouse
from tram.workforce.api import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
DAY, AT = date(2026, 10, 31), datetime(2026, 10, 31, 3, 0, tzinfo=UTC)
ON_DAY = on(DAY)
PLAN = Plan(((HOME, 260), (NEXT, 60)), end=DAY)
WHERE = Params(at=DAY, start=DAY - timedelta(days=365), end=DAY, places=(HOME, NEXT))


@dataclass(frozen=True)
class Village:
    """The cast, and what every room publishes, as plain rows."""

    cast: Cast
    rows: Mapping[str, list[dict[str, Any]]]

    def actor(self, name: str) -> Actor:
        """Somebody of the cast as the program knows them."""
        return actor_for(self.cast.accounts[name], AT)


@pytest.fixture(scope="module")
def village(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Village]:
    """A small village with its cast, for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        load_icd_categories()
        centre = found_centre(PLAN)
        networks = build(PLAN, lambda _done, _total: None, centre)
        cast = enter(PLAN, networks, centre, "mật khẩu của làng mẫu 25")
        yield Village(cast, {name: published(table) for name, table in warehouse.tables().items()})
        transaction.set_rollback(True)


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: f"{one.id} {one.definition.head.version}")
def test_the_villages_numbers_and_people_equal_plain_pythons(village: Village, one: Indicator) -> None:
    expected = answers(one, tables(), village.rows, WHERE)
    for split in one.split_ids():
        found = compiled_for(one, tables(), DIALECTS[connection.vendor], (split,)).cells(execute, WHERE)
        assert found == expected.by(split)
    if not one.definition.ratio:
        missing = people_python(one.definition, tables(), village.rows, WHERE, side="missing")
        assert compiled(one).people(execute, WHERE, side="missing", limit=10_000) == missing


def test_a_visit_stands_in_the_register_and_moves_the_number_at_once(village: Village) -> None:
    hanh, mai = village.actor("hanh"), village.cast.people["mai"]
    before = _managed(hanh)
    assert mai in _people(hanh, "missing")
    _mai_comes(hanh, mai)
    assert _managed(hanh) == (before[0] + 1, before[1])
    assert mai in _people(hanh, "in")
    assert mai not in _people(hanh, "missing")
    assert hanh.facility is not None
    page = register_page(hanh, "A1", hanh.facility, month(2026, 10), at=AT, size=200)
    assert [(line.person, line.diagnosis) for line in page.lines if line.person == mai] == [
        (mai, "J00 Viêm mũi họng cấp [cảm thường]")
    ]


def test_the_number_of_ba_lan_opens_to_her(village: Village) -> None:
    lan = village.cast.people["lan"]
    listing = indicator_people(
        village.actor("hanh"), "ct25-high-risk", at=AT, **ON_DAY, cell={"age_group": "60-79"}, side="in", size=1000
    )
    assert ("Lò Thị Lan", "12/03/1961") in {(row.name, row.birth) for row in listing.rows if row.person == lan}


def test_tuan_sees_none_of_it(village: Village) -> None:
    tuan, station = village.actor("tuan"), station_of(HOME, DAY)
    assert station is not None
    for ask in (
        lambda: indicator_values(tuan, **ON_DAY, communes=[HOME]),
        lambda: indicator_people(tuan, "ct25-insured", at=AT, **ON_DAY, communes=[HOME]),
        lambda: register_page(tuan, "A1", station.id, month(2026, 10), at=AT),
    ):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert refusal.value.status == 404
    assert {one.commune for one in stations(tuan, DAY)} == {NEXT}
    assert village.cast.people["lan"] not in _people(tuan, "all")


def test_oanh_compares_both_communes_and_the_village_worker_sees_her_village_only(village: Village) -> None:
    whole = {value.indicator.id: value for value in indicator_values(village.actor("oanh"), **ON_DAY)}
    own = {value.indicator.id: value for value in indicator_values(village.actor("pan"), **ON_DAY)}
    assert whole["ct25-doctors"].denominator == 2
    assert "ct25-doctors" not in own
    assert 0 < (own["ct25-insured"].denominator or 0) < (whole["ct25-insured"].denominator or 0)


def _mai_comes(hanh: Actor, mai: UUID) -> None:
    record_visit(
        by=hanh,
        at=AT,
        person=mai,
        started_at=AT,
        payer="bhyt",
        reason="Ho, sổ mũi",
        diagnoses=[DiagnosisInput("J00", system=ICD10)],
        vitals={"8310-5": Decimal("37.2")},
    )


def _managed(actor: Actor) -> tuple[int, int]:
    values = {value.indicator.id: value for value in indicator_values(actor, **ON_DAY)}
    return values["ct25-managed"].numerator, values["ct25-managed"].denominator or 0


def _people(actor: Actor, side: str) -> set[UUID]:
    listing = indicator_people(actor, "ct25-managed", at=AT, **ON_DAY, side=side, size=2000)
    return {row.person for row in listing.rows if row.person}
