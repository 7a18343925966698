"""Numbers and time: each story is small enough to be worked out by hand, and the sum stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tram.encounters.api import ICD10, DiagnosisInput, load_icd_categories, record_visit
from tram.kernel import definitions
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.kernel.periods import Period, month, parse_period
from tram.kernel.refusals import Refusal
from tram.people.api import move_person, register_person
from tram.people.models import Person
from tram.places.api import commune, found_facility, load_reference, predecessors
from tram.reports.api import (
    close_report,
    closed_report,
    indicator_people,
    indicator_value,
    place_communes,
    report_view,
    trend,
)
from tram.sync.api import Candidate, publish_definition, settle_definitions

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
HERE, THERE = "03424", "03390"
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DIARRHOEA = "A09"


@dataclass(frozen=True)
class Stations:
    """A nurse at each of two stations, and a head who closes reports."""

    here: Actor
    there: Actor
    head: Actor

    def all(self) -> Actor:
        """Whoever sees both places (the regional centre)."""
        return Actor(uuid7(), "Oanh", frozenset({Role.CENTRE}), frozenset({HERE, THERE}))


@pytest.fixture
def stations() -> Stations:
    """Two stations founded on the day the communes began."""
    load_reference()
    load_icd_categories()
    made = {code: _station(code) for code in (HERE, THERE)}
    nurse = {code: _actor(Role.NURSE, code, station) for code, station in made.items()}
    return Stations(nurse[HERE], nurse[THERE], _actor(Role.STATION_HEAD, HERE, made[HERE]))


def _station(code: str) -> UUID:
    named = commune(code, TODAY)
    assert named is not None
    return found_facility(
        by=SYSTEM, at=AT, commune=code, kind="commune_station", name=f"Trạm Y tế {named.name}", day=date(2025, 7, 1)
    ).id


def _actor(role: Role, code: str, station: UUID) -> Actor:
    return Actor(uuid7(), "Hạnh", frozenset({role}), frozenset({code}), facility=station, commune=code)


def _register(name: str, birth: str, *, code: str = HERE, since: date = date(2010, 1, 1)) -> UUID:
    return register_person(
        by=SYSTEM, at=AT, full_name=name, commune=code, birth=birth, sex="female", resident_since=since,
        same_name_is_new=True,
    ).id  # fmt: skip


def _visit(by: Actor, person: UUID, day: date, code: str = DIARRHOEA) -> None:
    at = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)
    record_visit(
        by=by, at=AT, person=person, started_at=at, payer="bhyt", reason="Khám",
        diagnoses=[DiagnosisInput(code, system=ICD10)],
    )  # fmt: skip


def _told(actor: Actor, which: str, period: str, *communes: str, today: date = TODAY) -> tuple[int, int | None]:
    value = indicator_value(
        actor, which, period=parse_period(period), today=today, communes=list(communes) or None
    )  # fmt: skip
    return value.numerator, value.denominator


def test_a_commune_merged_in_july_2025_is_told_in_todays_boundaries_before_and_after(stations: Stations) -> None:
    """Bản Bo took in Nà Tăm (03427) on 1 July 2025 and kept its own code.

    June 2025: visits on 10 and 30 June, one of each village: 2. July: one visit on 1 July: 1. Of three residents, seen
    within twelve months: on 30 June two, on 31 July three, on 30 June 2026 (since 1 July 2025) one.
    """
    assert {one.old_code for one in predecessors(HERE)} == {"03424", "03427"}
    of_ban_bo, of_na_tam, third = (_register(f"Lò Thị {name}", "1960") for name in ("Lan", "Mai", "Oanh"))
    _visit(stations.here, of_ban_bo, date(2025, 6, 10))
    _visit(stations.here, of_na_tam, date(2025, 6, 30))
    _visit(stations.here, third, date(2025, 7, 1))
    assert _told(stations.here, "visits", "2025-06")[0] == 2
    assert _told(stations.here, "visits", "2025-07")[0] == 1
    assert _told(stations.here, "ct25-managed", "2025-06") == (2, 3)
    assert _told(stations.here, "ct25-managed", "2025-07") == (3, 3)
    assert _told(stations.here, "ct25-managed", "2026-06") == (1, 3)
    with pytest.raises(Refusal, match=r"03427.*đã nhập vào.*Bản Bo \(03424\).*01/07/2025") as refusal:
        place_communes(SYSTEM, "03427", TODAY)
    assert refusal.value.status == 404


def test_a_person_who_moved_counts_where_she_lived_on_the_day(stations: Stations) -> None:
    """She lived here until 14 August and there from the 15th, and was seen here in July.

    July: resident, managed and visit here (of two residents with a neighbour). August: she is a resident there, managed
    there (the visit follows her), one departure here, one arrival there. The July visit stays this station's.
    """
    moved, stayed = _register("Vàng Thị Mỷ", "12/03/1990"), _register("Lò Thị Ún", "1950")
    _visit(stations.here, moved, date(2026, 7, 20))
    move_person(by=stations.all(), at=AT, person=moved, commune=THERE, on=date(2026, 8, 15))
    assert _told(stations.here, "ct25-managed", "2026-07") == (1, 2)
    assert _told(stations.there, "ct25-managed", "2026-07") == (0, 0)
    assert _told(stations.here, "ct25-managed", "2026-08") == (0, 1)
    assert _told(stations.there, "ct25-managed", "2026-08") == (1, 1)
    assert _told(stations.here, "visits", "2026-07")[0] == 1
    assert _told(stations.there, "visits", "2026-07")[0] == 0
    assert [_told(stations.here, "departures", f"2026-0{number}")[0] for number in (7, 8, 9)] == [0, 1, 0]
    assert [_told(stations.there, "arrivals", f"2026-0{number}")[0] for number in (7, 8, 9)] == [0, 1, 0]
    assert _told(stations.all(), "population", "2026-07")[0] == _told(stations.all(), "population", "2026-08")[0] == 2
    missing = indicator_people(stations.here, "ct25-managed", at=AT, period=month(2026, 8), today=TODAY, side="missing")
    assert {row.person for row in missing.rows} == {stayed}


MANAGED = (definitions.ROOT / "reports" / "ct25-managed.toml").read_text(encoding="utf-8")


@pytest.fixture
def six_months_from_july(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A circular in force from 1 July 2026 asks for a visit within six months instead of twelve."""
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    text = MANAGED.replace("version = 1", "version = 2").replace("12 months", "6 months").replace("12 tháng", "6 tháng")
    begin = text.index("effective_from")
    text = text[:begin] + "effective_from = 2026-07-01" + text[text.index("\n", begin) :]
    text = text[: text.index("[[examples]]")] + EXAMPLE
    publish_definition(by=SYSTEM, at=AT, candidate=Candidate("reports/ct25-managed.toml", text))
    settle_definitions(AT)
    definitions.generation(look=True)
    yield
    monkeypatch.undo()
    definitions.generation(look=True)


