"""Which other claims a rule may look at: those of the same person, and those that used the same beds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tram.claims.checks.lines import SUMMARY, Claim
from tram.claims.checks.reading import parts_of
from tram.claims.format import Row, Tables

BED_GROUPS = ("14", "15", "16")
KEPT = {
    "XML1": "MA_LK MA_BN SO_CCCD MA_THE_BHYT MA_CSKCB NGAY_VAO NGAY_RA MA_LOAI_KCB MA_DOITUONG_KCB",
    "XML2": "MA_LK MA_THUOC TEN_THUOC LIEU_DUNG NGAY_YL MA_NHOM SO_DANG_KY",
    "XML3": "MA_LK MA_DICH_VU MA_NHOM MA_GIUONG NGAY_YL NGAY_TH_YL NGAY_KQ SO_LUONG MA_KHOA NGUOI_THUC_HIEN",
}
_FIELDS = {table: frozenset(names.split()) for table, names in KEPT.items()}
_KEPT_GROUPS = (*BED_GROUPS, "13")


def people_of(tables: Tables) -> frozenset[str]:
    """What tells the person of a claim: cards, the citizen's number, the facility's own code of the patient."""
    row = _summary(tables)
    own = f"{row.get('MA_CSKCB', '')}/{row['MA_BN']}" if row.get("MA_BN") else ""
    names = (*parts_of(row.get("MA_THE_BHYT", "")), row.get("SO_CCCD", ""), own)
    return frozenset(name for name in names if name)


def beds_of(tables: Tables) -> frozenset[str]:
    """The beds of a claim, each with its facility."""
    place = _summary(tables).get("MA_CSKCB", "")
    rows = (row for row in tables.get("XML3", ()) if row.get("MA_NHOM") in BED_GROUPS)
    return frozenset(f"{place}/{bed}" for row in rows for bed in parts_of(row.get("MA_GIUONG", "")))


def _summary(tables: Tables) -> Row:
    return next(iter(tables.get(SUMMARY, ())), {})


def beside(claim: Claim, neighbours: Iterable[Claim]) -> None:
    """Give the claim its neighbours: the same person's other claims, and whoever used one of its beds."""
    number, people, beds = _summary(claim.tables).get("MA_LK"), people_of(claim.tables), beds_of(claim.tables)
    others = [one for one in neighbours if _summary(one.tables).get("MA_LK") != number]
    claim.others = [one for one in others if people & people_of(one.tables)]
    claim.bed_neighbours = [one for one in others if beds & beds_of(one.tables)] if beds else ()


class Neighbours:
    """The claims of a long file seen so far, each cut to what rules across visits read."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._seen: dict[str, list[Tables]] = defaultdict(list)

    def of(self, tables: Tables) -> Sequence[Tables]:
        """Earlier claims of the same person or the same beds."""
        keys = people_of(tables) | beds_of(tables)
        found = {id(one): one for key in keys for one in self._seen.get(key, ())}
        return tuple(found.values())

    def add(self, tables: Tables) -> None:
        """Remember a claim for those that come after it."""
        kept = {table: tuple(_cut(table, tables.get(table, ()))) for table in KEPT}
        for key in people_of(tables) | beds_of(tables):
            self._seen[key].append(kept)


def _cut(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    names = _FIELDS[table]
    for row in rows:
        if table != "XML3" or row.get("MA_NHOM") in _KEPT_GROUPS:
            yield {name: row[name] for name in names & row.keys()}
