"""Reading indicators and splits from TOML (or a mapping). Shapes are refused here, names and types in `plan`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.query.model import (
    PERIODS,
    STATE,
    Example,
    IndicatorDefinition,
    Params,
    Part,
    Population,
    Ratio,
    Split,
)

__all__ = ["load_indicator", "load_splits", "read_toml"]
RATIO = "ratio"
KINDS = ("share", "count", RATIO)
DIRECTIONS = ("up", "down")


def load_splits(source: Source) -> dict[str, Split]:
    """The shared splits of a file: every `[splits.<id>]` table."""
    body, name = read_toml(source)
    return _splits(body, name or "splits")


def load_indicator(source: Source, *, splits: Mapping[str, Split] | None = None) -> IndicatorDefinition:
    """The indicator of a TOML file or mapping; its `by` names its own `[splits.*]` or the shared `splits`.

    Refuses with `DefinitionError`: a missing head, part, words or example, or an unknown split.
    """
    body, name = read_toml(source)
    head = read_head(body, name)
    kind = _choice(head, body, "kind", KINDS)
    return IndicatorDefinition(
        head=head,
        kind=kind,
        population=Population("") if kind == RATIO else _population(head, body),
        numerator=_part(body.get("numerator", {})),
        denominator=_part(body.get("denominator", {})),
        direction=_choice(head, body, "direction", DIRECTIONS),
        target=None if body.get("target") is None else Decimal(body["target"]),
        splits=_chosen_splits(head, body, splits or {}),
        examples=_examples(head, body),
        periods=_periods(head, body),
        ratio=_ratio(head, body) if kind == RATIO else None,
    )


def _choice(head: Head, body: Mapping[str, Any], key: str, options: tuple[str, ...]) -> str:
    value = str(body.get(key, options[0]))
    if value not in options:
        raise DefinitionError(head.id, f"{key} «{value}» không có", "chọn " + ", ".join(options))
    return value


def _population(head: Head, body: Mapping[str, Any]) -> Population:
    part = body.get("population", {})
    if not part.get("table"):
        raise DefinitionError(head.id, "thiếu [population] table", 'ví dụ table = "people.residents"')
    return Population(
        table=part["table"],
        condition=part.get("condition", "true"),
        subject=part.get("subject", "person"),
        place=part.get("place", ""),
        order=tuple(part.get("order", ())),
        words_vi=part.get("words_vi", ""),
        words_en=part.get("words_en", ""),
        weight=part.get("weight", ""),
    )


def _ratio(head: Head, body: Mapping[str, Any]) -> Ratio:
    part = body.get(RATIO, {})
    over, under, size = part.get("over"), part.get("under"), part.get("per", 1_000)
    if not over or not under or "population" in body:
        told = "tỷ số chia hai chỉ tiêu khác, không có [population]"
        raise DefinitionError(head.id, told, 'viết [ratio] over = "…", under = "…", per = 1000')
    if type(size) is not int or size < 1:
        raise DefinitionError(head.id, f"[ratio] per = {size} phải là số nguyên dương", "per = 1000")
    return Ratio(over, under, size)


def _periods(head: Head, body: Mapping[str, Any]) -> tuple[str, ...]:
    found = body.get("periods", [STATE])
    if not isinstance(found, list) or not found or not set(found) <= set(PERIODS):
        raise DefinitionError(head.id, f"periods = {found} không có", "chọn trong " + ", ".join(PERIODS))
    if STATE in found and len(found) > 1:
        raise DefinitionError(head.id, "periods: một số hoặc của một ngày, hoặc của một kỳ", 'bỏ "day" hay bỏ các kỳ')
    return tuple(found)


def _part(part: Mapping[str, Any]) -> Part:
    return Part(part.get("condition", "true"), part.get("words_vi", ""), part.get("words_en", ""))


def _splits(body: Mapping[str, Any], who: str) -> dict[str, Split]:
    found = body.get("splits", {})
    if not isinstance(found, Mapping):
        raise DefinitionError(who, "splits phải là các bảng [splits.tên]", 'danh sách tên viết: by = ["sex"]')
    return {name: _split(who, name, part) for name, part in found.items()}


def _split(who: str, name: str, part: Mapping[str, Any]) -> Split:
    needed = ("title_vi", "title_en") if part.get("values") else ("title_vi", "title_en", "value")
    for key in needed:
        if not part.get(key):
            raise DefinitionError(who, f"[splits.{name}] thiếu «{key}»", f"thêm {key} = …")
    bands = tuple(part.get("bands", ()))
    if list(bands) != sorted(set(bands)):
        raise DefinitionError(who, f"[splits.{name}] bands phải tăng dần", "bands = [0, 5, 15]")
    return Split(
        id=name,
        title_vi=part["title_vi"],
        title_en=part["title_en"],
        value=part.get("value", ""),
        bands=bands,
        values=_words(who, name, part, "values"),
        words_vi=_words(who, name, part, "words_vi"),
        words_en=_words(who, name, part, "words_en"),
        code_list=str(part.get("list", "")),
        private=_private(who, name, part),
    )


def _private(who: str, name: str, part: Mapping[str, Any]) -> frozenset[str]:
    found = part.get("private", [])
    if not isinstance(found, list) or not all(isinstance(key, str) and key for key in found):
        raise DefinitionError(who, f"[splits.{name}] private phải là danh sách mã", 'private = ["B20-B24"]')
    return frozenset(found)


def _words(who: str, name: str, part: Mapping[str, Any], key: str) -> dict[str, str]:
    found = part.get(key, {})
    if not isinstance(found, Mapping) or not all(isinstance(text, str) for text in found.values()):
        raise DefinitionError(who, f"[splits.{name}] {key} phải là các chữ theo tên", f'{key} = {{ male = "Nam" }}')
    return dict(found)


def _chosen_splits(head: Head, body: Mapping[str, Any], shared: Mapping[str, Split]) -> tuple[Split, ...]:
    own = _splits(body, head.id)
    known = {**shared, **own}
    names = body.get("by", list(own))
    for name in names:
        if name not in known:
            raise DefinitionError(head.id, f"không có cách chia «{name}»", "có: " + ", ".join(sorted(known)))
    return tuple(known[name] for name in names)


def _examples(head: Head, body: Mapping[str, Any]) -> tuple[Example, ...]:
    found = tuple(_example(head, part) for part in body.get("examples", ()))
    if not found:
        raise DefinitionError(head.id, "thiếu ví dụ", "thêm ít nhất một [[examples]] với at, rows, expected")
    return found


def _example(head: Head, part: Mapping[str, Any]) -> Example:
    expected = part.get("expected", {})
    if type(part.get("at")) is not date or "numerator" not in expected:
        raise DefinitionError(head.id, "ví dụ thiếu at hoặc expected.numerator", "at = 2026-10-31")
    places = part.get("places")
    return Example(
        title_vi=str(part.get("title_vi", "")),
        params=Params(part["at"], part.get("start"), part.get("end"), None if places is None else tuple(places)),
        rows={table: tuple(rows) for table, rows in part.get("rows", {}).items()},
        numerator=expected["numerator"],
        denominator=expected.get("denominator"),
        missing=None if part.get("missing") is None else tuple(part["missing"]),
        value=None if expected.get("value") is None else Decimal(expected["value"]),
    )
