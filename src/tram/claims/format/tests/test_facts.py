"""The definitions against the collected facts, field by field, where the facts lie beside the program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tram.claims.format import code_list, layouts
from tram.claims.format.codes import open_lists
from tram.claims.format.tests.values import DAYS, bad, good
from tram.kernel.definitions import load_csv

FACTS = Path(__file__).parents[6] / "shared/facts/claims"
FILES = [row["file"] for row in load_csv("claims", "tables")]
LATEST = {"string": {"text"}, "number": {"number"}, "date": {"date"}, "datetime": {"datetime", "birth"}}
MANY = {
    "string of date(s)": "dates",
    "string of datetime(s)": "datetimes",
    "string: date": "day_or_time",
}
EXCEPT = {("xml2", "MUC_HUONG"), ("xml3", "MUC_HUONG")}  # one sign longer from 2026-07-01

pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not on this machine")


def _facts(file: str) -> list[dict[str, str]]:
    with (FACTS / f"{file}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _table(file: str, decision: str = "3176"):
    asked = next(row for row in load_csv("claims", "tables") if row["file"] == file)
    chosen = decision if decision in asked["decisions"].split() else asked["decisions"].split()[-1]
    return layouts()[chosen].tables[asked["table"]], DAYS[chosen]


@pytest.mark.parametrize("file", FILES)
def test_names_and_order_are_the_facts(file: str) -> None:
    table, _day = _table(file)
    assert list(table.names) == [row["field"] for row in _facts(file)]


@pytest.mark.parametrize("file", FILES)
def test_lengths_kinds_and_what_is_required_are_the_facts(file: str) -> None:
    table, _day = _table(file)
    for field, fact in zip(table.fields, _facts(file), strict=True):
        length = int(fact["max_length"]) if fact["max_length"].isdecimal() else None
        assert field.length == length, field.name
        assert fact["required"].startswith(field.required), field.name
        many = [kind for start, kind in MANY.items() if fact["type"].startswith(start)]
        kinds = set(many) or LATEST[fact["type"].split(" ")[0].split(",")[0]]
        assert field.kind in kinds, field.name


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("xml4210")])
def test_money_has_the_decimals_of_the_facts(file: str) -> None:
    table, _day = _table(file)
    for field, fact in zip(table.fields, _facts(file), strict=True):
        told = fact["type"].partition(", ")[2].partition(" ")[0] if fact["type"].startswith("number") else "0"
        assert field.decimals == int(told or "0"), field.name


@pytest.mark.parametrize("file", FILES)
def test_each_field_of_the_facts_has_a_good_and_a_bad_value(file: str) -> None:
    table, day = _table(file)
    for fact in _facts(file):
        field = table.field(fact["field"])
        assert field is not None
        assert good(field, day)
        assert bad(field, day), field.name


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("xml4210")])
def test_what_4750_had_otherwise_is_told_by_its_own_layout(file: str) -> None:
    earlier, _day = _table(file, "4750")
    for fact in _facts(file):
        _before, told, after = fact["note"].partition("4750: ")
        words = after.replace(";", " ").split()
        if told and words[0] in {"string", "number"} and words[1].isdecimal():
            field = earlier.field(fact["field"])
            assert field is not None
            assert field.length == int(words[1]), field.name


def _closed() -> list[Path]:
    """The files of code lists that close a field to their codes."""
    known = {row["list"] for row in load_csv("claims", "code_lists")} - set(open_lists())
    return [path for path in sorted(FACTS.glob("code_*.csv")) if _list_of(path)[0] in known]


def _list_of(path: Path) -> tuple[str, bool]:
    """The list a file is of, and whether it is the older one."""
    name, old, _rest = path.stem.removeprefix("code_").removesuffix("_level2").partition("_qd824_old")
    return name, bool(old)


@pytest.mark.parametrize("path", _closed(), ids=lambda path: path.stem)
def test_every_code_of_the_facts_is_in_its_list(path: Path) -> None:
    name, old = _list_of(path)
    day = DAYS["4750" if old else "1931"]
    assert {row["code"] for row in _facts(path.stem)} == set(code_list(name, day))
