"""Checking claims of this machine: what the tables say, what the card says, what no line could be made of.

Each claim is held beside the person's earlier visits, and a stay beside whoever lay in the same bed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tram.claims.build import BuiltClaim, claim_view, claims_of, draft_claim
from tram.claims.checks.model import ERROR, WARNING, Finding
from tram.claims.checks.neighbours import BED_GROUPS, Neighbours
from tram.claims.checks.reading import parts_of
from tram.claims.checks.run import check_tables
from tram.claims.cover import VisitCover
from tram.encounters.api import VisitView, stays, visits_of
from tram.kernel.actors import Actor, require

READ = "claim.read"
BACK = timedelta(days=92)  # the longest a chronic patient is given drugs for, and a little
LONGEST_STAY = timedelta(days=31)
LEFT_OUT = "visit.left_out"
OF_CARD = {"wrong": ("card.looked_up", ERROR), "none": ("card.none", ERROR), "waiting": ("card.waiting", WARNING)}
LEFT_OUT_SOURCE = "Trạm: chỉ dòng chọn từ danh mục và có giá mới vào hồ sơ"


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and what is wrong with it, errors first."""

    claim: BuiltClaim
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings stop it."""
        return sum(one.is_error for one in self.findings)


def check_visit(actor: Actor, visit: UUID, at: datetime) -> CheckedClaim:
    """The claim of a saved visit, checked. Refuses (404) what lies out of scope, and a visit that is not insured."""
    return check_claims([claim_view(actor, visit, at)], at)[0]


def check_draft(actor: Actor, visit: VisitView, at: datetime, *, instead_of: UUID | None = None) -> CheckedClaim:
    """The claim of a visit as it stands in an open form, checked; nothing is saved. Refuses as ``check_visit``.

    ``instead_of``: the saved visit the form carries on or amends, which is then no neighbour of itself.
    """
    require(actor, READ, visit.commune)
    known = visit if instead_of is None else replace(visit, id=instead_of)
    return check_claims([draft_claim(known, at)], at)[0]


def check_claims(claims: Sequence[BuiltClaim], at: datetime) -> list[CheckedClaim]:
    """Claims checked together, in their order: one reading of their neighbours for all. Asks nobody's permission."""
    seen, order = Neighbours(), sorted([*claims, *_neighbours(claims)], key=_begun)
    wanted, found = {id(claim) for claim in claims}, {}
    for claim in order:
        if id(claim) in wanted:
            found[id(claim)] = CheckedClaim(claim, tuple(_findings(claim, seen, at)))
        seen.add(claim.tables)
    return [found[id(claim)] for claim in claims]


def _begun(claim: BuiltClaim) -> tuple[str, str]:
    (summary,) = claim.tables["XML1"]
    return summary["NGAY_VAO"], claim.number


def _neighbours(claims: Sequence[BuiltClaim]) -> Iterator[BuiltClaim]:
    """The other claims to look at, each once: of the same people, and of the same beds."""
    if not claims:
        return
    first, last = min(one.day for one in claims) - BACK, max(one.day for one in claims)
    own, visits = {one.number for one in claims}, visits_of({one.person for one in claims}, first, last)
    beds = (key for one in claims for key in _beds(one))
    for one in claims_of(dict.fromkeys([*(each.id for each in visits), *beds])):
        if one.number not in own:
            yield one


def _beds(claim: BuiltClaim) -> list[UUID]:
    """Whoever stayed in the commune in the month before, when the claim has a bed."""
    rows = claim.tables.get("XML3", ())
    has_bed = any(row["MA_NHOM"] in BED_GROUPS and parts_of(row["MA_GIUONG"]) for row in rows)
    return [one.id for one in stays(claim.commune, claim.day - LONGEST_STAY, claim.day)] if has_bed else []


def _findings(claim: BuiltClaim, seen: Neighbours, at: datetime) -> Iterator[Finding]:
    told = [*_of_card(claim.cover), *check_tables(claim.layout, claim.tables, at=at, neighbours=seen.of(claim.tables))]
    told += [Finding(LEFT_OUT, WARNING, "", 0, "", sentence, LEFT_OUT_SOURCE) for sentence in claim.left_out]
    return iter(sorted(told, key=lambda one: not one.is_error))


def _of_card(cover: VisitCover) -> Iterator[Finding]:
    """What the insurer said of the card, or that there is none in force; while nobody could ask, a reminder."""
    if cover.state in OF_CARD:
        rule, severity = OF_CARD[cover.state]
        yield Finding(rule, severity, "XML1", 0, "MA_THE_BHYT", cover.because.sentence, cover.because.source)
