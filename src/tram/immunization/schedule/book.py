"""The whole schedule as its files say it: dated tables, when doses count, what stands in, who is asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tram.engines.definitions import DefinitionError, Head, read_head, read_toml
from tram.engines.schedule import Span, span
from tram.immunization.schedule.lists import ROOM, antigens, groups, vaccines
from tram.immunization.schedule.rows import Limits, Row, Step, alternative, known, limits, read_rows, row
from tram.kernel import definitions
from tram.kernel.definitions import remembered


@dataclass(frozen=True, slots=True)
class Version:
    """One circular's table; ``examples`` are children worked by hand."""

    head: Head
    rows: tuple[Row, ...]
    examples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A rule that is no line of a table: its words, its source, how sure it is."""

    sentence: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class SkipRule:
    """A dose that need not be given from an age on."""

    group: str
    dose: int
    age: Span
    told: Told


@dataclass(frozen=True, slots=True)
class Cohort:
    """A dose that came into the schedule late: asked only of those born from a day on."""

    group: str
    dose: int
    born_from: date
    told: Told


@dataclass(frozen=True, slots=True)
class HoldRule:
    """A vaccine counts for an antigen from and before an age."""

    vaccine: str
    antigen: str
    begin: Span | None
    end: Span | None


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is asked for a group: ``sexes``, only while a circumstance lasts, the code that opens its first series."""

    group: str
    sexes: frozenset[str]
    only_while: str
    opens: str
    told: Told


@dataclass(frozen=True, slots=True)
class Prior:
    """How many doses of these vaccines somebody had before an age chooses a series: the least number → its code."""

    vaccines: frozenset[str]
    before: Span
    apart_days: int
    opens: tuple[tuple[int, str], ...]
    told: Told


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the schedule is built from. ``campaign``: vaccines whose campaign doses do not count, and why."""

    versions: tuple[Version, ...]
    limits: Mapping[tuple[str, int], Limits]
    alternatives: tuple[Step, ...]
    skips: tuple[SkipRule, ...]
    cohorts: tuple[Cohort, ...]
    holds: tuple[HoldRule, ...]
    whom: Mapping[str, Whom]
    prior: Prior
    campaign: Mapping[str, Told]
    live_days: int
    live: Told
    general: Told
    late: Told
    late_after: Span

    def version(self, day: date) -> Version:
        """The table in force for the events of a day: the last that has begun; before the first, the first."""
        place = bisect_right(self.versions, day, key=lambda one: one.head.effective_from)
        return self.versions[max(place - 1, 0)]

    def steps(self, version: Version) -> tuple[Step, ...]:
        """Every dose of the table and of what may stand in for it, with its limits."""
        table = tuple(Step(one, self.limits[one.group, one.dose]) for one in version.rows)
        asked = {one.group for one in version.rows}
        return (*table, *(step for step in self.alternatives if step.row.group in asked))


@remembered
def book() -> Book:
    """The schedule of the program's own files and of what was published. Refuses with `DefinitionError`."""
    return read_book(definitions.files(ROOM, "schedule_*.toml"), definitions.ROOT / ROOM)


def read_book(tables: Iterable[Path], folder: Path) -> Book:
    """The schedule of these tables, with the other files from a folder. Refuses with `DefinitionError`."""
    body, name = read_toml(folder / "validity.toml")
    who = read_head(body, name).id
    bounds = read_rows(who, folder / "validity.csv", limits)
    found = Book(
        versions=tuple(sorted(map(read_version, tables), key=lambda one: one.head.effective_from)),
        limits={(one.group, one.dose): one for one in bounds},
        alternatives=read_rows("immunization.alternatives", folder / "alternatives.csv", alternative),
        **_rules(who, body),
    )
    _refuse_loose_ends(found)
    return found


def read_version(path: Path) -> Version:
    """One dated table with its examples."""
    body, name = read_toml(path)
    head = read_head(body, name)
    rows = read_rows(head.id, path.with_name(str(body.get("file", ""))), row)
    return Version(head, rows, tuple(body.get("examples", ())))


def _rules(who: str, body: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _read_rules(body)
    except KeyError as error:
        raise DefinitionError(who, f"thiếu {error}", "thêm vào validity.toml") from None
    except ValueError as error:
        raise DefinitionError(who, str(error), "viết tuổi như «2 months», «6 weeks», «1 year»") from None


def _read_rules(body: Mapping[str, Any]) -> dict[str, Any]:
    general, live = body["general"], body["live_interval"]
    return {
        "skips": tuple(
            SkipRule(one["group"], one["dose"], span(one["age"]) or Span(), _told(one)) for one in body["skips"]
        ),
        "cohorts": tuple(Cohort(one["group"], one["dose"], one["born_from"], _told(one)) for one in body["cohorts"]),
        "holds": tuple(
            HoldRule(one["vaccine"], one["antigen"], span(one.get("from", "")), span(one.get("before", "")))
            for one in body["holds"]
        ),
        "whom": {one["group"]: _whom(one) for one in body["whom"]},
        "prior": _prior(body["prior"]),
        "campaign": {one["vaccine"]: _told(one) for one in body["campaign"] if not one["counts"]},
        "live_days": live["days"],
        "live": _told(live),
        "general": Told(general["grace_vi"], general["source"], general["status"]),
        "late": Told(general["late_vi"], general["source"], general["status"]),
        "late_after": Span(months=general["late_months"]),
    }


def _whom(one: Mapping[str, Any]) -> Whom:
    return Whom(one["group"], frozenset(one["sexes"]), one.get("only_while", ""), one.get("opens", ""), _told(one))


def _prior(one: Mapping[str, Any]) -> Prior:
    opens = tuple(sorted((int(least), code) for least, code in one["opens"].items()))
    return Prior(frozenset(one["vaccines"]), span(one["before"]) or Span(), one["apart_days"], opens, _told(one))


def _told(one: Mapping[str, Any]) -> Told:
    return Told(one["sentence_vi"], one["source"], one["status"])


def _refuse_loose_ends(found: Book) -> None:
    if not found.versions:
        raise DefinitionError("immunization.schedule", "không có lịch tiêm nào", "thêm schedule_….toml và tệp CSV")
    for version in found.versions:
        who = f"{version.head.id} v{version.head.version}"
        for one in version.rows:
            if (one.group, one.dose) not in found.limits:
                place = f"{one.group} mũi {one.dose}"
                raise DefinitionError(who, f"{place} không có trong validity.csv", "thêm dòng cho mũi này")
        for step in found.steps(version):
            _refuse_unknown(who, step)


def _refuse_unknown(who: str, step: Step) -> None:
    known(who, step.rule, (step.row.group,), groups())
    known(who, step.rule, step.row.antigens, antigens())
    known(who, step.rule, (step.row.vaccine, *step.limits.allowed), vaccines())
