"""From the rows of a record to the engine's patient: which doses count at all, which circumstances hold when."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from tram.engines.schedule import Assessment, Given, Observed, Patient, assess
from tram.immunization.schedule.book import Prior, Told, Whom, book
from tram.immunization.schedule.build import NOT_NOW
from tram.immunization.schedule.lists import vaccines
from tram.immunization.schedule.national import vn_schedule

SEXES = {"male": "M", "female": "F", "M": "M", "F": "F"}
CAMPAIGN = "campaign"
UNCOUNTED = "campaign:"  # before a vaccine's code: no vaccine of the schedule
PREGNANCY = timedelta(300)  # days from its beginning, when no end and no due day are known
AFTER_BIRTH = timedelta(28)  # days a pregnancy without a noted end goes on after its due day


class DoseRow(Protocol):
    """A dose as the record has it; ``source`` and ``expires_on`` are read where there are any."""

    @property
    def id(self) -> Hashable:
        """Its key in every answer."""

    @property
    def day(self) -> date:
        """The day it was given."""

    @property
    def vaccine(self) -> str:
        """A code of vaccines.csv."""


class CircumstanceRow(Protocol):
    """A circumstance as the record has it; ``due_on`` is read where there is one."""

    @property
    def code(self) -> str:
        """A code of circumstances.csv."""

    @property
    def start(self) -> date:
        """Its first day."""

    @property
    def end(self) -> date | None:
        """Its last day; None while it lasts."""


def assess_rows(
    birth: date,
    sex: str,
    doses: Iterable[DoseRow],
    circumstances: Iterable[CircumstanceRow] = (),
    deferrals: Iterable[object] = (),
    *,
    day: date,
) -> Assessment:
    """What the schedule in force on a day says of a person with these rows (those that count)."""
    return assess(vn_schedule(day), patient_of(birth, sex, doses, circumstances, deferrals), day)


def patient_of(
    birth: date,
    sex: str,
    doses: Iterable[DoseRow],
    circumstances: Iterable[CircumstanceRow] = (),
    _deferrals: Iterable[object] = (),
) -> Patient:
    """The engine's patient. ``sex``: male, female, M, F; else unknown. A deferral changes no judgement."""
    given = tuple(map(_given, doses))
    noted = tuple(circumstances)
    letter = SEXES.get(sex, "U")
    observed = [Observed(one.code, one.start, last_day(one)) for one in noted]
    for whom in book().whom.values():
        if whom.only_while and letter in whom.sexes:
            observed += _only_while(whom, birth, given, noted)
    return Patient(birth=birth, sex=letter, doses=given, observed=tuple(observed))


def not_counted(dose: DoseRow) -> Told | None:
    """Why a dose is no dose of the schedule: one of a campaign that does not replace a routine dose. Else None."""
    return book().campaign.get(dose.vaccine) if getattr(dose, "source", "") == CAMPAIGN else None


def _given(dose: DoseRow) -> Given:
    vaccine = UNCOUNTED + dose.vaccine if not_counted(dose) else dose.vaccine
    return Given(dose.id, dose.day, vaccine, expires=getattr(dose, "expires_on", None))


def last_day(one: CircumstanceRow) -> date | None:
    """The last day a circumstance is taken to hold."""
    if one.end is not None or one.code not in _ending():
        return one.end
    due: date | None = getattr(one, "due_on", None)
    return due + AFTER_BIRTH if due else one.start + PREGNANCY


def _ending() -> set[str]:
    return {whom.only_while for whom in book().whom.values()}


def _only_while(
    whom: Whom, birth: date, given: Sequence[Given], noted: Sequence[CircumstanceRow]
) -> Iterator[Observed]:
    """The series that fits the doses had before, and the days it asks for nothing. Nothing for others."""
    prior = book().prior
    grown = prior.before.from_day(birth)
    lasting = sorted((one.start, last_day(one)) for one in noted if one.code == whom.only_while)
    if lasting or any(one.day >= grown and _of_group(one.vaccine, whom.group) for one in given):
        yield Observed(opens(prior, [one.day for one in given if one.vaccine in prior.vaccines and one.day < grown]))
        yield from _between(NOT_NOW + whom.only_while, lasting)


def opens(prior: Prior, days: Iterable[date]) -> str:
    """The code of the series that fits doses given on these days; those too close to the one before are left out."""
    counted: list[date] = []
    for day in sorted(days):
        if not counted or (day - counted[-1]).days >= prior.apart_days:
            counted.append(day)
    return max((least, code) for least, code in prior.opens if least <= len(counted))[1]


def _of_group(vaccine: str, group: str) -> bool:
    known = vaccines().get(vaccine)
    return known is not None and group in known.groups


def _between(code: str, lasting: Iterable[tuple[date, date | None]]) -> Iterator[Observed]:
    """An observation on every day outside these periods (by their first day)."""
    free: date | None = None
    for start, end in lasting:
        yield Observed(code, free, start - timedelta(1))
        if end is None:
            return
        free = max(free or end, end + timedelta(1))
    yield Observed(code, free, None)
