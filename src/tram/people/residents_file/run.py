"""Taking a file of residents in: every row becomes new, changed, the same, or refused; none by half."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import batch
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.people.actions.households import open_household
from tram.people.actions.parts import NewCover, NewIdentifier
from tram.people.actions.poverty import set_household_status
from tram.people.actions.register import register_person
from tram.people.residents_file.known import Known, Village, read_commune
from tram.people.residents_file.reading import Sheet
from tram.people.residents_file.update import bring_up_to_date, differs
from tram.people.rules.findings import phrase
from tram.people.rules.numbers import CCCD, CMND, LOCAL
from tram.people.rules.residents import BY_FIELD, Fault, Resident, read_resident

UNDER = "person.import"
NOBODY = UUID(int=0)
CHUNK = 250
SOURCE = "tệp người dân"
ALIKE = phrase(
    "Có thể trùng: đã có người cùng tên, cùng năm sinh. "
    "Nếu đúng là người khác, hãy chọn nhập cả người cùng tên, cùng năm sinh."
)


@dataclass(slots=True)
class Counts:
    """What became of the rows so far; ``done`` is their sum."""

    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Rows dealt with."""
        return self.new + self.changed + self.same + self.refused

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Counts one row refused for these reasons."""
        self.refused += 1
        self.faults.extend(faults)


Progress = Callable[[Counts], bool]


def import_residents(
    *,
    by: Actor,
    at: datetime,
    sheet: Sheet,
    mapping: dict[str, int],
    commune: str,
    alike_is_new: bool = False,
    progress: Progress = lambda _counts: True,
) -> Counts:
    """Imports the rows into the commune and answers with the counts and every reason of every refused row.

    Somebody like a row (same name and birth year, nothing that tells them apart) makes the row refused unless
    ``alike_is_new``. ``progress`` hears the counts after each few hundred rows; its False stops the work there, and
    the next run goes on: what is there already comes out "the same". Each row is taken whole or not at all.
    """
    require(by, UNDER, commune)
    work = _Work(by, at, read_commune(commune, today_vn(at)), alike_is_new)
    work.counts.total = len(sheet.rows)
    for start in range(0, len(sheet.rows), CHUNK):
        work.take(sheet.rows[start : start + CHUNK], mapping)
        if not progress(work.counts):
            break
    return work.counts


class _Work:
    """One run: who does it, who is there, what became of the rows."""

    def __init__(self, by: Actor, at: datetime, here: Village, alike_is_new: bool) -> None:
        self.by, self.at, self.here, self.alike_is_new = by, at, here, alike_is_new
        self.counts = Counts()
        self.homes_told: dict[UUID, str] = {}  # what new people's rows say of their households

    def take(self, rows: Sequence[tuple[int, tuple[str, ...]]], mapping: dict[str, int]) -> None:
        """A few hundred rows: the new people in one transaction, then each change in one of its own."""
        known: list[tuple[Resident, Known]] = []
        self.homes_told.clear()
        with batch(CHUNK * 2):
            for number, cells in rows:
                row = read_resident(number, cells, mapping, today_vn(self.at))
                if isinstance(row, list):
                    self.counts.refuse(row)
                elif (reasons := unfit(self.here, row)) or (found := self.here.same(row)) is None:
                    self._new(row, reasons)
                else:
                    known.append((row, found))
        for home, kind in self.homes_told.items():
            self._say_poverty(home, kind)
        for row, one in known:
            self._change(row, one)

    def _new(self, row: Resident, reasons: list[Fault]) -> None:
        if not reasons and not self.alike_is_new and self.here.alike(row):
            reasons = [_fault(row, "full_name", ALIKE)]
        if reasons:
            self.counts.refuse(reasons)
            return
        try:
            one = self._register(row)
            self.here.add(one)
            self.counts.new += 1
            if one.household and self._changes_poverty(row, one.household):
                self.homes_told[one.household] = row.poverty
        except Refusal as refusal:
            self.counts.refuse([_refused(row, refusal)])

    def _register(self, row: Resident) -> Known:
        home, village = self._home(row), self.here.village(row.village)
        numbers = {system: value for system, value in ((CCCD, row.cccd), (CMND, row.cmnd), (LOCAL, row.local)) if value}
        done = register_person(
            by=self.by, at=self.at, full_name=row.full_name, commune=self.here.commune, birth=row.birth, sex=row.sex,
            ethnicity=row.ethnicity, occupation=row.occupation, phone=row.phone, village=village, address=row.address,
            residence_kind=row.residence_kind, household=home, relation=row.relation,
            identifiers=[NewIdentifier(system, value, source=SOURCE) for system, value in numbers.items()],
            cover=cover_of(row), check_duplicates=False, under=UNDER,
        )  # fmt: skip
        return Known(
            done.id, row.full_name, row.birth.day if row.birth else None, row.birth.precision if row.birth else "day",
            row.sex, row.ethnicity, row.occupation, row.phone, village, home, numbers,
            row.relation if home else "", row.address,
            (row.card.number, row.bhyt_from, row.bhyt_to, row.bhyt_facility) if row.card else None,
        )  # fmt: skip

    def _home(self, row: Resident) -> UUID | None:
        if not row.household:
            return None
        home = self.here.homes.get(row.household)
        if home is None:
            home = self.here.homes[row.household] = open_household(
                by=self.by, at=self.at, commune=self.here.commune, village=self.here.village(row.village),
                code=row.household, address=row.address, since=today_vn(self.at), check=False, under=UNDER,
            ).id  # fmt: skip
        return home

    def _change(self, row: Resident, one: Known) -> None:
        village, homes = self.here.village(row.village), dict(self.here.homes)
        home_known = row.household in homes or not row.household
        other_status = self._changes_poverty(row, homes.get(row.household, NOBODY))
        if home_known and not other_status and not differs(row, one, village, homes.get(row.household)):
            self.counts.same += 1
            return
        try:
            with transaction.atomic():
                home = self._home(row)
                bring_up_to_date(self.by, self.at, row, one, village=village, home=home)
                if home and other_status:
                    self._say_poverty(home, row.poverty)
            self.counts.changed += 1
            self.here.add(one)
        except Refusal as refusal:
            self.here.homes = homes
            self.counts.refuse([_refused(row, refusal)])

    def _changes_poverty(self, row: Resident, home: UUID) -> bool:
        return "poverty" in row.told and self.here.poverty.get(home, "none") != row.poverty

    def _say_poverty(self, home: UUID, kind: str) -> None:
        """The list a file carries is this year's."""
        year = today_vn(self.at).year
        first, last = date(year, 1, 1), date(year, 12, 31)
        set_household_status(
            by=self.by, at=self.at, household=home, kind=kind, since=first, until=last, under=UNDER
        )  # fmt: skip
        self.here.poverty[home] = kind


