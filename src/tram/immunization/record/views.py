"""What the record of doses answers: frozen values, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from tram.immunization.models import Circumstance, Deferral, Dose, Evaluation, Forecast


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """What a dose counts as for one antigen; ``on_time`` None where the schedule has no word on it."""

    antigen: str
    status: str
    number: int | None
    reason: str
    on_time: bool | None

    @classmethod
    def of(cls, row: Evaluation) -> Self:
        """The row as this value."""
        return cls(row.antigen, row.status, row.number, row.reason, row.on_time)


@dataclass(frozen=True, slots=True)
class DoseView:
    """One dose with what it counts as (empty until it is written, and in histories).

    ``person`` is the record it stands in. ``apart``: another current version supersedes the same dose, because two
    machines amended it; somebody should cancel one.
    """

    id: UUID
    stamp: int
    person: UUID
    commune: str
    day: date
    given_at: datetime | None
    vaccine: str
    lot: UUID | None
    lot_number: str
    expires_on: date | None
    site: str
    route: str
    quantity: Decimal | None
    said_number: int | None
    facility: UUID | None
    place_name: str
    given_by: UUID | None
    session: UUID | None
    source: str
    status: str
    supersedes: UUID | None
    change_reason: str
    cancel_reason: str
    note: str
    evaluations: tuple[EvaluationView, ...] = ()
    apart: bool = False

    @property
    def valid(self) -> bool:
        """Whether it counts for at least one antigen."""
        return any(each.status == "valid" for each in self.evaluations)

    @classmethod
    def of(cls, row: Dose, evaluations: tuple[EvaluationView, ...] = (), *, apart: bool = False) -> Self:
        """The row as this value."""
        return cls(
            row.id, row.stamp, row.person_id, row.commune, row.day, row.given_at, row.vaccine, row.lot_id,
            row.lot_number, row.expires_on, row.site, row.route, row.quantity, row.said_number, row.facility_id,
            row.place_name, row.given_by_id, row.session_id, row.source, row.status, row.supersedes_id,
            row.change_reason, row.cancel_reason, row.note, evaluations, apart,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CircumstanceView:
    """Something that changes what is due; ``end`` None while it lasts."""

    id: UUID
    stamp: int
    person: UUID
    commune: str
    code: str
    start: date
    end: date | None
    due_on: date | None
    text: str
    status: str
    cancel_reason: str

    @classmethod
    def of(cls, row: Circumstance) -> Self:
        """The row as this value."""
        return cls(
            row.id, row.stamp, row.person_id, row.commune, row.code, row.start, row.end, row.due_on, row.text,
            row.status, row.cancel_reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeferralView:
    """A dose that was put off, refused, forbidden or missed."""

    id: UUID
    stamp: int
    person: UUID
    commune: str
    day: date
    group: str
    kind: str
    reason: str
    until: date | None
    note: str
    session: UUID | None
    status: str
    cancel_reason: str

    @classmethod
    def of(cls, row: Deferral) -> Self:
        """The row as this value."""
        return cls(
            row.id, row.stamp, row.person_id, row.commune, row.day, row.group, row.kind, row.reason, row.until,
            row.note, row.session_id, row.status, row.cancel_reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForecastView:
    """How somebody stands with a group of vaccines; dates are None where nothing is to come."""

    group: str
    status: str
    number: int | None
    earliest: date | None
    recommended: date | None
    overdue: date | None
    latest: date | None
    vaccine: str
    valid_doses: int
    reason: str

    @classmethod
    def of(cls, row: Forecast) -> Self:
        """The row as this value."""
        return cls(
            row.group, row.status, row.number, row.earliest, row.recommended, row.overdue, row.latest, row.vaccine,
            row.valid_doses, row.reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class VaccinationRecord:
    """All that is known of somebody's vaccinations: doses by day, groups as the schedule orders them."""

    person: UUID
    doses: tuple[DoseView, ...]
    forecasts: tuple[ForecastView, ...]
    circumstances: tuple[CircumstanceView, ...]
    deferrals: tuple[DeferralView, ...]
    cancelled: tuple[DoseView, ...] = ()
