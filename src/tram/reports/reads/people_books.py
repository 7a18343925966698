"""Registers about people: which rows of the record become lines, and the lines put together for one page of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from tram.encounters import api as encounters
from tram.engines.definitions import Head
from tram.engines.query import Compiled, IndicatorDefinition, Params, Part, Population, compile_indicator
from tram.immunization import api as immunization
from tram.kernel.periods import Period
from tram.kernel.said import in_words
from tram.people import api as people
from tram.places import api as places
from tram.reports import books
from tram.reports import lines_of_vaccinations as vaccinations
from tram.reports.layouts import RegisterLayout
from tram.reports.lines import birth, joined
from tram.reports.lines_of_people import (
    AT_GOAL,
    NOT_ASSESSED,
    CaseLine,
    DeathLine,
    MonthLine,
    PersonLine,
    block,
    glucose_goal,
    pressure_goal,
)
from tram.reports.lines_of_vaccinations import VaccinationLine
from tram.reports.reads.run import DIALECTS, execute_for
from tram.reports.sources import tables

MOST = 20_000
SYSTOLIC, DIASTOLIC, GLUCOSE = "8480-6", "8462-4", "15074-8"
HEAD = Head("register", "sổ", "register", 1, "sổ", "assumed", date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class LinePlace:
    """One line to be: the row that makes it, its person, the form and the days it stands under."""

    row: UUID
    person: UUID
    layout: RegisterLayout
    part: Period


def line_places(layouts: Sequence[tuple[RegisterLayout, Period]], commune: str) -> list[LinePlace]:
    """The lines a register of people has in a commune, in the book's order; a person once under each form."""
    return [place for layout, part in layouts for place in _places(layout, part, commune)]


def _places(layout: RegisterLayout, part: Period, commune: str) -> list[LinePlace]:
    end = part.end or part.start
    params = Params(at=end, start=part.start, end=end, places=(commune,))
    book = layout.book
    ready = _compiled(layout.layout.table, book.icd10, book.vaccinated, DIALECTS[connection.vendor])
    found = ready.people(execute_for(params), params, side="all", limit=MOST)
    listed = [LinePlace(_uuid(one.row), one.person, layout, part) for one in found if one.person]
    if layout.layout.table == books.EPISODES:
        return listed
    once: dict[UUID, LinePlace] = {}
    for one in listed:
        once.setdefault(one.person, one)
    return list(once.values())


@cache
def _compiled(table: str, icd10: tuple[str, ...], vaccinated: str, dialect: str) -> Compiled:
    """The rows of a register, asked as an indicator asks for its people: checked, and quick on both databases."""
    of, condition = books.condition(table, icd10, vaccinated)
    order = ("name_sort",) if of == "people.residents" else ("day",)
    population = Population(table=of, condition=condition, order=order)
    asked = IndicatorDefinition(HEAD, "count", population, Part("true"), Part("true"), periods=("month",))
    return compile_indicator(asked, tables(), dialect)


def lines_at(found: Sequence[LinePlace], *, first: int) -> list[PersonLine]:
    """The lines of some places under one form, numbered from ``first``; the caller has asked permission."""
    if not found:
        return []
    known = people.register_people({one.person for one in found})
    return _MAKERS[found[0].layout.layout.table](found, known, first)


def _about(place: LinePlace, known: Mapping[UUID, people.RegisterPerson], number: int, day: date) -> dict[str, Any]:
    """What every line says of its person, on the last day of the days it stands under."""
    card, last = known[place.person], place.part.end or place.part.start
    return {
        "number": number,
        "day": day,
        "person": card.person.id,
        "commune": card.person.commune,
        "village_id": card.person.village,
        "full_name": card.person.name,
        "sex": card.person.sex,
        "birth": birth(card.person.born, card.person.birth_precision),
        "identity": card.paper,
        "insurance": card.cover_number(last),
        "village": card.person.village_name,
        "address": card.address(last),
        "ethnicity": card.ethnicity_name,
        "occupation": card.occupation_name,
        "phone": card.person.phone,
    }


def _deaths(group: Sequence[LinePlace], known: Mapping[UUID, people.RegisterPerson], first: int) -> list[PersonLine]:
    told = people.deaths_of({one.person for one in group})
    return [_death(one, known, told.get(one.person), number) for number, one in enumerate(group, first)]


def _death(
    place: LinePlace, known: Mapping[UUID, people.RegisterPerson], death: people.DeathView | None, number: int
) -> DeathLine:
    person = known[place.person].person
    day = death.died_on if death else person.died_on or place.part.start
    return DeathLine(
        **_about(place, known, number, day),
        died=birth(day, death.precision if death else "day") or day,
        age=person.age(day),
        place=death.place if death else "",
        cause=joined([f"{death.cause_code} {_named(death.cause_code, death.cause_text)}"]) if death else "",
    )


def _named(code: str, text: str) -> str:
    if text or not code:
        return text
    found = encounters.icd_code(code)
    return found.name_vi if found else ""


@dataclass(frozen=True, slots=True)
class _Story:
    """What is known of the people of a book: their diagnoses and their visits in the days of the book."""

    diagnoses: Mapping[UUID, Sequence[encounters.Diagnosed]]
    visits: Mapping[UUID, Sequence[encounters.VisitView]]


def _story(group: Sequence[LinePlace]) -> _Story:
    layout, part = group[0].layout, group[0].part
    end, persons = part.end or part.start, {one.person for one in group}
    diagnoses = _grouped(encounters.diagnosed(persons, layout.book.icd10, end), lambda one: one.person)
    return _Story(diagnoses, _grouped(encounters.visits_of(persons, part.start, end), lambda one: one.person))


