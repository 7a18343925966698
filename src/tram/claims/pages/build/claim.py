"""/bhyt/ho-so/<visit>/: the claim of a visit, every amount and every field explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.claims.api import BuiltClaim, check_visit, claim_state, cost_parts
from tram.claims.pages.build.words import STATE_KINDS, state_names
from tram.kernel.actors import may
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note

SUMS = ("T_TONGCHI_BV", "T_TONGCHI_BH", "T_BHTT", "T_BNCCT", "T_BNTT", "T_NGUONKHAC")
LINKING = {"MA_LK", "STT"}


@require_GET
def page(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What is asked of the insurer for a visit, why, what is wrong with it, and how it stands."""
    actor, at = actor_of(request), time_of(request)
    checked = check_visit(actor, visit, at)
    claim = checked.claim
    note(actor, at, "claims.claim", person=claim.person)
    standing = claim_state(actor, visit)
    head = claim.tables["XML1"][0]
    context: dict[str, Any] = {
        "claim": claim,
        "head": head,
        "checked": checked,
        "standing": standing,
        "state_name": state_names()[standing.state],
        "state_kind": STATE_KINDS[standing.state],
        "parts": cost_parts(claim),
        "sums": [(name, _title(claim, "XML1", name), getattr(claim.amounts, its), claim.whys.get(("XML1", 1, name)))
                 for name, its in zip(SUMS, ("bv", "bh", "fund", "copaid", "self_paid", "other"), strict=True)],
        "tables": list(_tables(claim)),
        "may_write": may(actor, "visit.write"),
    }  # fmt: skip
    return render(request, "claims/build/claim.html", context)


def _tables(claim: BuiltClaim) -> Iterator[dict[str, Any]]:
    """Every table with its rows, a row as (field, title, value, why) of what is filled."""
    whys = claim.whys
    for name, rows in claim.tables.items():
        table = claim.layout.tables[name]
        titles = {field.name: field.title for field in table.fields}
        yield {
            "name": name,
            "title": table.title,
            "rows": [
                [
                    (field, titles[field], value, whys.get((name, number, field)))
                    for field, value in row.items()
                    if value and field not in LINKING
                ]
                for number, row in enumerate(rows, start=1)
            ],
        }


def _title(claim: BuiltClaim, table: str, name: str) -> str:
    field = claim.layout.tables[table].field(name)
    return field.title if field else name
