"""Lists of a station: who was seen, who waits, who is due back, which codes it uses most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from tram.encounters.icd.codes import IcdCode
from tram.encounters.icd.edits import fits_sex
from tram.encounters.icd.search import codes_named, search_codes
from tram.encounters.inputs import ICD10
from tram.encounters.models import Diagnosis, DiagnosisRole, Payer, RowStatus, Visit, VisitStatus
from tram.encounters.reads.assemble import LIVE, visits_with_parts
from tram.encounters.views import VisitView
from tram.kernel.actors import Actor, require

STILL_OPEN = timedelta(days=2)
FREQUENT_WITHIN = timedelta(days=90)
FREQUENT_KEPT = 200
REFERRALS_WITHIN = 300  # visits looked at


@dataclass(frozen=True, slots=True)
class VisitBrief:
    """A visit in a list. ``code`` and ``display`` are the main diagnosis, empty when there is none yet."""

    id: UUID
    person: UUID
    day: date
    started_at: datetime
    kind: str
    status: str
    payer: str
    facility: UUID | None
    examiner: UUID | None
    follow_up_on: date | None
    code: str
    display: str


def visits_on(actor: Actor, commune: str, day: date, facility: UUID | None = None) -> tuple[VisitBrief, ...]:
    """The visits of a commune (or one facility of it) on a day, the latest first. Refuses out of scope."""
    rows = _visits(actor, commune).filter(day=day, status__in=LIVE)
    return _briefs(_at(rows, facility).order_by("-started_at", "-id"))


def usual_referral(actor: Actor, commune: str) -> str:
    """The code of the facility where the station last sent somebody; "" when it did not. Refuses out of scope."""
    rows = _visits(actor, commune).filter(status__in=LIVE).order_by("-day")
    return next(filter(None, rows.values_list("referred_to", flat=True)[:REFERRALS_WITHIN]), "")


def waiting(actor: Actor, commune: str, day: date, facility: UUID | None = None) -> tuple[VisitBrief, ...]:
    """Visits in progress since yesterday at the earliest, the longest waiting first. Refuses out of scope."""
    rows = _visits(actor, commune).filter(day__gt=day - STILL_OPEN, day__lte=day, status=VisitStatus.IN_PROGRESS)
    return _briefs(_at(rows, facility).order_by("started_at", "id"))


def follow_ups_due(
    actor: Actor, commune: str, start: date, end: date, *, facility: UUID | None = None, limit: int = 200
) -> tuple[VisitBrief, ...]:
    """Visits whose follow-up date lies in the days given and whose person has not come since, the earliest first."""
    later = Visit.objects.filter(person_id=OuterRef("person_id"), day__gt=OuterRef("day"), status__in=LIVE)
    rows = _visits(actor, commune).filter(follow_up_on__gte=start, follow_up_on__lte=end, status__in=LIVE)
    rows = _at(rows, facility).filter(~Exists(later))
    return _briefs(rows.order_by("follow_up_on", "id")[:limit])


def insured_visits(actor: Actor, commune: str, start: date, end: date) -> tuple[VisitBrief, ...]:
    """The visits of a commune in a period that insurance is to pay, the latest first. Refuses out of scope."""
    rows = _visits(actor, commune).filter(day__gte=start, day__lte=end, payer=Payer.BHYT, status__in=LIVE)
    return _briefs(rows.order_by("-started_at", "-id"))


def visits_between(
    commune: str, start: date, end: date, *, facility: UUID | None = None, limit: int | None = None, offset: int = 0
) -> list[VisitView]:
    """Whole visits of a commune in a period, in the order they took place; the caller has asked permission."""
    rows = _at(Visit.objects.filter(commune=commune, day__gte=start, day__lte=end, status__in=LIVE), facility)
    rows = rows.order_by("day", "started_at", "id")
    return visits_with_parts(rows[offset : None if limit is None else offset + limit])


def count_visits_between(commune: str, start: date, end: date, *, facility: UUID | None = None) -> int:
    """How many visits ``visits_between`` would give."""
    return _at(Visit.objects.filter(commune=commune, day__gte=start, day__lte=end, status__in=LIVE), facility).count()


def search_icd(text: str, commune: str, day: date, *, sex: str = "", limit: int = 12) -> list[IcdCode]:
    """Codes for a text, those the commune used most lately first; the frequent ones for an empty text.

    Codes of the other sex come last.
    """
    counts = frequent_codes(commune, day)
    found = search_codes(text, counts, 2 * limit) if text.strip() else codes_named(counts, 2 * limit)
    return sorted(found, key=lambda code: not fits_sex(code, sex))[:limit]


@lru_cache(maxsize=64)
def frequent_codes(commune: str, day: date) -> Mapping[str, int]:
    """How often each ICD-10 code was noted in the commune in the 90 days before a day, the most used first.

    Remembered per day: a hint that is a few hours old is as good.
    """
    rows = (
        Diagnosis.objects.filter(
            visit__commune=commune,
            visit__day__gte=day - FREQUENT_WITHIN,
            visit__day__lt=day,
            system=ICD10,
            status=RowStatus.CURRENT,
        )
        .values_list("code")
        .annotate(times=Count("id"))
        .order_by("-times", "code")[:FREQUENT_KEPT]
    )
    return dict(rows)


def _visits(actor: Actor, commune: str) -> QuerySet[Visit]:
    require(actor, "visit.read", commune)
    rows = Visit.objects.filter(commune=commune)
    return rows if actor.villages is None else rows.filter(person__village__in=actor.villages)


def _at(rows: QuerySet[Visit], facility: UUID | None) -> QuerySet[Visit]:
    return rows if facility is None else rows.filter(facility_id=facility)


_BRIEF = (
    *("id", "person_id", "day", "started_at", "kind", "status", "payer", "facility_id", "examiner_id"),
    "follow_up_on",
)


def _briefs(rows: QuerySet[Visit]) -> tuple[VisitBrief, ...]:
    found = list(rows.values_list(*_BRIEF))
    mains = Diagnosis.objects.filter(
        visit_id__in=[row[0] for row in found], role=DiagnosisRole.MAIN, status=RowStatus.CURRENT
    )
    named = {visit: (code, display) for visit, code, display in mains.values_list("visit_id", "code", "display")}
    return tuple(VisitBrief(*(*row, *named.get(row[0], ("", "")))) for row in found)
