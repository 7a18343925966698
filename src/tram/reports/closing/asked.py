"""What pages and commands ask: what is due, one report with its differences, the cells of a closed one, its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.engines.report import Change, Column, Row, changes
from tram.kernel.actors import Actor, may, not_found
from tram.kernel.clock import today_vn
from tram.kernel.periods import Period, kind_of
from tram.places.api import working_days
from tram.reports.closing import refusals
from tram.reports.closing.choice import choose, last_day
from tram.reports.closing.forms import Form, forms
from tram.reports.closing.frozen import Definitions, Frozen, definitions_of, thawed
from tram.reports.closing.live import live
from tram.reports.closing.place import DIGITS, find_place, place_for, place_name, places_for
from tram.reports.closing.rows import Key, closings, closings_of
from tram.reports.closing.states import Closing, State, due_day, last_periods, standing, state_of
from tram.reports.models import Snapshot
from tram.reports.reads.listing import indicator_people
from tram.reports.views import Listing

SHOWN = {"month": 3, "quarter": 2, "half": 1, "year": 1}
"""How many of the last periods of each kind are asked for."""


@dataclass(frozen=True, slots=True)
class Due:
    """A report of a place and period: until when, and how it stands. ``closing`` is the one that stands, if any.

    ``closings``: how often the period was closed.
    """

    report: str
    code: str
    title_vi: str
    title_en: str
    assumed: bool
    place: str
    place_name: str
    level: str
    period: Period
    due: date
    days_left: int
    state: State
    closing: Closing | None
    closings: int

    @property
    def late(self) -> bool:
        """Whether it was closed after its last day."""
        return self.closing is not None and today_vn(self.closing.at) > self.due


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as it is shown: a closing, or (``shown`` None) what the record gives today.

    ``changes``: where the record says otherwise today than the closing that stands (before: closed, after: today).
    ``corrections``: where the closing shown differs from the one it supersedes.
    """

    due: Due
    frozen: Frozen
    definitions: Definitions
    shown: Closing | None
    closings: tuple[Closing, ...]
    changes: tuple[Change, ...]
    corrections: tuple[Change, ...]
    may_close: bool


def report_list(
    actor: Actor, *, at: datetime, place: str = "", period: Period | None = None, province: str = ""
) -> tuple[Due, ...]:
    """The reports somebody may read, of one place or of all theirs: for a period, or for the last ones that are over.

    By place, then what is due first. Somebody of the whole nation names a province. Refuses a place out of scope (404).
    """
    today = today_vn(at)
    day = today if period is None else last_day(period)
    wanted = [place_for(actor, place, day).code] if place else list(places_for(actor, day, province))
    asked = [(code, found, one) for found, one in _asked(period, today) for code in wanted]
    kept = closings(wanted, since=min((one.start for _, _, one in asked), default=day), until=date.max)
    found = tuple(_dues(asked, kept, today))
    shown = found if period is not None else _begun(found)
    return tuple(sorted(shown, key=lambda one: (wanted.index(one.place), one.due, one.code)))


def report_view(
    actor: Actor,
    *,
    at: datetime,
    place: str,
    report: str,
    period: Period,
    closing: UUID | None = None,
    draft: bool = False,
) -> ReportView:
    """The report of a place and period: the closing that stands, else (or as ``draft``) what the record gives today.

    Refuses what ``choose`` refuses, and a ``closing`` the period does not have (404).
    """
    choice, today = choose(actor, place, report, period), today_vn(at)
    known = closings_of(choice.place.code, choice.form.id, period)
    stand = standing(known)
    shown = None if draft else _shown(known, closing) if closing else next(iter(stand), None)
    now, definitions = live(actor, choice, today)
    frozen, corrections = now, tuple[Change, ...]()
    if shown is not None:
        frozen, definitions = _kept(shown)
        corrections = _corrections(shown, frozen)
    due = _due(choice.place.code, choice.form, period, known, today)
    late = changes(frozen.filled, now.filled) if shown in stand else ()
    return ReportView(due, frozen, definitions, shown, known, late, corrections, may(actor, "report.close"))


def report_people(
    actor: Actor, view: ReportView, cell: tuple[str, str, str], *, at: datetime, page: int = 1
) -> tuple[Row, Column, Listing]:
    """One page of the people behind a cell (table, row, column) as the record has them now, names shown, read logged.

    Refuses what ``indicator_people`` refuses, and (404) a cell the report does not have.
    """
    table, row_id, column_id = cell
    form = next((one for one in view.frozen.tables if one.id == table), None)
    column = next((one for one in form.columns if one.id == column_id and not one.label), None) if form else None
    row = _row(view, table, row_id)
    if row is None or column is None:
        raise not_found()
    binding = column.binding.within(row.binding)
    listing = indicator_people(
        actor,
        binding.indicator,
        at=at,
        period=view.due.period,
        today=today_vn(at),
        communes=_communes(view),
        cell=binding.only,
        side="all" if binding.value in ("denominator", "percent") else "in",
        page=page,
    )
    return row, column, listing


