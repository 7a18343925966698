"""Registers: the lines of a station in a period, each under the form in force on its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tram.encounters import api as encounters
from tram.kernel import read_log
from tram.kernel.actors import SYSTEM, Actor, may, not_found, require
from tram.kernel.periods import Period, year
from tram.people import api as people
from tram.places import api as places
from tram.reports import refusals
from tram.reports.books import VISITS
from tram.reports.layouts import RegisterLayout, layouts_for, register_form
from tram.reports.lines import Line, birth, joined
from tram.reports.reads.people_books import MOST, LinePlace, line_places, lines_at
from tram.reports.reads.scope import communes_in_scope
from tram.reports.views import Register, Section
from tram.workforce import api as workforce

PAGE_SIZE = 100
LONGEST = timedelta(days=366)
STATIONS = ("commune_station", "satellite_point", "regional_centre", "military_civil", "private_clinic", "hospital")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A register of a station in a period, with the forms in force; ``village`` narrows registers of people."""

    station: places.FacilityView
    layouts: Sequence[tuple[RegisterLayout, Period]]
    period: Period
    village: UUID | None


def register_page(
    actor: Actor,
    code: str,
    facility: UUID,
    period: Period,
    *,
    at: datetime,
    page: int = 1,
    size: int = PAGE_SIZE,
    village: UUID | None = None,
) -> Register:
    """One page of a station's register in a period (a year-book: the year it lies in), in the book's order; the read is
    logged with how many people.

    ``village`` keeps registers of people to those who live there now. Refuses who may not read registers (403), a
    private book of another station or for who is no care staff (403), stations out of scope (404), unknown registers,
    periods that are open, longer than a year, or have days without a form in force.
    """
    period = book_period(code, period)
    asked = _Asked(_station(actor, facility, period), layouts_for(code, period), period, village)
    if not all(may_open(actor, layout, asked.station) for layout, _part in asked.layouts):
        raise refusals.private_register()
    page = max(1, page)
    total, sections = _sections(asked, (page - 1) * size, size)
    found = Register(asked.station, period, total, page, size, sections)
    if found.lines:
        people_read = len({line.person for line in found.lines})
        read_log.note(actor, at, f"register.{code} {period.start:%Y-%m-%d}", people=people_read)
    return found


def book_period(code: str, period: Period) -> Period:
    """The days of the book a period belongs to: a year-book is always the whole year. Refuses an unknown register."""
    form = register_form(code, period.start)
    return year(period.start.year) if form.book.span == "year" else period


def whole_register(
    actor: Actor, code: str, facility: UUID, period: Period, *, at: datetime, village: UUID | None = None
) -> Register:
    """Every line of the period on one page, for paper and spreadsheets; refuses as ``register_page`` does."""
    return register_page(actor, code, facility, period, at=at, size=MOST, village=village)


def may_open(actor: Actor, layout: RegisterLayout, station: places.FacilityView) -> bool:
    """Whether somebody may open a register of a station: a private one only the station's own care staff."""
    if not may(actor, "register.read"):
        return False
    of_the_station = actor.facility == station.id or actor.id == SYSTEM.id
    return not layout.book.private or (may(actor, "register.private") and of_the_station)


def _sections(asked: _Asked, offset: int, size: int) -> tuple[int, tuple[Section, ...]]:
    """How many lines the register has, and those of one page under the forms in force."""
    if asked.layouts[0][0].layout.table == VISITS:
        return _of_visits(asked, offset, size)
    found = line_places(asked.layouts, asked.station.commune)
    if asked.village is not None:
        living = {hit.id for hit in people.hits([one.person for one in found]) if hit.village == asked.village}
        found = [one for one in found if one.person in living]
    return len(found), _of_people(asked, found[offset : offset + size], offset + 1)


def _of_people(asked: _Asked, found: Sequence[LinePlace], first: int) -> tuple[Section, ...]:
    sections = []
    for layout, part in asked.layouts:
        here = [one for one in found if one.layout is layout]
        sections.append(Section(layout, part, tuple(lines_at(here, first=first))))
        first += len(here)
    return tuple(sections)


def _of_visits(asked: _Asked, offset: int, size: int) -> tuple[int, tuple[Section, ...]]:
    station, start, last = asked.station, asked.period.start, _last(asked.period)
    total = encounters.count_visits_between(station.commune, start, last, facility=station.id)
    lines = list(_lines(_visits(station, asked.period, size, offset), first=offset + 1))
    return total, tuple(Section(layout, part, _within(lines, part)) for layout, part in asked.layouts)


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
    done = (each.display for each in visit.procedures if each.item is not None)
    return joined([*map(encounters.line_text, visit.lines), *done, visit.treatment, visit.advice])


def _note(visit: encounters.VisitView) -> str:
    again = f"Hẹn khám lại {visit.follow_up_on:%d/%m/%Y}" if visit.follow_up_on else ""
    return joined([visit.note, again])
