"""The rules of money on a day, from ``definitions/claims``: where decisions conflict a dated choice decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tram.claims.money.model import HUNDRED, Route, Rules, Why
from tram.engines.definitions import DefinitionError
from tram.engines.definitions.csv_list import read_list
from tram.engines.definitions.toml import read_toml
from tram.kernel.definitions import in_force, remembered

ROOM, WHO = "claims", "claims.money"
CHOICES = {
    "service_bv": ("plain", "rate", "difference"),
    "drug_shares": ("bh", "bv"),
    "aid": ("kind", "order"),
    "ceiling": ("line", "unit"),
    "total_fund": ("lines", "formula"),
}
LEVEL_WHYS = {
    "card": "transcribed", "commune": "transcribed", "small": "transcribed", "exempt": "transcribed",
    "ceiling": "assumed", "above": "transcribed", "transport": "assumed", "area": "assumed", "none": "transcribed",
}  # fmt: skip
Body = Mapping[str, Any]
Row = Mapping[str, str]


@remembered
def rules_on(day: date) -> Rules:
    """The rules in force for a visit that ended on a day. Refuses a day before any rule (``DefinitionError``)."""
    names = ("money", "base_salary", "levels", "routes")
    return rules_of(day, *(in_force(ROOM, name, day) for name in names))


def rules_of(day: date, money: Path, salary: Path, levels: Path, routes: Path) -> Rules:
    """The rules of a day from given files (the check of definitions reads a folder that is not in force)."""
    body = read_toml(money)[0]
    lists = [_rows(path) for path in (salary, levels, routes)]
    chosen = {name: _setting(body, name, day) for name in CHOICES}
    base = _on(lists[0], day, f"mức lương cơ sở ngày {day:%d/%m/%Y}")
    percents = {row["digit"]: row for row in lists[1] if _holds(row, day)}
    return Rules(
        day=day,
        base_salary=Decimal(base["amount"]),
        **{name: str(one["value"]) for name, one in chosen.items()},
        supply_groups=frozenset(body["supplies"]["groups"]),
        small_share=Decimal(body["level"]["small_share"]),
        ceiling_months=Decimal(body["level"]["ceiling_months"]),
        pockets={code: body["pockets"][code] for code in ("2", "3", "4")},
        exam_rates=_steps(body["rates"]["exam"]),
        bed_rates=_steps(body["rates"]["bed"]),
        levels={digit: Decimal(row["percent"]) for digit, row in percents.items()},
        transport={digit: Decimal(row["transport"]) for digit, row in percents.items()},
        routes=_routes(lists[2], day),
        areas=frozenset(body["level"]["areas"]),
        area_route=str(body["level"]["area_route"]),
        area_helps=frozenset(body["level"]["area_helps"]),
        whys={**_whys(body), **{name: _why(one) for name, one in chosen.items()}, "base_salary": _salary_why(base)},
    )


def with_settings(rules: Rules, changed: Mapping[str, str]) -> Rules:
    """The rules with other choices than those in force; refuses a choice that is none (``DefinitionError``)."""
    for name, value in changed.items():
        _known(name, value)
    return replace(rules, **dict(changed))  # type: ignore[arg-type] # the names were checked above


def exam_rate(nth: int, rules: Rules) -> Decimal:
    """TYLE_TT_DV of the nth examination of a day (from 1)."""
    return _step(rules.exam_rates, nth)


def bed_rate(sharing: int, rules: Rules) -> Decimal:
    """TYLE_TT_DV of a bed that so many patients share (from 1)."""
    return _step(rules.bed_rates, sharing)


def _setting(body: Body, name: str, day: date) -> Body:
    begun = [one for one in body["settings"] if one["name"] == name and one["from"] <= day]
    if not begun:
        raise DefinitionError(
            WHO, f"không có lựa chọn «{name}» cho ngày {day:%d/%m/%Y}", "thêm [[settings]] với from sớm hơn"
        )
    latest: Body = max(begun, key=lambda one: one["from"])
    _known(name, str(latest["value"]))
    return latest


def _known(name: str, value: str) -> None:
    if value not in CHOICES.get(name, ()):
        allowed = ", ".join(CHOICES.get(name, CHOICES))
        raise DefinitionError(WHO, f"lựa chọn {name} = «{value}» không có", f"chọn {allowed}")


def _why(part: Body) -> Why:
    return Why(str(part["sentence_vi"]), str(part["source"]), str(part["status"]))


def _whys(body: Body) -> dict[str, Why]:
    level = body["level"]
    found = {f"level_{name}": Why(level[f"{name}_vi"], level[f"{name}_source"], at) for name, at in LEVEL_WHYS.items()}
    return {**found, "pockets": _why(body["pockets"])}


def _salary_why(row: Row) -> Why:
    amount = f"{int(row['amount']):,}".replace(",", ".")
    return Why(f"mức lương cơ sở {amount} đồng", row["source"], row["status"])


def _routes(rows: Iterable[Row], day: date) -> dict[tuple[str, str], Route]:
    found: dict[tuple[str, str], Route] = {}
    for row in rows:
        if _holds(row, day):
            why = Why(row["title_vi"], row["source"], row["status"])
            route = Route(Decimal(row["share"]), row["level"] == "all", why)
            stays = ("inpatient", "outpatient") if row["stay"] == "any" else (row["stay"],)
            found |= {(row["entitlement"], stay): route for stay in stays}
    return found


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> tuple[Row, ...]:
    return tuple(read_list(WHO, path))


def _rows(path: Path) -> tuple[Row, ...]:
    listed = path.with_suffix(".csv")
    return _read(listed, listed.stat().st_mtime_ns if listed.is_file() else 0)


def _holds(row: Row, day: date) -> bool:
    day_is = day.isoformat()
    return (not row["from"] or row["from"] <= day_is) and (not row["to"] or day_is <= row["to"])


def _on(rows: Iterable[Row], day: date, what: str) -> Row:
    found = [row for row in rows if _holds(row, day)]
    if len(found) != 1:
        raise DefinitionError(WHO, f"{what}: {len(found)} dòng, cần đúng một", "sửa from, to trong tệp CSV")
    return found[0]


def _steps(pairs: Sequence[Sequence[Any]]) -> tuple[tuple[int, Decimal], ...]:
    return tuple(sorted((int(start), Decimal(rate)) for start, rate in pairs))


def _step(steps: Sequence[tuple[int, Decimal]], count: int) -> Decimal:
    return next((rate for start, rate in reversed(steps) if start <= count), HUNDRED)
