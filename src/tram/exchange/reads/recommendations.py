"""What other systems recommend for a person, beside our own forecast: shown, compared, never obeyed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
import zstandard

from tram.exchange.export.recommendations import DATES, status_on
from tram.exchange.faults import Unfit
from tram.exchange.limits import LARGEST_FILE
from tram.exchange.mapping.values import day_of, text_of
from tram.exchange.models import Received
from tram.exchange.vaccination_codes import antigens_of, coded, ours, own, vaccine_of
from tram.immunization.api import ForecastView, groups, vaccination_record, vaccines
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.read_log import note
from tram.people.api import all_records_of


@dataclass(frozen=True, slots=True)
class Advice:
    """One line of a recommendation, ours or another's.

    ``status`` '' when it says none that we know; ``words`` is what the source calls it, ``vaccine`` what it calls the
    vaccine; dates None where it names none. ``received`` leads to the whole resource, None for ours.
    """

    source: str
    made_on: date | None
    status: str
    words: str
    number: int | None
    dates: Mapping[str, date | None]
    received: UUID | None = None
    vaccine: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One group: our forecast (None when we have none), what others say, and in what the two differ: ``status``,
    ``number``, ``recommended``. ``group`` '' gathers what names no group of ours."""

    group: str
    mine: Advice | None
    theirs: tuple[Advice, ...]
    differs: frozenset[str]


def recommendations_for(actor: Actor, person: UUID, at: datetime) -> tuple[Compared, ...]:
    """Every group that somebody else recommends something for, in the order of the schedule; empty when nobody does.

    Of each source the newest recommendation counts. Refuses who may not see the person; logs the read.
    """
    day = today_vn(at)
    record = vaccination_record(actor, person, day)
    note(actor, at, "fhir.recommendations", person=record.person)
    mine = {each.group: _mine(each, day) for each in record.forecasts}
    found: dict[str, list[Advice]] = {}
    for row in _newest(record.person):
        for group, advice in _lines(row):
            found.setdefault(group, []).append(advice)
    order = [*groups(), ""]
    return tuple(_compared(group, mine.get(group), found[group]) for group in order if group in found)


def _newest(person: UUID) -> list[Received]:
    """The newest recommendation of each source; what this very record once sent out is no other's word."""
    own_ids = {str(uuid5(record, "recommendation")) for record in all_records_of([person])}
    rows = Received.objects.filter(person__in=all_records_of([person]), resource_type="ImmunizationRecommendation")
    newest: dict[str, Received] = {}
    for row in sorted(rows.exclude(resource_id__in=own_ids), key=lambda row: (row.day or date.min, row.stamp)):
        newest[row.source] = row
    return list(newest.values())


def _lines(row: Received) -> Iterator[tuple[str, Advice]]:
    raw = zstandard.ZstdDecompressor().decompress(bytes(row.body), max_output_size=LARGEST_FILE)
    for line in msgspec.json.decode(raw).get("recommendation") or []:
        advice = _theirs(line, row)
        for group in _groups(line) or [""]:
            yield group, advice


def _groups(line: dict[str, Any]) -> list[str]:
    """The groups of ours a line speaks of: named, of its vaccines, or of the disease it is against."""
    concepts = line.get("vaccineCode") or []
    named = {code for system, code in coded(concepts) if system == own("group")}
    of_vaccines = {vaccines()[code].group for concept in concepts if (code := vaccine_of(concept))}
    found = (named or of_vaccines) & groups().keys()
    if not found:
        wanted = antigens_of(line.get("targetDisease"))
        found = {code for code, group in groups().items() if wanted & set(group.antigens)}
    return [code for code in groups() if code in found]


def _theirs(line: dict[str, Any], row: Received) -> Advice:
    number = line.get("doseNumberPositiveInt")
    said = {ours("date", each.get("code")): _day(each.get("value")) for each in line.get("dateCriterion") or []}
    vaccine = text_of(line.get("vaccineCode")) or text_of(line.get("targetDisease"))
    dates = {name: said.get(name) for name in DATES}
    status = ours("forecast", line.get("forecastStatus"))
    counted = number if isinstance(number, int) else None
    words = text_of(line.get("forecastStatus"))
    return Advice(row.source, row.day, status, words, counted, dates, row.pk, vaccine)


def _day(said: Any) -> date | None:
    try:
        return day_of(said, "dateCriterion.value")[0]
    except Unfit:
        return None


def _mine(forecast: ForecastView, day: date) -> Advice:
    dates = {name: getattr(forecast, name) if forecast.status == "due" else None for name in DATES}
    number = forecast.number if forecast.status == "due" else None
    return Advice("", None, status_on(forecast, day), "", number, dates)


def _compared(group: str, mine: Advice | None, theirs: list[Advice]) -> Compared:
    differs = {name for each in theirs for name in _differences(mine, each)} if group else set()
    return Compared(group, mine, tuple(theirs), frozenset(differs))


def _differences(mine: Advice | None, other: Advice) -> Iterator[str]:
    """In what another's line differs from ours; what it does not say differs from nothing."""
    if mine is None:
        yield "status"
        return
    if other.status and other.status != mine.status:
        yield "status"
    if other.number and other.number != mine.number:
        yield "number"
    if other.dates["recommended"] and other.dates["recommended"] != mine.dates["recommended"]:
        yield "recommended"