def _grouped(rows: Collection[Any], key: Callable[[Any], UUID]) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _cases(group: Sequence[LinePlace], known: Mapping[UUID, people.RegisterPerson], first: int) -> list[PersonLine]:
    story = _story(group)
    return [CaseLine(**_case(one, known, story, number)) for number, one in enumerate(group, first)]


def _case(place: LinePlace, known: Mapping[UUID, people.RegisterPerson], story: _Story, number: int) -> dict[str, Any]:
    """The columns of a case: the diagnosis that made the row, or the first one known."""
    diagnoses = story.diagnoses.get(place.person, ())
    told = next((one for one in diagnoses if one.id == place.row), diagnoses[0] if diagnoses else None)
    visits = [visit for visit in story.visits.get(place.person, ()) if _for(visit, place.layout.book)]
    last = visits[-1] if visits else None
    since = told.since if told else place.part.start
    return {
        **_about(place, known, number, since),
        "code": told.code if told else "",
        "diagnosis": told.display if told else "",
        "since": since,
        "visits": len(visits),
        "last_day": last.day if last else None,
        "last_result": _result(last, place.layout.book.measure) if last else "",
        "treatment": _drugs(last) if last else "",
        "outcome": _outcome(last) if last else "",
        "died": known[place.person].person.died_on,
    }


def _for(visit: encounters.VisitView, book: books.Book) -> bool:
    """Whether a visit was about the book's disease: one of its diagnoses, or its measure was taken."""
    if any(one.code[:3] in book.icd10 for one in visit.diagnoses):
        return True
    return bool(book.measure) and bool(_result(visit, book.measure))


def _months(group: Sequence[LinePlace], known: Mapping[UUID, people.RegisterPerson], first: int) -> list[PersonLine]:
    story = _story(group)
    facilities = places.facilities_by_id(
        {visit.facility for visits in story.visits.values() for visit in visits if visit.facility},
        group[0].part.end or group[0].part.start,
    )
    names = {key: one.name for key, one in facilities.items()}
    return [_month(one, known, story, names, number) for number, one in enumerate(group, first)]


def _month(
    place: LinePlace,
    known: Mapping[UUID, people.RegisterPerson],
    story: _Story,
    names: Mapping[UUID, str],
    number: int,
) -> MonthLine:
    book = place.layout.book
    about = [visit for visit in story.visits.get(place.person, ()) if _for(visit, book)]
    last = {visit.day.month: visit for visit in about}
    goals = {number: _goal(visit, book) for number, visit in last.items()}
    cells = tuple(
        block(last[month].day, _result(last[month], book.measure), goals[month], _medicines(last[month]))
        if month in last
        else ""
        for month in range(1, 13)
    )
    return MonthLine(
        **_case(place, known, story, number),
        facility=names.get(about[-1].facility, "") if about and about[-1].facility else "",
        months=cells,
        seen=len(last),
        reached=sum(goal == AT_GOAL for goal in goals.values()),
    )


def _value(visit: encounters.VisitView, code: str) -> encounters.ObservationView | None:
    return next((one for one in reversed(visit.observations) if one.code == code and one.number is not None), None)


def _result(visit: encounters.VisitView, measure: str) -> str:
    """What was measured, as people write it; "" when it was not."""
    if measure == "blood_pressure":
        high, low = _value(visit, SYSTOLIC), _value(visit, DIASTOLIC)
        return f"{high.number:.0f}/{low.number:.0f}" if high and low else ""
    if measure == "glucose":
        found = _value(visit, GLUCOSE)
        return found.value if found else ""
    return ""


def _goal(visit: encounters.VisitView, book: books.Book) -> str:
    if not book.measure:
        return NOT_ASSESSED
    if book.measure == "glucose":
        found = _value(visit, GLUCOSE)
        return glucose_goal(book.goal, found.number if found else None)
    high, low = _value(visit, SYSTOLIC), _value(visit, DIASTOLIC)
    return pressure_goal(book.goal, high.number if high else None, low.number if low else None)


def _drugs(visit: encounters.VisitView) -> str:
    return joined([*(line.text for line in visit.lines), visit.treatment])


def _medicines(visit: encounters.VisitView) -> str:
    """The medicines alone, as a month's cell has room for: ``Amlodipin 5 mg``, without how many and how taken."""
    return joined([line.text.split(" x ")[0].split(":")[0] for line in visit.lines])


def _outcome(visit: encounters.VisitView) -> str:
    return in_words(encounters.OUTCOME_NAMES.get(visit.outcome, ""))


def _vaccinated(
    group: Sequence[LinePlace], known: Mapping[UUID, people.RegisterPerson], first: int
) -> list[PersonLine]:
    part = group[0].part
    end, persons = part.end or part.start, {one.person for one in group}
    reach = people.ways_to_reach([known[person].person for person in persons], end)
    shots = immunization.register_cards(persons)
    return [
        VaccinationLine(
            **_about(one, known, number, known[one.person].person.born or part.start),
            caregiver=reach[one.person].caregiver,
            **_shots(shots[one.person], part.start, end),
        )
        for number, one in enumerate(group, first)
    ]


def _shots(card: immunization.RegisterCard, start: date, end: date) -> dict[str, Any]:
    return {
        "cells": vaccinations.cells(card.doses),
        "other": vaccinations.other_shots(card.doses),
        "complete_on": vaccinations.complete_on(card.doses),
        "pregnancy": vaccinations.pregnancy(card.pregnancies, start, end),
        "note": joined([*vaccinations.not_counted(card.doses), *card.refusals]),
    }


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


_MAKERS: Mapping[str, Callable[..., list[PersonLine]]] = {
    books.DEATHS: _deaths,
    books.CASES: _cases,
    books.EPISODES: _cases,
    books.MONTHS: _months,
    books.VACCINATIONS: _vaccinated,
}
