"""What a condition says, or where it is wrong: for a page that answers while somebody types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tram.engines.definitions import DefinitionError, Head
from tram.engines.expression import ExpressionError, Scope, condition
from tram.engines.query import STATE, IndicatorDefinition, Part, Population, Table, plan
from tram.engines.query.tables import PERSON
from tram.engines.query.words import say

TOKEN = re.compile(r'"[^"\n]*"?|[:\w.]+|\S')
PLAIN = Head("nhap", "nháp", "draft", 1, "nháp", "assumed", date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class Said:
    """A condition read back: in words, or the fault with its place (``start`` to ``end`` in the text; line, column
    from 1)."""

    part: str
    ok: bool
    words: str = ""
    sentence: str = ""
    hint: str = ""
    start: int = 0
    end: int = 0
    line: int = 1
    column: int = 1


def scope_of(
    table: Table, tables: Mapping[str, Table], subject: str = "", periods: tuple[str, ...] = (STATE,)
) -> Scope:
    """Everything a condition over that table may name."""
    population = Population(table=table.name, subject=subject or PERSON)
    draft = IndicatorDefinition(PLAIN, "count", population, Part("true"), Part("true"), periods=periods)
    return plan(draft, tables).scope


def said(part: str, text: str, scope: Scope) -> Said:
    """The condition in Vietnamese words, or its fault. Nothing typed counts everybody."""
    if not text.strip():
        return Said(part, ok=True, words="")
    try:
        return Said(part, ok=True, words=say(condition(text, scope), scope))
    except ExpressionError as error:
        return _fault(part, text, error)


def _fault(part: str, text: str, error: ExpressionError) -> Said:
    error = error.with_text(text)
    start = min(error.position, len(text))
    token = TOKEN.match(text, start)
    end = token.end() if token else min(start + 1, len(text))
    if start == end:
        start = max(0, len(text.rstrip()) - 1)
        end = len(text.rstrip())
    line, column = error.place
    return Said(part, False, "", error.sentence, error.hint, start, end, line, column)


def described(tables: Mapping[str, Table]) -> dict[str, Any]:
    """The published tables as a page shows them and completes their names; plain values for JSON."""
    kept = {name: table for name, table in sorted(tables.items()) if table.sql_name or table.select}
    return {name: _table(table, kept) for name, table in kept.items()}


def _table(table: Table, tables: Mapping[str, Table]) -> dict[str, Any]:
    try:
        reach = sorted(scope_of(table, tables).tables)
    except DefinitionError:
        reach = []
    return {
        "grain": table.grain,
        "subjects": [*(["person"] if table.person_column else []), *(name for name, _column in table.links)],
        "reach": reach,
        "columns": [
            {
                "name": column.name,
                "type": str(column.type),
                "nullable": column.nullable,
                "words": column.description_vi,
                "codes": list(column.codes),
            }
            for column in table.columns
        ],
    }
