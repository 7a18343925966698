"""Reading a report from TOML (or a mapping): what it names must exist, with place and hint where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from tram.engines.deadlines import Deadline, deadline
from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.query.model import IndicatorDefinition, Split
from tram.engines.report.examples import read_examples
from tram.engines.report.model import (
    LABELS,
    LEVELS,
    ORIENTATIONS,
    PERIODS,
    VALUES,
    Binding,
    Column,
    Report,
    Row,
    SplitRows,
    Table,
)

Known = Mapping[str, IndicatorDefinition]


def load_report(source: Source, indicators: Known) -> Report:
    """The report of a TOML file or mapping. Refuses (`DefinitionError`) what it does not know, naming the place."""
    body, name = read_toml(source)
    head = read_head(body, name)
    part = body.get("report")
    if not isinstance(part, Mapping) or not part.get("code"):
        raise DefinitionError(head.id, "thiếu [report] code", 'ví dụ code = "14/BCT"')
    tables = tuple(_table(head, one, indicators) for one in body.get("tables", ()))
    _refuse_twins(head, "[[tables]]", [table.id for table in tables])
    found = Report(
        head=head,
        code=str(part["code"]),
        periods=_choices(head, part, "periods", PERIODS),
        levels=_choices(head, part, "levels", LEVELS),
        deadline=_deadline(head, part.get("deadline", {})),
        recipient_vi=_said(head, part, "recipient_vi"),
        recipient_en=str(part.get("recipient_en", part["recipient_vi"])),
        signs_vi=tuple(map(str, part.get("signs_vi", ()))),
        orientation=_choices(head, {"orientation": [part.get("orientation", "portrait")]}, "orientation", ORIENTATIONS)[
            0
        ],
        tables=tables,
        examples=read_examples(head, body),
    )
    _refuse_unfit(found, indicators)
    return found


def _said(head: Head, part: Mapping[str, Any], key: str) -> str:
    if not part.get(key):
        raise DefinitionError(head.id, f"[report] thiếu «{key}»", f"thêm {key} = …")
    return str(part[key])


def _choices(head: Head, part: Mapping[str, Any], key: str, options: Sequence[str]) -> tuple[str, ...]:
    chosen = part.get(key, ())
    odd = [one for one in chosen if one not in options] if isinstance(chosen, (list, tuple)) else [chosen]
    if odd or not chosen:
        raise DefinitionError(head.id, f"[report] {key} {odd or 'trống'}", "chọn " + ", ".join(options))
    return tuple(chosen)


def _deadline(head: Head, told: Mapping[str, Any]) -> Deadline:
    try:
        return deadline(told)
    except (ValueError, TypeError, AttributeError) as error:
        raise DefinitionError(head.id, f"[report] deadline: {error}", "deadline = { working_days = 5 }") from None


def _table(head: Head, part: Mapping[str, Any], known: Known) -> Table:
    who = f"[[tables]] {part.get('id', '?')}"
    for key in ("id", "title_vi", "title_en", "columns", "rows"):
        if not part.get(key):
            raise DefinitionError(head.id, f"{who}: thiếu «{key}»", f"thêm {key} = …")
    columns = tuple(_column(head, who, one, known) for one in part["columns"])
    rows = _rows(head, who, part["rows"], known)
    _refuse_twins(head, f"{who} columns", [column.id for column in columns])
    if not isinstance(rows, SplitRows):
        _refuse_twins(head, f"{who} rows", [row.id for row in rows])
    table = Table(str(part["id"]), part["title_vi"], part["title_en"], columns, rows)
    for binding in table.bindings():
        _refuse_unbound(head, who, binding, known)
    _refuse_summed_shares(head, who, table)
    return table


def _refuse_summed_shares(head: Head, who: str, table: Table) -> None:
    rows = () if isinstance(table.rows, SplitRows) else table.rows
    shares = {row.id for row in rows if row.counted and row.binding.value == "percent"}
    if shares and any(column.total for column in table.columns):
        raise DefinitionError(head.id, f"{who}: không cộng được tỷ lệ ở hàng {min(shares)}", "thêm counted = false")


def _column(head: Head, who: str, part: Mapping[str, Any], known: Known) -> Column:
    where = f"{who} cột {part.get('id', '?')}"
    _titles(head, where, part)
    label, total = str(part.get("label", "")), part.get("total", "")
    if label not in ("", *LABELS) or (label and part.get("indicator")):
        raise DefinitionError(head.id, f"{where}: label «{label}»", "chọn " + ", ".join(LABELS) + " và bỏ indicator")
    binding = _binding(head, where, part, known)
    if total not in ("", "sum") or (total and (label or binding.value == "percent")):
        raise DefinitionError(head.id, f"{where}: total «{total}» không dùng được", "chỉ sum, cho cột số đếm")
    return Column(
        id=str(part["id"]),
        title_vi=str(part["title_vi"]),
        title_en=str(part["title_en"]),
        group_vi=str(part.get("group_vi", "")),
        group_en=str(part.get("group_en", part.get("group_vi", ""))),
        label=label,
        binding=binding,
        total=total == "sum",
        width=int(part.get("width", 10)),
    )


def _rows(head: Head, who: str, part: Any, known: Known) -> SplitRows | tuple[Row, ...]:
    if isinstance(part, Mapping):
        keys = part.get("keys", "found")
        if not part.get("split") or (isinstance(keys, str) and keys not in ("found", "listed")):
            raise DefinitionError(head.id, f"{who} rows: split hoặc keys sai", 'rows = { split = "…", keys = "found" }')
        return SplitRows(str(part["split"]), keys if isinstance(keys, str) else tuple(map(str, keys)))
    return tuple(_row(head, who, one, known) for one in part)


def _row(head: Head, who: str, part: Mapping[str, Any], known: Known) -> Row:
    where = f"{who} hàng {part.get('id', '?')}"
    _titles(head, where, part)
    binding = _binding(head, where, part, known)
    counted = part.get("counted", True)
    return Row(str(part["id"]), str(part["title_vi"]), str(part["title_en"]), binding, counted is True)


def _titles(head: Head, where: str, part: Mapping[str, Any]) -> None:
    for key in ("id", "title_vi", "title_en"):
        if not part.get(key):
            raise DefinitionError(head.id, f"{where}: thiếu «{key}»", f"thêm {key} = …")


def _binding(head: Head, where: str, part: Mapping[str, Any], known: Known) -> Binding:
    indicator, only, value = str(part.get("indicator", "")), part.get("only", {}), str(part.get("value", ""))
    if indicator and indicator not in known:
        near = get_close_matches(indicator, known, 1)
        hint = f"có phải «{near[0]}»?" if near else "xem các tệp trong definitions/reports"
        raise DefinitionError(head.id, f"{where}: không có chỉ tiêu «{indicator}»", hint)
    if value not in ("", *VALUES):
        raise DefinitionError(head.id, f"{where}: value «{value}» không có", "chọn " + ", ".join(VALUES))
    if not isinstance(only, Mapping) or not all(isinstance(keys, (list, tuple)) for keys in only.values()):
        raise DefinitionError(head.id, f"{where}: only sai", 'only = { sex = ["female"] }')
    return Binding(indicator, {split: tuple(map(str, keys)) for split, keys in only.items()}, value)


def _refuse_unbound(head: Head, who: str, binding: Binding, known: Known) -> None:
    if not binding.indicator:
        raise DefinitionError(head.id, f"{who}: có ô không gắn với chỉ tiêu nào", "ghi indicator ở cột hoặc ở hàng")
    found = known[binding.indicator]
    if found.kind == "count" and binding.value in ("denominator", "percent"):
        raise DefinitionError(head.id, f"{who}: «{found.id}» là số đếm, không có {binding.value}", "bỏ value")
    for name, keys in binding.only.items():
        split = found.split(name)
        if split is None:
            choices = ", ".join(one.id for one in found.splits)
            raise DefinitionError(head.id, f"{who}: «{found.id}» không chia theo «{name}»", f"có: {choices}")
        odd = [key for key in keys if key not in _keys(split, keys)]
        if odd:
            raise DefinitionError(head.id, f"{who}: «{name}» không có «{odd[0]}»", "có: " + ", ".join(_keys(split, ())))


def _keys(split: Split, otherwise: Iterable[str]) -> tuple[str, ...]:
    """The keys a split is known to have; what is asked where it says nothing of them. "" is the missing key."""
    named = split.band_names() or tuple(split.words_vi)
    return ("", *named) if named else tuple(otherwise)


def _refuse_unfit(report: Report, known: Known) -> None:
    """An indicator must be told for every period of the report: a state always, a flow for its own lengths."""
    for indicator in report.asked():
        found = known[indicator]
        absent = [kind for kind in report.periods if found.is_flow and kind not in found.periods]
        if absent:
            sentence = f"«{indicator}» không tính theo kỳ {', '.join(absent)}"
            raise DefinitionError(report.id, sentence, "thêm vào periods của chỉ tiêu, hoặc bỏ kỳ đó khỏi báo cáo")


def _refuse_twins(head: Head, where: str, ids: Sequence[str]) -> None:
    twins = [one for one, times in Counter(ids).items() if times > 1]
    if twins or not ids:
        raise DefinitionError(head.id, f"{where}: {'trùng ' + twins[0] if twins else 'trống'}", "mỗi id một lần")
