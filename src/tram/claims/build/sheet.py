"""A claim as a patient reads it: the parts of the cost sheet, each with its lines and sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tram.claims.build.model import BuiltClaim, PricedLine
from tram.claims.money import Amounts, Line, Why
from tram.kernel.definitions import load_csv, remembered

ROOM = "claims"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line: where it stands in the claim, its name and unit, the line and amounts as money has them, and why."""

    table: str
    number: int
    name: str
    unit: str
    detail: str
    line: Line
    amounts: Amounts
    whys: Mapping[str, Why]


@dataclass(frozen=True, slots=True)
class CostPart:
    """A part of the sheet with the sums of its lines, in đồng."""

    title: str
    lines: tuple[CostLine, ...]
    bv: Decimal
    bh: Decimal
    fund: Decimal
    copaid: Decimal
    self_paid: Decimal
    other: Decimal


def cost_parts(claim: BuiltClaim) -> tuple[CostPart, ...]:
    """The parts that have lines, in the order of the paper."""
    found: dict[str, list[CostLine]] = {}
    whys = claim.whys
    for table, lines in claim.lines.items():
        for number, one in enumerate(lines, start=1):
            found.setdefault(_title(one.fields["MA_NHOM"]), []).append(_line(table, number, one, whys))
    return tuple(_part(title, found[title]) for title in _titles() if title in found)


def _line(table: str, number: int, one: PricedLine, whys: Mapping[tuple[str, int, str], Why]) -> CostLine:
    fields = one.fields
    return CostLine(
        table=table,
        number=number,
        name=fields.get("TEN_THUOC") or fields.get("TEN_VAT_TU") or fields.get("TEN_DICH_VU", ""),
        unit=fields["DON_VI_TINH"],
        detail=fields.get("LIEU_DUNG", ""),
        line=one.line,
        amounts=one.amounts,
        whys={name: why for (at, line, name), why in whys.items() if (at, line) == (table, number)},
    )


def _part(title: str, lines: list[CostLine]) -> CostPart:
    amounts = [one.amounts for one in lines]
    return CostPart(
        title=title,
        lines=tuple(lines),
        bv=_sum(one.bv for one in amounts),
        bh=_sum(one.bh for one in amounts),
        fund=_sum(one.fund for one in amounts),
        copaid=_sum(one.copaid for one in amounts),
        self_paid=_sum(one.self_paid for one in amounts),
        other=_sum(one.other for one in amounts),
    )


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, ZERO)


def _title(group: str) -> str:
    return _groups().get(group, _titles()[-1])


@remembered
def _titles() -> tuple[str, ...]:
    rows = sorted(load_csv(ROOM, "cost_groups"), key=lambda row: int(row["order"]))
    return tuple(row["title"] for row in rows)


@remembered
def _groups() -> Mapping[str, str]:
    return {group: row["title"] for row in load_csv(ROOM, "cost_groups") for group in row["groups"].split()}
