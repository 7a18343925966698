"""Every field of every table under every decision: one good value is taken, a bad one for each rule is told."""

from __future__ import annotations

import pytest

from tram.claims.format import CHECK_IN, Layout, Table, field_faults, layouts
from tram.claims.format.tests.values import DAYS, bad, good_row, head

TABLES = [(decision, name) for decision, layout in layouts().items() for name in layout.tables]


def _asked(decision: str, name: str) -> tuple[Layout, Table]:
    layout = layouts()[decision]
    return layout, layout.tables[name]


def _rules(layout: Layout, table: Table, row: dict[str, str]) -> set[tuple[str, str]]:
    """What is found wrong in one row of a table, in a claim whose XML1 is right."""
    others = {} if table.id in {"XML1", CHECK_IN} else {"XML1": head(layout)}
    found = field_faults(layout, {**others, table.id: (row,)})
    assert all(fault.table == table.id and fault.line == 1 for fault in found)
    return {(fault.field, fault.rule) for fault in found}


def _row(decision: str, table: Table) -> dict[str, str]:
    row = good_row(table, DAYS[decision])
    if table.id == CHECK_IN:
        row["NGAY_VAO"] = f"{DAYS[decision]:%Y%m%d}0800"
    return row


@pytest.mark.parametrize(("decision", "name"), TABLES)
def test_a_good_value_in_every_field_is_no_fault(decision: str, name: str) -> None:
    layout, table = _asked(decision, name)
    assert _rules(layout, table, _row(decision, table)) == set()


@pytest.mark.parametrize(("decision", "name"), TABLES)
def test_a_bad_value_of_each_field_breaks_its_rule_and_no_other(decision: str, name: str) -> None:
    layout, table = _asked(decision, name)
    row = _row(decision, table)
    for field in table.fields:
        if name == "XML1" and field.name == "NGAY_RA":
            continue  # it chooses the day of the lists: told below
        for rule, value in bad(field, DAYS[decision]).items():
            found = {
                (name, kind) for name, kind in _rules(layout, table, {**row, field.name: value}) if name == field.name
            }
            assert found == {(field.name, rule)}, (field.name, value)


@pytest.mark.parametrize(("decision", "name"), TABLES)
def test_a_field_that_is_not_asked_for_may_be_empty(decision: str, name: str) -> None:
    layout, table = _asked(decision, name)
    for field in table.fields:
        if field.required == "no":
            broken = _rules(layout, table, {**_row(decision, table), field.name: ""})
            assert (field.name, "required") not in broken, field.name


@pytest.mark.parametrize(("decision", "name"), TABLES)
def test_fields_out_of_order_missing_and_unknown_are_told(decision: str, name: str) -> None:
    layout, table = _asked(decision, name)
    row = _row(decision, table)
    first, second, *_rest = table.names
    turned = {second: row[second], first: row[first], **row}
    assert _rules(layout, table, turned) == {("", "order")}
    short = {key: value for key, value in row.items() if key != second}
    assert _rules(layout, table, short) == {(second, "missing")}
    assert _rules(layout, table, {**row, "LA": "x"}) == {("LA", "unknown")}


def test_the_end_of_the_visit_is_held_to_its_kind_too() -> None:
    layout, table = _asked("3176", "XML1")
    row = {**_row("3176", table), "NGAY_RA": "202510052460"}
    assert _rules(layout, table, row) == {("NGAY_RA", "type")}
    assert _rules(layout, table, {**row, "NGAY_RA": ""}) == {("NGAY_RA", "required")}


def test_a_claim_needs_exactly_one_summary_and_knows_its_tables() -> None:
    layout = layouts()["130"]
    (found,) = field_faults(layout, {})
    assert (found.table, found.rule) == ("XML1", "table")
    twice = (*head(layout), *head(layout))
    assert [fault.rule for fault in field_faults(layout, {"XML1": twice})] == ["table"]
    (found,) = field_faults(layout, {"XML1": head(layout), "XML13": ()})
    assert (found.table, found.rule) == ("XML13", "table")


def test_the_sentence_names_the_field_and_says_what_to_do() -> None:
    layout, table = _asked("3176", "XML1")
    row = {**_row("3176", table), "MA_BENH_CHINH": "I10.12345"}
    (found,) = field_faults(layout, {"XML1": (row,)})
    assert found.sentence == "Mã bệnh chính (ICD-10) (MA_BENH_CHINH) dài 9 ký tự, chỉ được 7; hãy rút ngắn."


def test_many_signs_and_odd_letters_are_counted_as_letters() -> None:
    layout, table = _asked("3176", "XML1")
    row = {**_row("3176", table), "HO_TEN": "Ữ" * 255}
    assert _rules(layout, table, row) == set()
    assert _rules(layout, table, {**row, "HO_TEN": "Ữ" * 256}) == {("HO_TEN", "length")}
