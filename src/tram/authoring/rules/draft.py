"""A draft of an indicator: what stands in the form, as typed, and the definition it makes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tram.authoring.rules.toml import written
from tram.kernel.definitions import toml_of

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
KINDS = ("share", "count", "ratio")
PERIODS = ("day", "month", "quarter", "half", "year")
PARTS = ("population", "denominator", "numerator")
MANY = ("periods", "by")
SAID = ("short_vi", "short_en", "noun_vi", "noun_en", "note_vi", "note_en")
# What the form speaks for; everything else of an earlier version stays as it is.
OWNED = (
    *("id", "version", "title_vi", "title_en", "source", "status", "effective_from", "effective_to", "kind"),
    *("direction", "target", "periods", "by", "reading", *PARTS, "ratio", "examples"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something typed that cannot be taken: in which field, what is wrong, what to do."""

    field: str
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        """``Ngày không đọc được → viết 31/12/2026``."""
        return f"{self.sentence} → {self.hint}" if self.hint else self.sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form. ``base`` names the version it began from ("id@version"), "" for a new indicator."""

    base: str = ""
    id: str = ""
    title_vi: str = ""
    title_en: str = ""
    source: str = ""
    status: str = "assumed"
    effective_from: str = ""
    effective_to: str = ""
    kind: str = "share"
    direction: str = "up"
    target: str = ""
    periods: tuple[str, ...] = ("day",)
    by: tuple[str, ...] = ()
    table: str = "people.residents"
    subject: str = ""
    order: str = ""
    population: str = ""
    population_vi: str = ""
    population_en: str = ""
    denominator: str = ""
    denominator_vi: str = ""
    denominator_en: str = ""
    numerator: str = ""
    numerator_vi: str = ""
    numerator_en: str = ""
    over: str = ""
    under: str = ""
    per: str = "1000"
    group: str = "work"
    place: str = ""
    short_vi: str = ""
    short_en: str = ""
    noun_vi: str = "người"
    noun_en: str = "people"
    note_vi: str = ""
    note_en: str = ""
    examples: str = ""

    def condition(self, part: str) -> str:
        """The text of one of the three conditions."""
        return str(getattr(self, part))


FIELDS = tuple(field.name for field in fields(Draft))


def read_draft(one: Mapping[str, str], many: Mapping[str, Sequence[str]]) -> Draft:
    """The draft in a posted form: ``one`` its single values, ``many`` the ticked ones."""
    told: dict[str, Any] = {}
    for name in FIELDS:
        if name in MANY:
            told[name] = tuple(str(value) for value in many.get(name, ()))
        elif name in one:
            told[name] = str(one[name]).replace("\r\n", "\n").strip()
    return Draft(**told)


def draft_of(body: Mapping[str, Any], base: str = "") -> Draft:
    """The draft that says what a definition says."""
    reading = body.get("reading", {})
    told: dict[str, Any] = {"base": base, **_plain(body), **_counted(body)}
    told["place"] = "" if reading.get("order") is None else str(reading["order"])
    told["group"] = str(reading.get("group", ""))
    told |= {name: str(reading[name]) for name in SAID if reading.get(name)}
    return Draft(**told)


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in ("id", "title_vi", "title_en", "source", "status", "kind", "direction"):
        if body.get(name):
            told[name] = str(body[name])
    for name in ("effective_from", "effective_to"):
        told[name] = day_text(body.get(name))
    told["target"] = "" if body.get("target") is None else str(body["target"]).replace(".", ",")
    told["periods"] = tuple(body.get("periods", ("day",)))
    told["by"] = tuple(body.get("by", ()))
    told["examples"] = written({"examples": body["examples"]}) if body.get("examples") else ""
    return told


def _counted(body: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for part in PARTS:
        said = body.get(part, {})
        told[part] = said.get("condition", "")
        told[f"{part}_vi"], told[f"{part}_en"] = said.get("words_vi", ""), said.get("words_en", "")
    population, ratio = body.get("population", {}), body.get("ratio", {})
    told["table"] = population.get("table", "")
    told["subject"] = population.get("subject", "")
    told["order"] = ", ".join(population.get("order", ()))
    told["over"], told["under"] = str(ratio.get("over", "")), str(ratio.get("under", ""))
    told["per"] = str(ratio.get("per", 1000))
    return told


def lacking(draft: Draft) -> tuple[Fault, ...]:
    """What a definition must say and the form does not yet."""
    needed = {
        "title_vi": ("Chưa có tên tiếng Việt", "ghi tên như trên bảng chỉ tiêu"),
        "title_en": ("Chưa có tên tiếng Anh", "ghi tên tiếng Anh, dùng khi đổi ngôn ngữ"),
        "source": ("Chưa có căn cứ", "ghi văn bản và điều khoản, hoặc ai quyết định"),
        "effective_from": ("Chưa có ngày bắt đầu", "ghi ngày bắt đầu dùng cách tính này"),
        "examples": ("Chưa có ví dụ", "gõ một người thử rồi bấm Giữ làm ví dụ"),
    }
    return tuple(Fault(name, *told) for name, told in needed.items() if not getattr(draft, name))


def body_of(draft: Draft, base: Mapping[str, Any], version: int) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The definition of a draft, in the order people write it, and what could not be read of the form.

    Parts of ``base`` that the form does not show (splits of its own) stay.
    """
    faults: list[Fault] = []
    body: dict[str, Any] = {"id": draft.id, "version": version}
    for name in ("title_vi", "title_en", "source", "status"):
        body[name] = getattr(draft, name)
    for name in ("effective_from", "effective_to"):
        body[name] = _day(name, getattr(draft, name), faults)
    body |= {"kind": draft.kind, "direction": draft.direction, "target": _number("target", draft.target, faults)}
    body |= {"periods": list(draft.periods) or ["day"], "by": list(draft.by), "reading": _reading(draft, base, faults)}
    body |= _ratio(draft, faults) if draft.kind == "ratio" else _conditions(draft, base)
    body |= {name: value for name, value in base.items() if name not in OWNED}
    body["examples"] = _examples(draft, faults)
    faults += _names(draft)
    return {name: value for name, value in body.items() if value not in (None, {}, [])}, tuple(faults)


