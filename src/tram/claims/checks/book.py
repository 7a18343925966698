"""The book of rules: ``definitions/claims/rules_*.toml`` read, checked and compiled once for each layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tram.claims.checks.model import ERROR, WARNING, Rule
from tram.claims.checks.scopes import scope
from tram.claims.format import Layout
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.head import STATUSES
from tram.engines.definitions.toml import read_toml
from tram.engines.expression import ExpressionError, condition
from tram.engines.expression.compiled import compiled_step
from tram.kernel.definitions import files, remembered

ROOM, PATTERN = "claims", "rules_*.toml"
NEW = frozenset({"130", "4750", "3176", "1931"})
NAMED = re.compile(r"\{([a-z_0-9]+)\}")
KEYS = {"id", "severity", "table", "field", "when", "must", "sentence", "source", "status", "from", "to", "decisions"}
NEEDED = ("id", "severity", "table", "must", "sentence", "source")
Body = Mapping[str, Any]
ByTable = tuple[tuple[str, tuple[Rule, ...]], ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """A rule as written, and the file's own dates and sources."""

    rule: Body
    file: Body

    @property
    def id(self) -> str:
        """The rule's name."""
        return str(self.rule.get("id", "luật không có id"))

    @property
    def decisions(self) -> frozenset[str]:
        """The decisions whose files it is asked of; all but 4210 when it names none."""
        return frozenset(map(str, self.rule.get("decisions", NEW)))


def read_rules(paths: Sequence[Path]) -> tuple[Raw, ...]:
    """Every rule of the files as written, one for each of its tables. Refuses a name used twice, keys no rule has."""
    found = [Raw(rule, body) for path in paths for body in [read_toml(path)[0]] for rule in body.get("rules", ())]
    seen: set[str] = set()
    for raw in found:
        _refuse_odd(raw, seen)
        seen.add(raw.id)
    return tuple(one for raw in found for one in _each_table(raw))


def _each_table(raw: Raw) -> list[Raw]:
    """A rule about several tables is that rule of each."""
    tables = raw.rule["table"]
    return [raw] if isinstance(tables, str) else [Raw({**raw.rule, "table": table}, raw.file) for table in tables]


def _refuse_odd(raw: Raw, seen: set[str]) -> None:
    missing = [key for key in NEEDED if not raw.rule.get(key)]
    unknown = sorted(set(raw.rule) - KEYS)
    if missing or unknown:
        raise DefinitionError(raw.id, f"thiếu {missing}, lạ {unknown}", "mỗi luật có " + ", ".join(sorted(KEYS)))
    if raw.id in seen:
        raise DefinitionError(raw.id, "hai luật cùng id", "đổi một id")
    if raw.rule["severity"] not in (ERROR, WARNING):
        raise DefinitionError(raw.id, f"severity «{raw.rule['severity']}» không có", "chọn error hoặc warning")
    if raw.rule.get("status", "transcribed") not in STATUSES:
        raise DefinitionError(raw.id, "status không có", "chọn " + ", ".join(STATUSES))


def compile_rules(raws: Sequence[Raw], layout: Layout) -> tuple[Rule, ...]:
    """The rules for files of the layout. Refuses (``DefinitionError``) names and types that do not fit its tables."""
    return tuple(
        _compiled(raw, layout)
        for raw in raws
        if layout.decision in raw.decisions and raw.rule["table"] in layout.tables
    )


def _compiled(raw: Raw, layout: Layout) -> Rule:
    rule, table = raw.rule, str(raw.rule["table"])
    _refuse_words(raw, layout, table)
    return Rule(
        id=raw.id,
        severity=rule["severity"],
        table=table,
        field=str(rule.get("field", "")),
        sentence=str(rule["sentence"]),
        source=_source(raw),
        status=str(rule.get("status", "transcribed")),
        since=rule.get("from", raw.file["effective_from"]),
        until=rule.get("to"),
        decisions=raw.decisions,
        when=_condition(raw, layout, "when") if rule.get("when") else None,
        must=_condition(raw, layout, "must"),
        across="other." in rule["must"] or "bed." in rule["must"],
    )


def _condition(raw: Raw, layout: Layout, key: str) -> Any:
    try:
        return compiled_step(condition(str(raw.rule[key]), scope(layout, str(raw.rule["table"]))))
    except ExpressionError as error:
        raise DefinitionError(raw.id, f"{key}: {error.sentence}", str(error)) from None


def _refuse_words(raw: Raw, layout: Layout, table: str) -> None:
    known, field = scope(layout, table).columns, str(raw.rule.get("field", ""))
    unknown = [name for name in NAMED.findall(raw.rule["sentence"]) if name not in known]
    if unknown:
        raise DefinitionError(raw.id, f"câu nêu {unknown} không có ở {table}", "sửa tên trong ngoặc nhọn")
    if field and layout.tables[table].field(field) is None:
        raise DefinitionError(raw.id, f"{table} không có trường {field}", "sửa field")


def _source(raw: Raw) -> str:
    """The source in words: a name of the file's [sources], or the text itself; more may follow after a colon."""
    name, mark, rest = str(raw.rule["source"]).partition(":")
    words = raw.file.get("sources", {}).get(name)
    return str(raw.rule["source"]) if words is None else f"{words}{mark}{rest}"


@remembered
def raw_rules() -> tuple[Raw, ...]:
    """The rules in use on this machine, as written."""
    return read_rules(files(ROOM, PATTERN))


@remembered
def rules_for(layout: Layout) -> tuple[Rule, ...]:
    """The rules for files of a layout, compiled."""
    return compile_rules(raw_rules(), layout)


@remembered
def rules_on(layout: Layout, day: date) -> ByTable:
    """The rules in force for a visit that ended that day."""
    return by_table(rule for rule in rules_for(layout) if rule.holds_on(day))


def by_table(rules: Iterable[Rule]) -> ByTable:
    """The rules of each table together, so that tables a claim lacks cost nothing."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.table, []).append(rule)
    return tuple((table, tuple(own)) for table, own in found.items())
