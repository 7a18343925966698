"""The tables and code lists under a folder of definitions, held to what the program asks of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

from tram.claims.format.conditions import condition
from tram.claims.format.layouts import ROOM, Rows, layouts_of
from tram.claims.format.model import KINDS, Field, Layout, Table
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.csv_list import read_list
from tram.engines.definitions.findings import Finding, finding
from tram.engines.definitions.head import STATUSES
from tram.engines.expression import ExpressionError

WHO = "claims.tables"
REQUIRED = ("yes", "conditional", "no")
ENDLESS = date.max.isoformat()


def check_format(folder: Path) -> list[Finding]:
    """What is wrong with the tables, decisions and codes of a folder; nothing where it has no tables."""
    if not (folder / ROOM / "tables.csv").is_file():
        return []

    def read(name: str) -> Rows:
        return read_list(WHO, folder / ROOM / f"{name}.csv")

    try:
        return [Finding(f"{ROOM}/tables.csv", WHO, sentence, "sửa dòng trong CSV") for sentence in _wrong(read)]
    except DefinitionError as error:
        return [finding(f"{ROOM}/tables.csv", error)]
    except (KeyError, ValueError) as error:
        return [Finding(f"{ROOM}/tables.csv", WHO, f"thiếu hoặc sai «{error}»", "so với tệp của Trạm")]


def _wrong(read: Callable[[str], Rows]) -> Iterator[str]:
    layouts = layouts_of(read)
    lists = {row["list"] for row in read("code_lists")}
    yield from _gaps([*layouts.values()])
    for layout in layouts.values():
        for table in layout.tables.values():
            yield from (f"QĐ {layout.decision}, {table.id}: {one}" for one in _table(table, lists))
    yield from _codes(read("codes"), lists)


def _gaps(layouts: list[Layout]) -> Iterator[str]:
    for earlier, later in pairwise(layouts):
        if earlier.last is None or earlier.last + timedelta(days=1) != later.first:
            yield f"QĐ {later.decision} không nối ngay sau QĐ {earlier.decision}"


def _table(table: Table, lists: set[str]) -> Iterator[str]:
    twice = [name for name, count in Counter(table.names).items() if count > 1]
    if twice:
        yield f"trường có hai lần: {', '.join(twice)}"
    for field in table.fields:
        yield from (f"{field.name}: {one}" for one in _field(field, lists))
        if problem := _condition(table, field):
            yield f"{field.name}: {problem}"


def _field(field: Field, lists: set[str]) -> Iterator[str]:
    if field.kind not in KINDS:
        yield f"không có kiểu «{field.kind}»"
    if field.required not in REQUIRED:
        yield f"required «{field.required}» không có"
    if field.status not in STATUSES:
        yield f"status «{field.status}» không có"
    if field.code_list and field.code_list not in lists:
        yield f"không có danh mục «{field.code_list}»"
    if field.cdata and field.kind != "text":
        yield "chỉ chữ mới ghi bằng CDATA"


def _condition(table: Table, field: Field) -> str:
    if not field.when:
        return ""
    if field.required != "conditional":
        return "when chỉ dùng với required = conditional"
    try:
        condition(table, field.when)
    except ExpressionError as error:
        return str(error)
    return ""


def _codes(rows: Rows, lists: set[str]) -> Iterator[str]:
    by_code: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        by_code.setdefault((row["list"], row["code"]), []).append(row)
    for (name, code), found in by_code.items():
        if name not in lists:
            yield f"mã {code}: không có danh mục «{name}»"
        if any(_meet(first, second) for first, second in combinations(found, 2)):
            yield f"{name} {code}: hai dòng cùng một ngày"


def _meet(first: Mapping[str, str], second: Mapping[str, str]) -> bool:
    return first["from"] <= (second["to"] or ENDLESS) and second["from"] <= (first["to"] or ENDLESS)
