"""The check-in row: that somebody is being treated, and the first cost of the visit."""

from __future__ import annotations

from tram.claims.format.model import CHECK_IN, Layout, Row, Tables

SAME = (
    "MA_LK", "MA_BN", "HO_TEN", "SO_CCCD", "NGAY_SINH", "GIOI_TINH", "MA_THE_BHYT", "MA_DKBD", "GT_THE_TU",
    "GT_THE_DEN", "MA_DOITUONG_KCB", "NGAY_VAO", "NGAY_VAO_NOI_TRU", "LY_DO_VNT", "MA_LOAI_KCB", "MA_CSKCB",
)  # fmt: skip
FIRST_COSTS = {
    "XML3": ("MA_DICH_VU", "TEN_DICH_VU", "MA_VAT_TU", "TEN_VAT_TU", "NGAY_YL"),
    "XML2": ("MA_THUOC", "TEN_THUOC", "NGAY_YL"),
}


def check_in_row(layout: Layout, tables: Tables) -> Row:
    """The row of the check-in file from the tables of a claim."""
    head = tables["XML1"][0]
    found = {"STT": "1"} | {name: head[name] for name in SAME} | _first_cost(tables, head["NGAY_VAO"])
    return {name: found.get(name, "") for name in layout.tables[CHECK_IN].names}


def _first_cost(tables: Tables, arrived: str) -> dict[str, str]:
    """Code, name and time of the first line; the time of arrival when there is no line yet."""
    for table, names in FIRST_COSTS.items():
        rows = tables.get(table, ())
        if rows:
            first = min(rows, key=lambda row: row["NGAY_YL"])
            return {name: first[name] for name in names}
    return {"NGAY_YL": arrived}
