"""A station moves in by its claim files: what was built from visits is read into an empty record and built again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from tram.claims.build import claims_of, document
from tram.claims.build.model import BuiltClaim
from tram.claims.format import render_table
from tram.claims.reading import read_claims
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import verify
from tram.kernel.periods import month
from tram.people.models import Person
from tram.places.api import load_reference
from tram.reports.api import indicator_values, whole_register
from tram.village.catalogue import write_catalogue
from tram.village.insured import insured_visits
from tram.village.network import found_network
from tram.village.plan import HOME, Plan

pytestmark = pytest.mark.django_db
END = date(2026, 11, 1)
PLAN = Plan(((HOME, 0),), END)
DAYS = [END - timedelta(days=number) for number in range(1, 31)]
AT = datetime.combine(END, time(3), UTC)


def built_once(count: int, folder: Path, layout: str | None = None) -> dict[str, BuiltClaim]:
    """Claims of so many visits, by number, written to files; the record is then as empty as before."""
    network = found_network(Random(1), HOME, 500, PLAN.founding, datetime.combine(PLAN.founding, time(1), UTC), None)
    items = write_catalogue(PLAN, HOME)
    made: dict[str, BuiltClaim] = {}
    with transaction.atomic():
        visits = insured_visits(network, items, days=DAYS, n=count)
        for number, one in enumerate(claims_of(visits, layout=layout)):
            made[one.number] = one
            (folder / f"{number:05d}.xml").write_bytes(document(one, END))
        transaction.set_rollback(True)
    assert Visit.objects.count() == Person.objects.count() == 0
    return made


def differences(before: BuiltClaim, after: BuiltClaim) -> Iterator[str]:
    """Where two claims' tables differ, field by field."""
    for name in sorted(before.tables.keys() | after.tables.keys()):
        table = before.layout.tables[name]
        one, other = before.tables.get(name, ()), after.tables.get(name, ())
        if render_table(table, one) == render_table(table, other):
            continue
        if len(one) != len(other):
            yield f"{name}: {len(one)} → {len(other)} dòng"
        for line, (was, now) in enumerate(zip(one, other, strict=False), start=1):
            yield from (
                f"{name}/{line}/{field}: {was.get(field, '')!r} → {now.get(field, '')!r}"
                for field in table.names
                if was.get(field, "") != now.get(field, "")
            )


@pytest.mark.parametrize("layout", [None, "3176", "4750", "130"])
def test_claims_that_were_read_are_built_again_byte_for_byte(tmp_path: Path, layout: str | None) -> None:
    load_reference(frozenset({"12"}))
    before = built_once(140, tmp_path, layout)
    report = read_claims(by=SYSTEM, at=AT, paths=[tmp_path])
    assert (report.new, report.refused, report.noted) == (len(before), 0, 0), report.faults[:5]
    visits = list(Visit.objects.values_list("id", flat=True))
    after = {one.number: one for one in claims_of(visits, layout=layout)}
    assert after.keys() == before.keys()
    found = {number: list(differences(before[number], after[number])) for number in before}
    wrong = [line for lines in found.values() for line in lines]
    assert not wrong, "\n".join(wrong[:60])
    assert verify().holds


def test_registers_and_indicators_stand_after_the_move(tmp_path: Path) -> None:
    load_reference(frozenset({"12"}))
    claims = built_once(140, tmp_path)
    read_claims(by=SYSTEM, at=AT, paths=[tmp_path])
    october = month(2026, 10)
    register = whole_register(SYSTEM, "A1", next(iter(claims.values())).facility, october, at=AT)
    assert register.total == len(claims)
    found = indicator_values(SYSTEM, period=october, today=END, communes=[HOME])
    counted = {one.indicator.id: one.numerator for one in found}
    assert counted["visits-insured"] == counted["visits"] == len(claims)
    shown = (
        "hypertension-known",
        "hypertension-on-target",
        "ct25-insured-care",
        "visits-referred",
        "visits-traditional",
    )
    assert all(counted[name] for name in shown), {name: counted[name] for name in shown}
