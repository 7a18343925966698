"""Shipped splits, lists and reports fit together: keys have words, codes exist, deadlines are the law's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from tram.engines.query import IndicatorDefinition, Params, Type, evaluate_python, named_id
from tram.engines.query.plan import plan
from tram.kernel.definitions import load_csv
from tram.reports.catalogue import Indicator, every_indicator, indicator
from tram.reports.closing.forms import every_form, form
from tram.reports.reads.labels import labels
from tram.reports.sources import tables

DAY = date(2026, 10, 31)
MONTH = Params(DAY, date(2026, 10, 1), DAY)
IN_NO_LIST = {"A92.5", "P35.4"}  # Zika: in Circular 06/2026, not in the list of Decision 4469
PLAIN = re.compile(r"[a-z_]+")


def _split_columns(definition: IndicatorDefinition) -> Iterator[tuple[str, set[str], set[str]]]:
    """Splits that are a plain column with known codes: id, codes, keys with words."""
    table = tables()[definition.population.table]
    for split in definition.splits:
        value = split.value_for(table.name)
        column = table.column(value) if PLAIN.fullmatch(value) else None
        if column is not None and column.codes:
            yield split.id, set(column.codes), set(split.words_vi)


@pytest.mark.parametrize("one", [one for one in every_indicator() if not one.definition.ratio], ids=lambda one: one.id)
def test_every_code_a_split_can_give_has_words(one: Indicator) -> None:
    for name, codes, words in _split_columns(one.definition):
        assert codes <= words, name


def _expanded(codes: str) -> list[str]:
    """ "A83-A86;G04.8" as the codes it means."""
    found: list[str] = []
    for part in filter(None, codes.split(";")):
        first, _dash, last = part.partition("-")
        found += [f"{first[0]}{n:02d}" for n in range(int(first[1:]), int(last[1:]) + 1)] if last else [first]
    return found


def _disease_of(definition: IndicatorDefinition, table: str, code: str) -> str | None:
    row: dict[str, Any] = {column.name: None for column in tables()[table].columns}
    row |= {"id": named_id(code), "day": date(2026, 10, 2)}
    row |= {"code": code, "icd3": code[:3], "person_id": named_id("a")} if "code" in row else {}
    row |= {"cause": code, "cause3": code[:3], "person": named_id("a"), "precision": "day"} if "cause" in row else {}
    cells = evaluate_python(definition, tables(), {table: [row]}, MONTH, by=("notifiable",))
    counted = [cell for cell in cells if cell.numerator]
    return str(counted[0].keys["notifiable"]) if counted else None


@pytest.mark.parametrize(
    ("name", "table"),
    [("communicable-cases", "encounters.diagnoses"), ("communicable-deaths", "people.deaths")],
)
def test_every_code_of_the_81_diseases_is_counted_under_a_disease_that_names_it(name: str, table: str) -> None:
    listed = load_csv("reports", "notifiable_diseases")
    named: dict[str, set[str]] = {}
    for row in listed:
        for code in _expanded(row["icd10"]):
            named.setdefault(code, set()).add(row["code"])
    definition = indicator(name, DAY).definition
    for code, diseases in named.items():
        assert _disease_of(definition, table, code) in diseases, code
    assert _disease_of(definition, table, "J00") is None
    assert {row["code"] for row in listed} == {f"{n:02d}" for n in range(1, 82) if n not in (4, 5, 6)}


def test_a_code_named_by_four_characters_goes_before_its_category() -> None:
    definition = indicator("communicable-cases", DAY).definition
    told = {
        code: _disease_of(definition, "encounters.diagnoses", code) for code in ("A83.0", "A83.2", "B66.4", "B66.3")
    }
    assert told == {"A83.0": "35", "A83.2": "57", "B66.4": "70", "B66.3": "69"}


def test_the_codes_of_the_81_diseases_are_in_the_code_list() -> None:
    known = {row["code"] for row in load_csv("encounters", "icd10")}
    codes = {code for row in load_csv("reports", "notifiable_diseases") for code in _expanded(row["icd10"])}
    assert codes - known == IN_NO_LIST


def test_every_chapter_block_and_category_of_icd10_has_its_words() -> None:
    codes = load_csv("encounters", "icd10")
    words = {name: {row["code"]: row for row in load_csv("encounters", f"icd10_{name}")} for name in _LISTS}
    assert len(words["chapters"]) == 22
    assert {row["block"] for row in codes} <= words["blocks"].keys()
    assert {row["code"] for row in codes if len(row["code"]) == 3} == words["categories"].keys()
    assert all(row["name"] and row["name_en"] for rows in words.values() for row in rows.values())


_LISTS = ("chapters", "blocks", "categories")


def test_the_quarter_of_first_diagnosis_is_year_and_quarter() -> None:
    definition = indicator("hypertension-known", DAY).definition
    resident = {column.name: None for column in tables()["people.residents"].columns}
    diagnosis = {column.name: None for column in tables()["encounters.diagnoses"].columns}
    days = {"a": date(2025, 3, 31), "b": date(2025, 4, 1), "c": date(2026, 10, 1), "d": date(2024, 12, 31)}
    rows = {
        "people.residents": [
            resident | {"id": named_id(name), "person": named_id(name), "start": date(2000, 1, 1)} for name in days
        ],
        "encounters.diagnoses": [
            diagnosis | {"id": named_id(f"d{name}"), "person_id": named_id(name), "day": day, "icd3": "I10"}
            for name, day in days.items()
        ],
    }
    cells = evaluate_python(definition, tables(), rows, Params(DAY), by=("cohort",))
    assert {cell.keys["cohort"]: cell.numerator for cell in cells} == {20244: 1, 20251: 1, 20252: 1, 20264: 1}
    assert plan(definition, tables()).split("cohort").kind.type is Type.INT


def test_reports_are_due_when_the_law_says() -> None:
    due = {one.report.code: one.report.deadline.working_days for one in every_form() if one.report.head.in_force(DAY)}
    assert {code: due[code] for code in ("9/BCT", "11/BCT", "14/BCT", "BKLN")} == {
        "9/BCT": 5,
        "11/BCT": 5,
        "14/BCT": 5,
        "BKLN": 10,
    }


def test_the_forms_of_circular_23_end_with_it_and_ours_go_on() -> None:
    last = {one.report.code: one.report.head.effective_to for one in every_form()}
    assert last["9/BCT"] == last["11/BCT"] == date(2027, 2, 28)
    assert last["BKLN"] is last["CT25"] is None
    assert form("11/BCT", date(2027, 2, 28)).id == "report-11-bct"


def test_a_report_speaks_both_languages_and_owns_that_it_is_assumed() -> None:
    for one in every_form():
        head = one.report.head
        assert head.title_vi
        assert head.title_en
        assert head.assumed, head.id
        assert re.search("giả định|chưa|đặt ra|đặt", head.source), head.id
        for table in one.report.tables:
            assert all(column.title_vi and column.title_en for column in table.columns), (head.id, table.id)


def test_keys_are_read_aloud_in_the_language_of_the_reader() -> None:
    known, disease = indicator("hypertension-known", DAY), indicator("visits-disease", DAY)
    assert labels(known, "cohort", [20263, None], DAY) == {20263: "Quý 3/2026", None: "Chưa rõ"}
    assert labels(disease, "icd_chapter", ["09"], DAY)["09"] == "Bệnh hệ tuần hoàn"
    with override("en"):
        assert labels(disease, "icd_chapter", ["09"], DAY)["09"] == "Diseases of the circulatory system"
        assert labels(indicator("visits", DAY), "payer", ["bhyt"], DAY)["bhyt"] == "Health insurance"
