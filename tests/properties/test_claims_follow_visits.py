"""A claim follows from its visit: built, without fault, read into an empty record, built again to the same byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import transaction

from tram.claims.build import claims_of, document
from tram.claims.checks.desk import check_claims
from tram.claims.reading import read_claims
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM
from tram.people.models import Person
from tram.places.api import load_reference
from tram.village.catalogue import write_catalogue
from tram.village.insured import insured_visits
from tram.village.network import found_network
from tram.village.plan import HOME, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
END = date(2026, 11, 1)
PLAN = Plan(((HOME, 0),), END)
DAYS = [END - timedelta(days=number) for number in range(1, 91)]
AT = datetime.combine(END + timedelta(days=3), time(3), UTC)  # who came on the last day may have stayed a night
# Reminders that are true of visits drawn at random, and stop nothing: nobody asked the insurer about the cards, and
# some patients come again before their drugs are used up.
EXPECTED = {"card.waiting", "across.drug_left"}


@pytest.mark.parametrize(
    ("visits", "seed"), [(210, 1), (210, 2), pytest.param(5_000, 6, marks=pytest.mark.slow, id="5000-6")]
)
def test_claims_are_faultless_and_the_same_after_a_move(visits: int, seed: int, tmp_path: Path) -> None:
    load_reference(frozenset({"12"}))
    founded = datetime.combine(PLAN.founding, time(1), UTC)
    items = write_catalogue(PLAN, HOME)
    network = found_network(Random(1), HOME, 500, PLAN.founding, founded, None)
    before = _built_and_forgotten(lambda: insured_visits(network, items, days=DAYS, n=visits, seed=seed), tmp_path)
    report = read_claims(by=SYSTEM, at=AT, paths=[tmp_path])
    assert (report.new, report.refused) == (len(before), 0), report.faults[:5]
    again = claims_of(Visit.objects.order_by("id").values_list("id", flat=True))
    assert {one.number: document(one, END) for one in again} == before


def _built_and_forgotten(record: Callable[[], tuple[UUID, ...]], folder: Path) -> dict[str, bytes]:
    """The files of the claims of visits, by number, also written to a folder; the record is then as empty as before."""
    with transaction.atomic():
        claims = list(claims_of(record()))
        findings = [
            one
            for checked in check_claims(claims, AT)
            for one in checked.findings
            if one.is_error or one.rule not in EXPECTED
        ]
        assert not findings, sorted({(one.rule, one.severity) for one in findings})
        made = {one.number: document(one, END) for one in claims}
        transaction.set_rollback(True)
    assert not Visit.objects.exists()
    assert not Person.objects.exists()
    for number, content in made.items():
        (folder / f"{number}.xml").write_bytes(content)
    return made
