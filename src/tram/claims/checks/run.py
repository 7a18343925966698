"""Asking every rule of one claim: the fields' faults and the rules' findings, joined and in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tram.claims.checks.book import NAMED, ByTable, rules_on
from tram.claims.checks.lines import SUMMARY, Claim, Line
from tram.claims.checks.model import ERROR, Finding, Rule
from tram.claims.checks.neighbours import beside
from tram.claims.checks.reading import day_of
from tram.claims.checks.scopes import readers
from tram.claims.format import Fault, Layout, Tables, field_faults
from tram.claims.money import Rules
from tram.claims.money import rules_on as money_on
from tram.engines.definitions import DefinitionError
from tram.kernel.clock import VN_TZ

FIELDS_SOURCE = "Cấu trúc bảng của quyết định"
LONGEST_WORD = 80


def check_tables(
    layout: Layout, tables: Tables, *, at: datetime, neighbours: Sequence[Tables] = ()
) -> tuple[Finding, ...]:
    """What is wrong with one claim, errors before warnings, then table by table; empty when nothing is.

    ``neighbours``: other claims at hand; those of the same person and of the same beds are looked at. ``at`` is now.
    """
    found = [
        *map(_of_fault, field_faults(layout, tables)),
        *rule_findings(layout, tables, at=at, neighbours=neighbours),
    ]
    order = {table: number for number, table in enumerate(layout.tables)}
    return tuple(sorted(found, key=lambda one: (not one.is_error, order.get(one.table, 0), one.line)))


def rule_findings(
    layout: Layout, tables: Tables, *, at: datetime, neighbours: Sequence[Tables] = ()
) -> Iterator[Finding]:
    """What the rules find, without the faults of single fields."""
    claim = read_claim(layout, tables, at=at)
    beside(claim, [Claim(one, claim.readers) for one in neighbours])
    yield from findings_of(rules_on(layout, ended_on(tables, at)), claim)


def read_claim(layout: Layout, tables: Tables, *, at: datetime) -> Claim:
    """The claim as rules see it, and what they are told beside it."""
    return Claim(tables, readers(layout), _parameters(tables, at))


def findings_of(rules: ByTable, claim: Claim) -> Iterator[Finding]:
    """Each rule asked of each row of its table."""
    for table, own in rules:
        for line in claim.lines(table):
            for rule in own:
                when = rule.when
                if (when is None or when(line, line, claim) is True) and rule.must(line, line, claim) is not True:
                    yield _finding(rule, line)


def ended_on(tables: Tables, at: datetime) -> date:
    """The day the visit ended, by which rules are chosen; today when the claim does not tell."""
    rows = tables.get(SUMMARY) or tables.get("CHECKIN") or ({},)
    return day_of(rows[0].get("NGAY_RA", "")) or day_of(rows[0].get("NGAY_VAO", "")) or at.astimezone(VN_TZ).date()


def _parameters(tables: Tables, at: datetime) -> Mapping[str, Any]:
    local, rules = at.astimezone(VN_TZ), _money(ended_on(tables, at))
    return {
        "base_salary": rules.base_salary if rules else None,
        "rules": rules,
        "now": int(local.strftime("%Y%m%d%H%M")),
        "today": local.date(),
    }


def _money(day: date) -> Rules | None:
    try:
        return money_on(day)
    except DefinitionError:
        return None


def _of_fault(fault: Fault) -> Finding:
    return Finding(fault.rule, ERROR, fault.table, fault.line, fault.field, fault.sentence, FIELDS_SOURCE)


def _finding(rule: Rule, line: Line) -> Finding:
    number = 0 if rule.table == SUMMARY else line.number
    return Finding(rule.id, rule.severity, rule.table, number, rule.field, _said(rule.sentence, line), rule.source)


def _said(sentence: str, line: Line) -> str:
    """The sentence with the row's values in its braces, each cut so that no file can fill the screen."""
    return NAMED.sub(lambda name: _word(line, name[1]), sentence) if "{" in sentence else sentence


def _word(line: Line, name: str) -> str:
    raw = line.raw.get(name.upper())
    value = line[name] if raw is None else raw
    text = "(trống)" if value in (None, "") else str(value)
    return text if len(text) <= LONGEST_WORD else f"{text[:LONGEST_WORD]}…"