def _names(draft: Draft) -> list[Fault]:
    if ID.fullmatch(draft.id):
        return []
    return [Fault("id", "Mã chỉ tiêu gồm chữ thường không dấu, số, gạch nối", "ví dụ kham-thai-4-lan")]


def _conditions(draft: Draft, base: Mapping[str, Any]) -> dict[str, Any]:
    order = [name.strip() for name in draft.order.split(",") if name.strip()]
    kept = {name: base.get("population", {}).get(name, "") for name in ("place", "weight")}
    population = {"table": draft.table, "subject": draft.subject, **kept, "order": order}
    parts = {part: _said({"condition": draft.condition(part), **_words(draft, part)}) for part in PARTS}
    parts["population"] = _said({**population, **parts["population"]})
    return parts


def _words(draft: Draft, part: str) -> dict[str, str]:
    return {"words_vi": getattr(draft, f"{part}_vi"), "words_en": getattr(draft, f"{part}_en")}


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def _ratio(draft: Draft, faults: list[Fault]) -> dict[str, Any]:
    return {"ratio": {"over": draft.over, "under": draft.under, "per": _whole("per", draft.per, faults)}}


def _reading(draft: Draft, base: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    kept = {name: value for name, value in base.get("reading", {}).items() if name not in ("order", "group", *SAID)}
    place = _whole("place", draft.place, faults) if draft.place else None
    told = {"order": place, "group": draft.group, **{name: getattr(draft, name) for name in SAID}}
    return {**_said(told), **kept}


def _examples(draft: Draft, faults: list[Fault]) -> list[Any]:
    try:
        found = toml_of(draft.examples, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault("examples", f"Ví dụ không phải TOML: {error}", "kiểm tra dấu ngoặc và ngoặc kép"))
        return []
    other = [name for name in found if name != "examples"]
    if other:
        faults.append(Fault("examples", f"Ô ví dụ có phần lạ «{other[0]}»", "chỉ ghi các bảng [[examples]]"))
    listed = found.get("examples", [])
    return listed if isinstance(listed, list) else []


def day_text(value: Any) -> str:
    """A day as people write it; "" for none; what is no day as it stands."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def read_day(text: str) -> date | None:
    """A day as people (31/12/2026) and files (2026-12-31) write it; None when it is neither."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return None


def _day(field: str, text: str, faults: list[Fault]) -> date | None:
    if not text:
        return None
    found = read_day(text)
    if found is None:
        faults.append(Fault(field, f"Ngày «{text[:20]}» không đọc được", "viết ngày/tháng/năm, ví dụ 01/01/2027"))
    return found


def _number(field: str, text: str, faults: list[Fault]) -> int | Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**9:
        faults.append(Fault(field, f"«{text[:20]}» không phải số", "viết số, ví dụ 95 hoặc 62,5"))
        return None
    return int(found) if found == found.to_integral_value() else found


def _whole(field: str, text: str, faults: list[Fault]) -> int | None:
    found = _number(field, text, faults)
    if isinstance(found, Decimal):
        faults.append(Fault(field, f"«{text[:20]}» không phải số nguyên", "viết số nguyên, ví dụ 1000"))
        return None
    return found