EXAMPLE = """
[[examples]]
title_vi = "Khám cách đây bảy tháng không còn tính, ba tháng thì tính"
at = 2026-10-31
expected = { numerator = 1, denominator = 2 }
missing = ["ba"]
[examples.rows]
"people.residents" = [
  { id = "lan", person = "lan", start = 2000-01-01, birth_date = 1960-05-01 },
  { id = "ba", person = "ba", start = 2000-01-01, birth_date = 1950-01-01 },
]
"encounters.visits" = [
  { id = "v1", person_id = "lan", day = 2026-07-31, kind = "AMB" },
  { id = "v2", person_id = "ba", day = 2026-03-31, kind = "AMB" },
]
"""


def test_a_definition_replaced_in_mid_year_counts_each_month_under_its_own(
    stations: Stations, six_months_from_july: None
) -> None:
    """Both were seen once: Lan on 10 November 2025, Mai on 10 March 2026.

    30 June, twelve months back: both, 2 of 2. 31 July, six months back (from 1 February): Mai alone, 1 of 2.
    30 September, from 31 March: nobody. The year 2026 is told by the version in force at its end.
    """
    lan, mai = _register("Lò Thị Lan", "1960"), _register("Lò Thị Mai", "1996")
    _visit(stations.here, lan, date(2025, 11, 10))
    _visit(stations.here, mai, date(2026, 3, 10))
    assert _told(stations.here, "ct25-managed", "2026-06") == (2, 2)
    assert _told(stations.here, "ct25-managed", "2026-07") == (1, 2)
    assert _told(stations.here, "ct25-managed", "2026-09") == (0, 2)
    months = trend(stations.here, "ct25-managed", period=month(2026, 9), today=TODAY, count=4)
    assert [(one.numerator, one.denominator) for one in months] == [(2, 2), (1, 2), (1, 2), (0, 2)]
    version = [
        indicator_value(stations.here, "ct25-managed", period=parse_period(text), today=TODAY).indicator
        for text in ("2026-06", "2026-07", "2026")
    ]
    assert [one.definition.head.version for one in version] == [1, 2, 2]


def test_a_person_merged_after_publication_changes_today_but_not_what_was_published(stations: Stations) -> None:
    """Two records of one man and his wife: three residents were published for October.

    After the merging the record holds two people. What was published stays; the report shows where it would say
    otherwise: three then, two today.
    """
    first, second, _wife = (_register(name, "1950") for name in ("Vàng A Ba", "Vàng A Ba", "Lò Thị Ó"))
    october = month(2026, 10)
    before = close_report(by=stations.head, at=AT, place=HERE, report="report-population", period=october)
    assert _told(stations.here, "population", "2026-10")[0] == 3
    _merge(second, into=first)
    assert _told(stations.here, "population", "2026-10")[0] == 2
    _closing, kept, _versions = closed_report(stations.head, place=HERE, report="report-population", period=october)
    assert sum(cell.numerator for cell in kept.cells["population"].cells) == 3
    view = report_view(stations.head, at=AT, place=HERE, report="report-population", period=october, closing=before.id)
    told = [(one.before.value, one.after.value) for one in view.changes if one.before and one.after]
    assert (3, 2) in told


def _merge(one: UUID, *, into: UUID) -> None:
    row = Person.objects.get(pk=one)
    with deed("person.merged", by=SYSTEM, at=AT, place=HERE, person=one) as fact:
        fact.change(row, merged_into_id=into)


def test_a_birth_known_by_year_only_is_counted_in_its_year_and_in_no_month(stations: Stations) -> None:
    """Born 2026 (day unknown), 03/2026 (day unknown) and 12/03/2026.

    January 0, March 2, first quarter 2, the year 3. On 31 October all three are under one year old.
    """
    for birth in ("2026", "03/2026", "12/03/2026"):
        _register("Bé", birth, since=date(2026, 1, 1))
    counted = {text: _told(stations.here, "births", text)[0] for text in ("2026-01", "2026-03", "2026-Q1", "2026")}
    assert counted == {"2026-01": 0, "2026-03": 2, "2026-Q1": 2, "2026": 3}
    day = Period(date(2026, 10, 31), date(2026, 10, 31))
    cell = indicator_value(stations.here, "population", period=day, today=TODAY, split="age_group")
    assert [(one.key, one.numerator) for one in cell.slices] == [("0-4", 3)]