def _row(view: ReportView, table: str, row_id: str) -> Row | None:
    """A row of the report, or one that only today's record has."""
    rows = (row for form in view.frozen.tables if form.id == table for row in form.rows)
    late = (change.row for change in view.changes if change.table == table)
    return next((row for row in (*rows, *late) if row.id == row_id), None)


def _communes(view: ReportView) -> tuple[str, ...]:
    place = find_place(view.due.place, last_day(view.due.period))
    return place.communes if place else ()


def closed_report(
    actor: Actor, *, place: str, report: str, period: Period, number: int | None = None
) -> tuple[Closing, Frozen, Definitions]:
    """The closing that stands, or that of a number, with its cells: for those who hand numbers on.

    ``Frozen.cells`` holds each indicator divided by all the splits the report asks for, keys as addresses have them.
    Refuses a period that is not closed or was closed differently on two machines, and a number it does not have.
    """
    choice = choose(actor, place, report, period)
    known = closings_of(choice.place.code, choice.form.id, period)
    stand = standing(known) if number is None else tuple(one for one in known if one.number == number)
    if not stand:
        raise refusals.not_closed() if number is None else refusals.no_number(number)
    if len(stand) > 1 and number is None:
        raise refusals.two_closings()
    return (stand[0], *_kept(stand[0]))


def _asked(period: Period | None, today: date) -> Iterator[tuple[Form, Period]]:
    """Each report with the periods it is asked for: the one named where it fits, else the last that are over."""
    if period is not None:
        yield from ((one, period) for one in forms(last_day(period)) if kind_of(period) in one.report.periods)
        return
    for kind, count in SHOWN.items():
        for each in last_periods(kind, today, count):
            yield from ((one, each) for one in forms(last_day(each)) if kind in one.report.periods)


def _begun(dues: Sequence[Due]) -> Iterator[Due]:
    """Each report's last period of every kind, and those before it since the place first closed that report.

    What was due before a place began to work with the program is not shown as overdue.
    """
    first: dict[tuple[str, str], date] = {}
    last: dict[tuple[str, str, str], date] = {}
    for one in dues:
        if one.closings:
            first[one.place, one.report] = min(one.due, first.get((one.place, one.report), one.due))
        key = (one.place, one.report, kind_of(one.period))
        last[key] = max(one.due, last.get(key, one.due))
    for one in dues:
        begun = first.get((one.place, one.report), date.max)
        if one.due >= begun or one.due == last[one.place, one.report, kind_of(one.period)]:
            yield one


def _dues(
    asked: Iterable[tuple[str, Form, Period]], kept: dict[Key, tuple[Closing, ...]], today: date
) -> Iterator[Due]:
    for code, found, period in asked:
        key = (code, found.id, period.start, last_day(period))
        due = _due(code, found, period, kept.get(key, ()), today)
        if due.level in found.report.levels:
            yield due


def _due(code: str, found: Form, period: Period, known: Sequence[Closing], today: date) -> Due:
    days, head = working_days(), found.report.head
    due = due_day(period, found.report.deadline, days)
    return Due(
        report=found.id,
        code=found.report.code,
        title_vi=head.title_vi,
        title_en=head.title_en,
        assumed=head.assumed,
        place=code,
        place_name=place_name(code, last_day(period)),
        level=DIGITS[len(code)],
        period=period,
        due=due,
        days_left=days.days_left(today, due),
        state=state_of(period, due, today, known, days),
        closing=next(iter(standing(known)), None),
        closings=len(known),
    )


def _shown(known: Sequence[Closing], wanted: UUID) -> Closing:
    found = next((one for one in known if one.id == wanted), None)
    if found is None:
        raise not_found()
    return found


def _kept(one: Closing) -> tuple[Frozen, Definitions]:
    row = Snapshot.objects.only("content", "definitions").get(pk=one.id)
    return thawed(row.content), definitions_of(row.definitions)


def _corrections(shown: Closing, frozen: Frozen) -> tuple[Change, ...]:
    """What a corrected version says otherwise than the one before it."""
    if shown.supersedes is None:
        return ()
    before = Snapshot.objects.only("content").get(pk=shown.supersedes)
    return changes(thawed(before.content).filled, frozen.filled)
