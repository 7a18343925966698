"""One good and bad values for any field, made from its definition: what the tests of every table use."""

from __future__ import annotations

from datetime import date

from tram.claims.format import Field, Layout, Row, Table, code_list
from tram.claims.format.codes import open_lists
from tram.claims.format.conditions import holds_several

DAYS = {
    "4210": date(2022, 5, 4),
    "130": date(2024, 3, 5),
    "4750": date(2024, 10, 5),
    "3176": date(2025, 10, 5),
    "1931": date(2026, 10, 5),
}
GOOD = {
    "date": "20240229",
    "datetime": "202510052359",
    "birth": "196500000000",
    "day_or_time": "20251005",
    "dates": "20251005;20261231",
    "datetimes": "202510050101;202510060000",
}
BAD = {
    "number": "1,5",
    "date": "20250229",
    "datetime": "202510052460",
    "birth": "196513010000",
    "day_or_time": "2025100512",
    "dates": "20251005,20251006",
    "datetimes": "20251005",
}


def good(field: Field, day: date) -> str:
    """A value the field takes on that day, as long as it may be (at most 300 signs)."""
    if field.code_list and field.code_list not in open_lists():
        codes = sorted(code_list(field.code_list, day))
        return ";".join(codes[:2]) if holds_several(field) and len(codes) > 1 else codes[-1]
    if field.kind == "number":
        whole = "9" * min((field.length or 6) - (field.decimals + 1 if field.decimals else 0), 12)
        return f"{whole}.{'5' * field.decimals}" if field.decimals else whole
    return GOOD.get(field.kind, "ạ" * min(field.length or 300, 300))


def bad(field: Field, day: date) -> dict[str, str]:
    """Values the field does not take, by the rule each breaks."""
    found = {}
    if field.required == "yes":
        found["required"] = ""
    if field.length is not None:
        found["length"] = "1" * (field.length + 1)
    if field.kind == "text":
        found["signs"] = "a\x0b"[: field.length] if field.length != 1 else "\x0b"
    else:
        found["type"] = BAD[field.kind] if field.length is None or len(BAD[field.kind]) <= field.length else "x"
    if field.code_list and field.code_list not in open_lists():
        found["list"] = not_a_code(field, day)
    return found


def not_a_code(field: Field, day: date) -> str:
    """Something of the field's kind and length that is no code of its list on that day."""
    codes = code_list(field.code_list, day)
    tried = (f"{number:0{field.length or 2}d}"[-(field.length or 2) :] for number in range(99, -1, -1))
    return next(one for one in tried if one not in codes)


def good_row(table: Table, day: date) -> dict[str, str]:
    """A row in which every field is filled and right."""
    row = {one.name: good(one, day) for one in table.fields}
    if "NGAY_RA" in row and table.id == "XML1":
        row["NGAY_RA"] = f"{day:%Y%m%d}1000"
    return row


def head(layout: Layout) -> tuple[Row, ...]:
    """A right XML1 of a visit on the layout's day."""
    return (good_row(layout.tables["XML1"], DAYS[layout.decision]),)
