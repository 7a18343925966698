"""Reading a layout from TOML (or a mapping): every column is checked against the published table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.expression import ExpressionError, Kind, Scope, Type, condition, value
from tram.engines.expression.kinds import NUMBERS
from tram.engines.layout.model import TOTALS, Column, Example, Layout
from tram.engines.query.plan import PARAMETERS
from tram.engines.query.tables import Table


def load_layout(source: Source, tables: Mapping[str, Table]) -> Layout:
    """The layout of a TOML file or mapping. Refuses (`DefinitionError`) a bad head, unknown columns, no example."""
    body, name = read_toml(source)
    head = read_head(body, name)
    part = body.get("layout", {})
    table = tables.get(part.get("table", ""))
    if table is None:
        raise DefinitionError(head.id, f"không có bảng «{part.get('table', '')}»", "có: " + ", ".join(sorted(tables)))
    scope = Scope(columns={one.name: _kind(one) for one in table.columns}, parameters=PARAMETERS, division=True)
    for order in part.get("order", ()):
        if table.column(order) is None:
            raise DefinitionError(head.id, f"order: bảng «{table.name}» không có cột «{order}»")
    return Layout(
        head=head,
        table=table.name,
        columns=tuple(_column(head, scope, one) for one in body.get("columns", ())),
        filter=_filter(head, scope, part.get("filter")),
        order=tuple(part.get("order", ())),
        examples=_examples(head, body),
    )


def _kind(column: Any) -> Kind:
    return Kind(column.type, column.nullable, column.scale, column.codes, column.description_vi)


def _filter(head: Head, scope: Scope, text: str | None) -> Any:
    if text is None:
        return None
    try:
        return condition(text, scope)
    except ExpressionError as error:
        raise DefinitionError(head.id, f"filter: {error}") from error


def _column(head: Head, scope: Scope, part: Mapping[str, Any]) -> Column:
    who = str(part.get("id") or "cột không có id")
    for key in ("id", "title_vi", "title_en"):
        if not part.get(key):
            raise DefinitionError(head.id, f"{who}: thiếu «{key}»", f"thêm {key} = …")
    try:
        node, kind = value(part["value"], scope) if part.get("value") else (None, Kind(Type.INT))
    except ExpressionError as error:
        raise DefinitionError(head.id, f"{who}: {error}") from error
    total = part.get("total", "")
    if total not in TOTALS or (total == "sum" and kind.type not in NUMBERS):
        raise DefinitionError(head.id, f"{who}: total «{total}» không dùng được", "chọn sum (cho số) hoặc count")
    return Column(
        id=who,
        title_vi=part["title_vi"],
        title_en=part["title_en"],
        type=kind.type,
        value=node,
        width=int(part.get("width", 12)),
        places=int(part.get("places", kind.scale)),
        total=total,
        words_vi=part.get("words_vi", {}),
        words_en=part.get("words_en", {}),
    )


def _examples(head: Head, body: Mapping[str, Any]) -> tuple[Example, ...]:
    found = body.get("examples", ())
    if not found:
        raise DefinitionError(head.id, "thiếu ví dụ", "thêm [[examples]] với at, rows và lines")
    return tuple(
        Example(
            title_vi=str(part.get("title_vi", "")),
            at=part.get("at", date(2000, 1, 1)),
            rows=tuple(part.get("rows", ())),
            lines=tuple(tuple(line) for line in part.get("lines", ())),
            totals=None if part.get("totals") is None else tuple(part["totals"]),
        )
        for part in found
    )
