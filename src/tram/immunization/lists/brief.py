"""One person's vaccinations in a line: what waits, for pages of other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.immunization.lists.rules.kinds import Dates, Kind, counts_from, kind_on
from tram.immunization.models import Dose, Forecast, ForecastStatus, RowStatus
from tram.immunization.record import ensure_forecasts


@dataclass(frozen=True, slots=True)
class WaitingDose:
    """A dose that waits or comes next."""

    vaccine: str
    group: str
    number: int | None
    kind: Kind | None
    day: date

    @property
    def late(self) -> bool:
        """Whether it is overdue."""
        return self.kind == Kind.OVERDUE


@dataclass(frozen=True, slots=True)
class VaccinationBrief:
    """What waits: ``now`` due or late today, longest waiting first; ``then`` what comes on ``day`` after that (None:
    nothing). ``given``: how many doses are recorded."""

    now: tuple[WaitingDose, ...]
    then: tuple[WaitingDose, ...]
    given: int

    @property
    def late(self) -> bool:
        """Whether a dose is late."""
        return any(dose.late for dose in self.now)

    @property
    def day(self) -> date | None:
        """The day of what comes next."""
        return self.then[0].day if self.then else None


def vaccination_brief(person: UUID, today: date) -> VaccinationBrief:
    """What waits for somebody on a day, in three queries; the caller has asked permission and notes the reading."""
    ensure_forecasts(today)
    rows = Forecast.objects.filter(person=person, status=ForecastStatus.DUE)
    columns = ("vaccine", "group", "number", "earliest", "recommended", "overdue", "latest")
    waiting = [one for row in rows.values_list(*columns) if (one := _waiting(row, today))]
    now = sorted((one for one in waiting if one.kind), key=lambda one: (one.day, one.group))
    later = sorted((one for one in waiting if one.kind is None), key=lambda one: (one.day, one.group))
    given = Dose.objects.filter(person_id=person, status=RowStatus.CURRENT).count()
    return VaccinationBrief(tuple(now), tuple(one for one in later if one.day == later[0].day), given)


def _waiting(
    row: tuple[str, str, int | None, date | None, date | None, date | None, date | None], today: date
) -> WaitingDose | None:
    """None for what can no longer be given."""
    vaccine, group, number, *days = row
    dates = Dates(*days)
    kind = kind_on(dates, today, today)
    gone = dates.latest is not None and dates.latest < today
    day = counts_from(dates, kind or Kind.DUE)
    return None if gone or day == date.max else WaitingDose(vaccine, group, number, kind, day)
