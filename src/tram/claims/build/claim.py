"""A claim made from a sheet: rows of every table under the layout of its day, money reckoned. Asks no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from tram.claims.build import papers, summary
from tram.claims.build.checkin import check_in_row
from tram.claims.build.choices import department, sent_with, visit_type
from tram.claims.build.drugs import Unpriced, drug_lines
from tram.claims.build.model import BuiltClaim, Place, PricedLine, Sheet
from tram.claims.build.results import progress_rows, result_rows
from tram.claims.build.services import service_lines
from tram.claims.build.situation import STATION, drugs_only, situations
from tram.claims.format import render_file
from tram.claims.format.layouts import layout_on
from tram.claims.format.model import CHECK_IN, Layout, Row, Table, Tables
from tram.claims.format.texts import number_text
from tram.claims.money import (
    Amounts,
    Level,
    LevelAsked,
    Line,
    Rules,
    Why,
    claim_amounts,
    level_on,
    line_amounts,
    rules_on,
)
from tram.kernel.clock import VN_TZ

DRUGS, SERVICES, HEAD = "XML2", "XML3", "XML1"
SHARES = (
    ("THANH_TIEN_BV", "bv"),
    ("THANH_TIEN_BH", "bh"),
    ("T_BNTT", "self_paid"),
    ("T_BNCCT", "copaid"),
    ("T_BHTT", "fund"),
    ("T_NGUONKHAC", "other"),
)
SUMS = (
    ("T_THUOC", "drugs"),
    ("T_VTYT", "supplies"),
    ("T_TONGCHI_BV", "bv"),
    ("T_TONGCHI_BH", "bh"),
    ("T_BNTT", "self_paid"),
    ("T_BNCCT", "copaid"),
    ("T_BHTT", "fund"),
    ("T_NGUONKHAC", "other"),
    ("T_BHTT_GDV", "fund_by_service"),
)
SOURCES = ("nsnn", "vtnn", "vttn", "cl")
INPATIENT = {"03", "04"}
EMERGENCY = "2"  # MA_DOITUONG_KCB: nobody is announced, QĐ 4750


def built(sheet: Sheet, layout: Layout | None = None) -> BuiltClaim:
    """The claim of a sheet under the layout of the day the visit ended, or a given one."""
    day = sheet.end.astimezone(VN_TZ).date()
    form, rules, left_out = layout or layout_on(day), rules_on(day), list[str]()
    found = situations(sheet)
    kind, kind_why = visit_type(found, day)
    where, where_why = department(found, day)
    drugs, services = drug_lines(sheet, where, left_out), service_lines(sheet, where, rules, left_out)
    level = _level(sheet, kind, [line for _fields, line in [*drugs, *services]], rules, day)
    lines = {DRUGS: _priced(drugs, level, rules), SERVICES: _priced(services, level, rules)}
    every = [*lines[DRUGS], *lines[SERVICES]]
    totals = claim_amounts([one.line for one in every], [one.amounts for one in every], rules)
    told: dict[str, Why] = {"MA_LOAI_KCB": kind_why, "MA_KHOA": where_why}
    head = _head(sheet, form, kind, where, told) | {name: number_text(getattr(totals, its)) for name, its in SUMS}
    places: dict[Place, Why] = {(HEAD, 1, name): why for name, why in told.items()}
    tables = _tables(sheet, form, head, lines, places)
    return BuiltClaim(
        number=sheet.number,
        person=sheet.patient.id,
        commune=sheet.visit.commune,
        visit=sheet.first,
        visit_now=sheet.visit.id,
        facility=sheet.office.id,
        facility_code=sheet.office.code,
        month=day.replace(day=1),
        day=day,
        layout=form,
        tables=tables,
        amounts=totals,
        cover=sheet.cover,
        level=level,
        lines=lines,
        rules=rules,
        told=places,
        left_out=tuple(left_out),
    )


def document(claim: BuiltClaim, made_on: date) -> bytes:
    """The claim as a file of the insurer's, not yet signed."""
    tables = {name: rows for name, rows in claim.tables.items() if name != CHECK_IN}
    return render_file(claim.layout, tables, facility=claim.facility_code, made_on=made_on)


def ended(started: datetime, end: datetime | None, times: Sequence[datetime | None]) -> datetime:
    """When a visit ended: as noted, else after the last thing noted in it."""
    return end or max([started, *(at for at in times if at is not None)])


def _level(sheet: Sheet, kind: str, lines: Sequence[Line], rules: Rules, day: date) -> Level:
    """MUC_HUONG of the visit; the sum in scope is reckoned only where the level could depend on it."""
    fetched = drugs_only(sheet) and bool(sheet.visit.referred_from)
    asked = LevelAsked(
        day=day,
        digit=sheet.cover.digit,
        entitlement=sheet.cover.entitlement,
        commune_station=sheet.office.kind in STATION,
        exempt=sheet.cover.exempt_from is not None and sheet.cover.exempt_from <= day,
        area=sheet.cover.cards[0].area if sheet.cover.cards else "",
        five_years_reached=sheet.cover.five_years_on is not None and sheet.cover.five_years_on <= day,
        inpatient=kind in INPATIENT,
        dispensed_for_above=fetched,
    )
    plain = level_on(asked)
    if plain.percent in {Decimal(0), Decimal(100)}:
        return plain
    scope = sum((line_amounts(line, rules).bh for line in lines), Decimal(0))
    return level_on(replace(asked, total_in_scope=scope))


