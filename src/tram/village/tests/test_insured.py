"""Insured visits of every kind are recorded by the deeds, and say what a claim needs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from tram.encounters.api import visit_view
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import verify
from tram.places.api import load_reference
from tram.supply.api import price_on
from tram.village.catalogue import write_catalogue
from tram.village.insured import KINDS, insured_visits
from tram.village.network import found_network
from tram.village.plan import HOME, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
PLAN = Plan(((HOME, 0),), date(2026, 11, 1))
DAYS = [PLAN.end - timedelta(days=number) for number in range(30, 0, -1)]


def test_every_kind_of_visit_is_written_with_what_a_claim_needs() -> None:
    load_reference(frozenset({"12"}))
    at = datetime.combine(PLAN.founding, time(1), UTC)
    network = found_network(Random(1), HOME, 500, PLAN.founding, at, None)
    items = write_catalogue(PLAN, HOME)
    made = insured_visits(network, items, days=DAYS, n=3 * 20)
    views = [visit_view(SYSTEM, one) for one in made]
    reasons = Counter(view.reason for view in views)
    assert len(reasons) >= len(KINDS), "every kind, and the newborns"
    assert {view.payer for view in views} == {"bhyt", "self"}
    assert sum(view.stay_from is not None for view in views) > 1
    tests = [row for view in views for row in view.observations if row.procedure]
    done = {row.id for view in views for row in view.procedures}
    assert tests
    assert {row.procedure for row in tests} <= done
    lines = [line for view in views for given in view.prescriptions for line in given.lines]
    assert all(line.item and line.quantity and line.prescriber for line in lines)
    assert verify().holds


def test_an_old_visit_is_charged_at_the_old_price() -> None:
    load_reference(frozenset({"12"}))
    item = write_catalogue(PLAN, HOME)["40.491"]
    old, new = price_on(item.id, date(2025, 12, 31)), price_on(item.id, date(2026, 1, 1))
    assert old is not None
    assert new is not None
    assert (str(old.price), str(new.price)) == ("420.000", "441.000")