def unfit(here: Village, row: Resident) -> list[Fault]:
    """What in a readable row does not fit the commune or who is there."""
    found = []
    if row.village and here.village(row.village) is None:
        found.append(
            _fault(row, "village", "Xã không có thôn, bản này. Hãy sửa tên, hoặc thêm thôn trong mục Địa bàn.")
        )
    holder = here.by_number.get((CCCD, row.cccd)) if row.cccd else None
    if holder is not None and not _same_human(holder, row):
        found.append(_fault(row, "cccd", "Số căn cước này đang của người khác tên, khác năm sinh. Hãy xem lại."))
    if row.relation == "head" and row.household and not _may_head(here, row):
        found.append(_fault(row, "relation", "Hộ đã có chủ hộ là người khác. Hãy xem lại mã hộ hoặc quan hệ."))
    if "poverty" in row.told and here.told_poverty.setdefault(row.household, row.poverty) != row.poverty:
        found.append(_fault(row, "poverty", "Các dòng của hộ này ghi khác nhau. Hãy xem lại."))
    return found


def _may_head(here: Village, row: Resident) -> bool:
    head, one = here.headed.get(here.homes.get(row.household) or NOBODY), here.same(row)
    return head is None or (one is not None and one.id == head)


def cover_of(row: Resident) -> NewCover | None:
    """The period of insurance a row tells of; None when it has no card number."""
    if row.card is None:
        return None
    return NewCover(row.card.number, row.bhyt_from, row.bhyt_to, facility_code=row.bhyt_facility, source=SOURCE)


def _same_human(one: Known, row: Resident) -> bool:
    """The same number with another name and another birth year is a mistake in one of the two."""
    if search_key(one.full_name) == search_key(row.full_name):
        return True
    return row.birth is not None and one.born is not None and one.born.year == row.birth.day.year


def _fault(row: Resident, name: str, reason: str) -> Fault:
    return Fault(row.row, BY_FIELD[name].title, reason)


def _refused(row: Resident, refusal: Refusal) -> Fault:
    column = BY_FIELD.get(str(refusal.details.get("field", "")))
    return Fault(row.row, column.title if column else phrase("Cả dòng"), refusal.sentence)
