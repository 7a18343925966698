"""Registers: the lines of a station in a period, each under the form in force on its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from tram.encounters import api as encounters
from tram.kernel import read_log
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.periods import Period
from tram.people import api as people
from tram.places import api as places
from tram.reports import refusals
from tram.reports.layouts import layouts_for
from tram.reports.lines import Line, birth, joined
from tram.reports.reads.scope import communes_in_scope
from tram.reports.views import Register, Section
from tram.workforce import api as workforce

PAGE_SIZE = 100
LONGEST = timedelta(days=366)
STATIONS = ("commune_station", "satellite_point", "regional_centre", "military_civil", "private_clinic", "hospital")


def register_page(
    actor: Actor, code: str, facility: UUID, period: Period, *, at: datetime, page: int = 1, size: int = PAGE_SIZE
) -> Register:
    """One page of a station's register in a period, in order of time; the read is logged with how many lines.

    Refuses who may not read registers (403), stations out of scope (404), unknown registers, periods that are open,
    longer than a year, or have days without a form in force.
    """
    station = _station(actor, facility, period)
    layouts = layouts_for(code, period)
    total = encounters.count_visits_between(station.commune, period.start, _last(period), facility=facility)
    page = max(1, page)
    visits = _visits(station, period, size, (page - 1) * size)
    lines = list(_lines(visits, first=(page - 1) * size + 1))
    if lines:
        read_log.note(
            actor, at, f"register.{code} {period.start:%Y-%m-%d}", people=len({line.person for line in lines})
        )
    sections = tuple(Section(layout, part, _within(lines, part)) for layout, part in layouts)
    return Register(station, period, total, page, size, sections)


def whole_register(actor: Actor, code: str, facility: UUID, period: Period, *, at: datetime) -> Register:
    """Every line of the period on one page, for paper and spreadsheets; refuses as ``register_page`` does."""
    station = _station(actor, facility, period)
    total = encounters.count_visits_between(station.commune, period.start, _last(period), facility=facility)
    return register_page(actor, code, facility, period, at=at, size=max(total, 1))


def stations(actor: Actor, day: date) -> tuple[places.FacilityView, ...]:
    """The facilities whose registers the actor may read on a day; none for those who see the whole nation."""
    require(actor, "register.read")
    communes = communes_in_scope(actor)
    return places.facilities_of_kinds(STATIONS, communes, day) if communes else ()


def _station(actor: Actor, facility: UUID, period: Period) -> places.FacilityView:
    """The station as it last was in the period (it may have closed before the last day)."""
    require(actor, "register.read")
    found = places.facility(facility, _last(period)) or places.facility(facility, period.start)
    if found is None:
        raise not_found()
    require(actor, "register.read", commune=found.commune)
    return found


def _last(period: Period) -> date:
    if period.end is None:
        raise refusals.open_period()
    if period.end - period.start > LONGEST:
        raise refusals.long_period()
    return period.end


def _visits(station: places.FacilityView, period: Period, limit: int, offset: int) -> Sequence[encounters.VisitView]:
    return encounters.visits_between(
        station.commune, period.start, _last(period), facility=station.id, limit=limit, offset=offset
    )


def _within(lines: Iterable[Line], period: Period) -> tuple[Line, ...]:
    return tuple(line for line in lines if period.contains(line.day))


def _lines(visits: Sequence[encounters.VisitView], *, first: int) -> Iterator[Line]:
    known = people.register_people({visit.person for visit in visits})
    staff = workforce.staff_by_id({visit.examiner for visit in visits if visit.examiner})
    for number, visit in enumerate(visits, first):
        person = known[visit.person]
        examiner = staff.get(visit.examiner) if visit.examiner else None
        yield Line(
            number=number,
            day=visit.day,
            visit=visit.id,
            person=person.person.id,
            commune=person.person.commune,
            full_name=person.person.name,
            sex=person.person.sex,
            birth=birth(person.person.born, person.person.birth_precision),
            identity=person.paper,
            insurance=visit.cover_number or person.cover_number(visit.day),
            address=person.address(visit.day),
            ethnicity=person.ethnicity_name,
            occupation=person.occupation_name,
            symptoms=visit.symptoms or visit.reason,
            diagnosis=_diagnosis(visit),
            treatment=_treatment(visit),
            examiner=examiner.full_name if examiner else "",
            note=_note(visit),
        )


def _diagnosis(visit: encounters.VisitView) -> str:
    return joined([f"{one.code} {one.display}" for one in visit.diagnoses if one.role != "problem"])


def _treatment(visit: encounters.VisitView) -> str:
    drugs = (f"{line.text}: {line.dosage}" if line.dosage else line.text for line in visit.lines)
    return joined([*drugs, visit.treatment, visit.advice])


def _note(visit: encounters.VisitView) -> str:
    again = f"Hẹn khám lại {visit.follow_up_on:%d/%m/%Y}" if visit.follow_up_on else ""
    return joined([visit.note, again])