def _priced(lines: Sequence[Unpriced], level: Level, rules: Rules) -> tuple[PricedLine, ...]:
    found = []
    for fields, open_line in lines:
        line = replace(open_line, level=level.percent)
        amounts = line_amounts(line, rules)
        found.append(PricedLine(fields | _money(line, amounts), line, amounts))
    return tuple(found)


def _money(line: Line, amounts: Amounts) -> dict[str, str]:
    return {
        "SO_LUONG": number_text(line.quantity, 3),
        "TYLE_TT_BH": number_text(line.fund_rate, 0),
        "MUC_HUONG": number_text(line.level, 1),
        **{name: number_text(getattr(amounts, its)) for name, its in SHARES},
        **{f"T_NGUONKHAC_{its.upper()}": number_text(getattr(amounts.sources, its)) for its in SOURCES},
    }


def _head(sheet: Sheet, layout: Layout, kind: str, where: str, told: dict[str, Why]) -> dict[str, str]:
    parts: tuple[Mapping[str, str], ...] = (
        {"MA_LK": sheet.number, "STT": "1"},
        summary.who(sheet, layout, told),
        summary.cards(sheet, told),
        summary.what(sheet, kind),
        summary.when(sheet, kind, told),
        summary.signed(sheet, where),
    )
    return {name: value for part in parts for name, value in part.items()}


def _tables(
    sheet: Sheet,
    layout: Layout,
    head: dict[str, str],
    lines: Mapping[str, tuple[PricedLine, ...]],
    places: dict[Place, Why],
) -> Tables:
    needed = sent_with(head["MA_LOAI_KCB"], sheet.end.astimezone(VN_TZ).date())
    rows: dict[str, Sequence[Mapping[str, str]]] = {
        HEAD: [head],
        DRUGS: [one.fields for one in lines[DRUGS]],
        SERVICES: [one.fields for one in lines[SERVICES]],
        "XML4": result_rows(sheet),
        "XML5": progress_rows(sheet) if "XML5" in needed else [],
    }
    _name_operations(head, rows[SERVICES])
    whole = {name: _whole(layout, name, found, sheet.number) for name, found in rows.items() if found}
    whole |= _papers(sheet, layout, whole, needed, places)
    emergency = head["MA_DOITUONG_KCB"] == EMERGENCY
    return whole if emergency else whole | {CHECK_IN: (check_in_row(layout, whole),)}


def _name_operations(head: dict[str, str], services: Sequence[Mapping[str, str]]) -> None:
    codes = dict.fromkeys(code for row in services for code in row.get("MA_PTTT_QT", "").split(";") if code)
    head["MA_PTTT_QT"] = ";".join(codes)


def _papers(
    sheet: Sheet, layout: Layout, tables: Tables, needed: frozenset[str], places: dict[Place, Why]
) -> dict[str, tuple[Row, ...]]:
    head, results = tables[HEAD][0], tables.get("XML4", ())
    told: dict[str, Why] = {}
    own: dict[str, dict[str, str]] = {}
    if "XML7" in needed:
        own["XML7"] = papers.discharge(sheet, head)
    if "XML8" in needed:
        own["XML8"] = papers.summary(sheet, head, results)
    if head["MA_LOAI_RV"] in papers.REFERRED and "XML13" in layout.tables:
        own["XML13"] = papers.referral(sheet, head, results, told)
    if head["NGAY_TAI_KHAM"] and "XML14" in layout.tables:
        own["XML14"] = papers.recheck(sheet, layout.tables["XML14"])
    places |= {("XML13", 1, name): why for name, why in told.items()}
    return {
        name: _whole(layout, name, [papers.repeated(layout.tables[name], head, fields)], sheet.number)
        for name, fields in own.items()
    }


def _whole(layout: Layout, table: str, rows: Sequence[Mapping[str, str]], number: str) -> tuple[Row, ...]:
    """Rows with every field of their table in order, numbered and linked to the claim."""
    empty = _empty(layout.tables[table])
    found = []
    for line, row in enumerate(rows, start=1):
        known = {**empty, **row}
        known["MA_LK"], known["STT"] = number, str(line)
        if len(known) > len(empty):
            known = {name: known[name] for name in empty}
        found.append(known)
    return tuple(found)


@cache
def _empty(table: Table) -> dict[str, str]:
    """A row of a table with nothing in it, fields in order."""
    return dict.fromkeys(table.names, "")
