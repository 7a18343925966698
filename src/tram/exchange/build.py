"""From arrivals to rows: references resolved, new rows made, changed ones stepped forward, withdrawn ones marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import zstandard
from django.utils.translation import gettext_noop

from tram.encounters.api import imported_parts, imported_rows, imported_visit
from tram.exchange.arrivals import MATCHED, Arrival
from tram.exchange.faults import Unfit
from tram.exchange.index import Index
from tram.exchange.mapping import Key, Mapped
from tram.exchange.models import Received, ReceivedState
from tram.exchange.plan import Plan
from tram.exchange.vaccinations import TABLES as VACCINATION
from tram.exchange.vaccinations import Vaccinations, of_our_own
from tram.immunization.api import imported_vaccinations
from tram.kernel.ids import uuid7
from tram.kernel.records import Record
from tram.people.api import imported_person, renewed_person
from tram.places.api import facility_codes, imported_facility, renewed_facility
from tram.workforce.api import imported_staff, imported_staff_rows, renewed_staff

AWAITS_PERSON = gettext_noop("Chưa nhận được người mà tài nguyên này nói tới")
AWAITS_WORK = gettext_noop("Chưa nhận được người hoặc nơi làm việc")
UNNAMED = "Thuốc (chưa nhận được tên)"
NOT_A_PERSON = gettext_noop("Không nói về một người")
AMENDED = gettext_noop("Đã sửa hoặc huỷ tại trạm; dữ liệu của trạm được giữ")
COLUMNS = {"facility": "facility_id", "examiner": "examiner_id"}
TARGET_TABLE = {"person": "person", "visit": "visit", "facility": "facility", "examiner": "staff", "staff": "staff"}
NETWORK = frozenset({"Organization", "Location", "Practitioner", "PractitionerRole"})
CLINICAL = (
    "visit", "observation", "diagnosis", "procedure", "prescription", "document", "allergy", "dose", "deferral",
)  # fmt: skip
_ZSTD = zstandard.ZstdCompressor(level=3)


class Builder:
    """Builds one unit's rows into a plan."""

    def __init__(self, index: Index, plan: Plan, commune: str, day: date, arrivals: list[Arrival]) -> None:
        self.index, self.plan, self.commune, self.day = index, plan, commune, day
        self.received = Received.objects.in_bulk([each.here.id for each in arrivals if each.here])
        self.present = _present(arrivals)
        self.vaccinations = Vaccinations(index, plan, commune, day, arrivals)
        self.new_staff: dict[UUID, Any] = {}
        staff = [each.row for each in arrivals if each.table == "staff" and each.row and not each.fresh]
        staff += [each.here.row for each in arrivals if each.table == "role" and each.here and each.here.row]
        self.staff = imported_staff_rows(staff)

    def build(self, arrival: Arrival) -> None:
        """Adds the arrival's rows and its received row to the plan. Refuses (``Unfit``) one that is somebody else's."""
        mapped = arrival.mapped
        if mapped is not None:
            self._rows(arrival, mapped)
        else:
            arrival.why = getattr(arrival.checked.becomes, "why", "")
            arrival.person = self._person_of(arrival)
        here = arrival.here
        if mapped and here and here.person and arrival.table in CLINICAL and here.person != arrival.person:
            arrival.no_row("")
            raise Unfit("id", "mã này đã thuộc hồ sơ của một người khác; hai nguồn trùng mã")
        matched = bool(here and here.why == MATCHED)  # the row is the station's own: no other system withdraws it
        if here and here.row and here.table in CLINICAL and arrival.row != here.row and not matched:
            self._withdraw(here.table, here.row, "cancelled" if arrival.row is None else "superseded")
        self._keep(arrival)

    def _rows(self, arrival: Arrival, mapped: Mapped) -> None:
        if mapped.table in CLINICAL:
            self._clinical(arrival, mapped)
        elif mapped.table == "person":
            self._person(arrival, mapped)
        elif mapped.table == "facility":
            self._facility(arrival, mapped)
        elif mapped.table == "staff":
            self._staff(arrival, mapped)
        else:
            self._role(arrival, mapped)
        if arrival.matched and not arrival.why:
            arrival.why = MATCHED

    def _link(self, arrival: Arrival, name: str, key: Key | None) -> UUID | None:
        """The row a reference leads to; when its target has not come yet, it is noted as pending."""
        if key is None:
            return None
        row = self.index.row(key, TARGET_TABLE[name])
        if row is None and not self.index.settled(key) and not of_our_own(key):
            arrival.pending = [*arrival.pending, key]
        return row

    def _person_of(self, arrival: Arrival) -> UUID | None:
        """Whose a kept resource is: the first of its references that leads to a person."""
        people = arrival.checked.heading.people
        found = next((row for key in people if (row := self.index.row(key, "person"))), None)
        if found is None and people and people[0].resource_type in {"", "Patient"}:
            self._link(arrival, "person", people[0])
        return found

    def _clinical(self, arrival: Arrival, mapped: Mapped) -> None:
        person = self._link(arrival, "person", mapped.links["person"])
        if person is None:
            arrival.no_row(AWAITS_PERSON if arrival.pending else NOT_A_PERSON)
            return
        arrival.person = person
        old = self.present.get((mapped.table, arrival.row)) if not arrival.fresh else None
        if not arrival.fresh and old is None:
            arrival.why = AMENDED
        elif mapped.table == "visit":
            self._visit(arrival, mapped, old)
        elif mapped.table in VACCINATION:
            links = {name: self._link(arrival, name, key) for name, key in mapped.links.items()}
            self.vaccinations.take(arrival, mapped, links, old)
        else:
            self._parts(arrival, mapped, old)

    def _visit(self, arrival: Arrival, mapped: Mapped, old: list[Record] | None) -> None:
        links = {COLUMNS[name]: self._link(arrival, name, mapped.links.get(name)) for name in COLUMNS}
        values, person = mapped.rows[0] | links, arrival.whose
        self.index.reasons[arrival.its_row] = values["reason"]
        if old is None:
            row = imported_visit(row_id=arrival.its_row, person=person, commune=self.commune, values=values)
            self.plan.add(person, [row])
        else:
            self.plan.change(person, old[0], values)

    def _parts(self, arrival: Arrival, mapped: Mapped, old: list[Record] | None) -> None:
        visit = self._link(arrival, "visit", mapped.links.get("visit"))
        rows = [self._said(arrival, mapped, row, visit) for row in mapped.rows]
        made = self._made(arrival, mapped, visit, rows)
        if old is not None and _alike(old, made):
            for row in old:
                if hasattr(row, "visit_id"):
                    self.plan.change(arrival.person, row, {"visit_id": visit})
            return
        if old is not None:
            arrival.row = uuid7()
            made = self._made(arrival, mapped, visit, rows)
        self.plan.add(arrival.person, made)

    def _made(self, arrival: Arrival, mapped: Mapped, visit: UUID | None, rows: list[dict[str, Any]]) -> list[Record]:
        day = mapped.day or arrival.checked.heading.day or self.day
        common: dict[str, Any] = {"person": arrival.whose, "commune": self.commune, "visit": visit, "day": day}
        return [*imported_parts(mapped.table, row_id=arrival.its_row, rows=rows, **common)]

    def _said(self, arrival: Arrival, mapped: Mapped, row: dict[str, Any], visit: UUID | None) -> dict[str, Any]:
        """The columns that depend on other resources: a medicine's name, and which diagnosis the visit was for."""
        if mapped.table == "diagnosis" and row["role"] == "accompanying" and visit is not None:
            return row | ({"role": "main"} if row["display"] == self.index.reasons.get(visit) else {})
        for column, key in mapped.texts.items():
            target = self.index.target(key)
            if not self.index.settled(key):
                arrival.pending = [*arrival.pending, key]
            row = row | {column: target.title if target else UNNAMED}
        return row

    def _person(self, arrival: Arrival, mapped: Mapped) -> None:
        values, row_id = mapped.rows[0], arrival.its_row
        if arrival.fresh:
            rows = imported_person(row_id=row_id, commune=self.commune, values=values, day=self.day)
            self.plan.add(row_id, rows)
            return
        rows, steps = renewed_person(row_id=row_id, values=values, own=not arrival.matched)
        self.plan.add(row_id, rows)
        for row, changes in steps:
            self.plan.change(row_id, row, changes)

    def _facility(self, arrival: Arrival, mapped: Mapped) -> None:
        parent = self._link(arrival, "facility", mapped.links.get("parent"))
        values, row = mapped.rows[0], arrival.its_row
        if arrival.fresh:
            self.plan.add(None, imported_facility(row_id=row, values=values, parent=parent if parent != row else None))
        elif arrival.matched:
            self.plan.add(None, facility_codes(row_id=row, codes=arrival.codes))
        else:
            rows, steps = renewed_facility(row_id=row, values=values, parent=parent)
            self.plan.add(None, rows)
            for one, changes in steps:
                self.plan.change(None, one, changes)

    def _staff(self, arrival: Arrival, mapped: Mapped) -> None:
        row_id = arrival.its_row
        if arrival.fresh:
            row = imported_staff(row_id=row_id, values=mapped.rows[0])
            self.new_staff[row_id] = row
            self.plan.add(None, [row])
        elif not arrival.matched and row_id in self.staff:
            self.plan.change(None, self.staff[row_id], renewed_staff(mapped.rows[0]))

    def _role(self, arrival: Arrival, mapped: Mapped) -> None:
        who = self._link(arrival, "staff", mapped.links["staff"])
        where = self._link(arrival, "facility", mapped.links["facility"])
        arrival.row = who
        if who is None or where is None:
            arrival.no_row(AWAITS_WORK)
        elif who in self.new_staff:
            self.new_staff[who].facility_id = where
        else:
            found = self.staff.get(who) or imported_staff_rows([who]).get(who)
            if found is not None:
                self.staff[who] = found
                self.plan.change(None, found, {"facility_id": where})

    def _withdraw(self, table: str, row: UUID, status: str) -> None:
        for old in self.present.get((table, row), ()):
            person: UUID = old.person_id  # type: ignore[attr-defined]
            self.plan.change(person, old, {"status": status})

    def _keep(self, arrival: Arrival) -> None:
        """The received row: the resource whole, and what became of it."""
        checked, identity = arrival.checked, arrival.identity
        values: dict[str, Any] = {
            "commune": "" if identity.resource_type in NETWORK else self.commune,
            "person_id": arrival.person,
            "full_url": checked.entry.full_url,
            "version_at": checked.version_at,
            "day": checked.heading.day,
            "title": checked.heading.title,
            "state": ReceivedState.USED if arrival.row else ReceivedState.KEPT,
            "why": arrival.why,
            "row_table": arrival.table if arrival.row else "",
            "row_id": arrival.row,
            "pending": "\n".join(key.text() for key in arrival.pending),
            "digest": checked.digest,
            "body": _ZSTD.compress(checked.entry.raw),
        }
        if arrival.here is None:
            kind, name = identity.resource_type, identity.resource_id
            row = Received(source=identity.source, resource_type=kind, resource_id=name, **values)
            self.plan.add(arrival.person, [row])
            return
        before = self.received[arrival.here.id]
        if before.person_id is None and arrival.person is not None:
            self.plan.change(arrival.person, before, values)
        else:
            self.plan.change(before.person_id, before, values | {"person_id": before.person_id})


def _present(arrivals: Iterable[Arrival]) -> dict[tuple[str, UUID | None], list[Record]]:
    """The current rows of clinical resources that were here before."""
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.here and arrival.here.row and arrival.here.table in CLINICAL:
            wanted[arrival.here.table].append(arrival.here.row)
    found: dict[tuple[str, UUID | None], list[Record]] = {}
    for table, ids in wanted.items():
        rows = imported_vaccinations(table, ids) if table in VACCINATION else imported_rows(table, ids)
        found |= {(table, row): list(each) for row, each in rows.items()}
    return found


_NOT_SAID = {"id", "stamp", "visit_id", "day", "panel", "prescription_id", "commune"}


def _alike(old: list[Record], new: list[Record]) -> bool:
    """Whether the rows say the same (their ids, their visit and day aside)."""
    return len(old) == len(new) and all(_says(one) == _says(two) for one, two in zip(old, new, strict=True))


def _says(row: Record) -> dict[str, Any]:
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in names if name not in _NOT_SAID}
