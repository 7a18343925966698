"""October at the station: closed, a visit comes late, the difference shows, closed anew, on paper. Tuấn sees none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db import transaction
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from tram.encounters.api import DiagnosisInput, load_icd_categories, record_visit
from tram.encounters.models import Diagnosis
from tram.kernel.actors import Actor
from tram.kernel.facts import verify
from tram.kernel.models import ReadEntry
from tram.kernel.periods import parse_period
from tram.kernel.refusals import Refusal
from tram.places.api import load_reference
from tram.reports import api
from tram.village.build import build
from tram.village.cast import Cast, enter, found_centre
from tram.village.plan import HOME, NEXT, Plan
from tram.workforce.api import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
PLAN = Plan(((HOME, 200), (NEXT, 40)), end=date(2026, 10, 31))
WHICH: dict[str, Any] = {"place": HOME, "report": "14/BCT", "period": parse_period("2026-10")}
CLOSED_AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
CAME_AT = datetime(2026, 10, 28, 2, 0, tzinfo=UTC)
WRITTEN_AT = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
BLOCK = "I10-I15"
CELL = ("diseases", BLOCK, "out_women")
OCTOBER_HERE: dict[str, Any] = {"place": HOME, "period": WHICH["period"]}


@dataclass(frozen=True)
class Village:
    """The cast."""

    cast: Cast

    def actor(self, name: str) -> Actor:
        """Somebody of the cast as the program knows them."""
        return actor_for(self.cast.accounts[name], CLOSED_AT)


@pytest.fixture(scope="module")
def village(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Village]:
    """A small village with its cast, for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        load_icd_categories()
        centre = found_centre(PLAN)
        networks = build(PLAN, lambda _done, _total: None, centre)
        yield Village(enter(PLAN, networks, centre, "mật khẩu của làng mẫu 25"))
        transaction.set_rollback(True)


def counted_by_hand() -> tuple[int, int]:
    """Visits of October at home under the block, all and women's, counted row by row without the engine."""
    rows = Diagnosis.objects.filter(
        commune=HOME, status="current", role="main", day__gte="2026-10-01", day__lte="2026-10-31",
        visit__status__in=("finished", "in-progress"),
    )  # fmt: skip
    told = rows.exclude(visit__kind="IMP").values_list("code", "person__sex")
    fitting = [sex for code, sex in told if "I10" <= code[:3] <= "I15"]
    return len(fitting), fitting.count("female")


def line(view: api.ReportView, row: str = BLOCK) -> dict[str, Any]:
    """The numbers of a row by column."""
    (table,) = view.frozen.filled
    found = next(one for one in table.lines if one.row.id == row)
    return {column.id: cell.value for column, cell in zip(table.form.columns, found.cells, strict=True) if cell}


def test_a_month_is_closed_mended_and_closed_again(village: Village) -> None:
    thu, hanh, tuan, oanh = map(village.actor, ("thu", "hanh", "tuan", "oanh"))
    counts = counted_by_hand()

    # Thu looks at the draft and closes October on the third.
    draft = line(api.report_view(thu, at=CLOSED_AT, **WHICH))
    assert (draft["out"], draft["out_women"]) == counts
    first = api.close_report(by=thu, at=CLOSED_AT, **WHICH)

    # Two days later Hạnh writes down a visit of bà Lan's that nobody had entered.
    lan = village.cast.people["lan"]
    told = [DiagnosisInput("I10", role="main")]
    record_visit(by=hanh, at=WRITTEN_AT, person=lan, started_at=CAME_AT, diagnoses=told)
    assert counted_by_hand() == (counts[0] + 1, counts[1] + 1)

    closed = the_difference_shows(thu, counts)
    it_opens_to_her(hanh, closed, lan, counts[1] + 1)
    (state,) = (one.state for one in api.report_list(oanh, at=WRITTEN_AT, **OCTOBER_HERE) if one.code == "14/BCT")
    assert state == api.State.CLOSED
    tuan_sees_nothing(tuan, closed)
    mended = it_is_closed_anew(thu, first, counts)

    # On paper: both files say what was closed.
    assert on_sheet(mended)[3] == counts[0] + 1
    text = on_page(mended)
    assert f"{BLOCK} Bệnh lý tăng huyết áp {counts[0] + 1} {counts[1] + 1}" in text
    assert "Bản 2" in text
    assert api.send_report(by=thu, at=WRITTEN_AT, note="Công văn 12/TYT", **WHICH).sent
    assert verify().holds


def the_difference_shows(thu: Actor, counts: tuple[int, int]) -> api.ReportView:
    """The closed numbers stand; the record's are shown beside them."""
    closed = api.report_view(thu, at=WRITTEN_AT, **WHICH)
    assert line(closed)["out"] == counts[0]
    told = {one.key[2]: (one.before and one.before.value, one.after and one.after.value) for one in closed.changes}
    assert told == {"out": (counts[0], counts[0] + 1), "out_women": (counts[1], counts[1] + 1)}
    return closed


def it_opens_to_her(hanh: Actor, closed: api.ReportView, lan: UUID, women: int) -> None:
    """Who cares for bà Lan opens the cell to her, and the read is logged."""
    _row, _column, listing = api.report_people(hanh, closed, CELL, at=WRITTEN_AT)
    assert lan in {one.person for one in listing.rows}
    assert listing.total == women
    assert ReadEntry.objects.filter(actor=hanh.id, why__startswith="indicator.visits-disease in 2026-").exists()


def tuan_sees_nothing(tuan: Actor, closed: api.ReportView) -> None:
    """The nurse of the next station finds no report, no number and no list."""
    for ask in (
        lambda: api.report_view(tuan, at=WRITTEN_AT, **WHICH),
        lambda: api.closed_report(tuan, **WHICH),
        lambda: api.report_list(tuan, at=WRITTEN_AT, place=HOME),
        lambda: api.report_people(tuan, closed, CELL, at=WRITTEN_AT),
    ):
        with pytest.raises(Refusal) as told:
            ask()
        assert told.value.status == 404
    assert HOME not in {one.place for one in api.report_list(tuan, at=WRITTEN_AT)}


def it_is_closed_anew(thu: Actor, first: api.Closing, counts: tuple[int, int]) -> api.ReportView:
    """The second version names what it mends; the first can still be read."""
    api.reopen_report(by=thu, at=WRITTEN_AT, reason="Ghi thêm lượt khám của bà Lan", **WHICH)
    second = api.close_report(by=thu, at=WRITTEN_AT, reason="Bổ sung lượt khám ngày 28/10", **WHICH)
    mended = api.report_view(thu, at=WRITTEN_AT, **WHICH)
    assert (second.number, second.supersedes, mended.changes) == (2, first.id, ())
    assert [one.column.id for one in mended.corrections] == ["out", "out_women"]
    assert line(api.report_view(thu, at=WRITTEN_AT, closing=first.id, **WHICH))["out"] == counts[0]
    return mended


def on_sheet(view: api.ReportView) -> list[Any]:
    """The block's line in the workbook."""
    sheet = openpyxl.load_workbook(BytesIO(api.report_workbook(view.frozen, view.shown)), data_only=True).worksheets[0]
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[1].value == BLOCK)


def on_page(view: api.ReportView) -> str:
    """The words of the PDF, one after another."""
    pages = PdfReader(BytesIO(api.report_pdf(view.frozen, view.shown, at=WRITTEN_AT))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
