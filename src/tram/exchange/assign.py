"""Which row each arrival will be: the one it was before, one that is known by its identifiers, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tram.exchange.arrivals import MATCHED, Arrival
from tram.exchange.faults import Unfit
from tram.exchange.index import Index, Target
from tram.exchange.mapping import Mapped
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.text import search_key
from tram.people.api import Known, people_by_identifiers, surviving
from tram.places.api import facilities_by_codes, foreign_code
from tram.workforce.api import staff_by_sources

NATIONAL = frozenset({"cccd", "cmnd", "bhyt"})


class Assigner:
    """Knows, for one unit, who bears the identifiers its resources bring."""

    def __init__(self, index: Index, arrivals: Iterable[Arrival]) -> None:
        self.index = index
        mapped = [arrival.mapped for arrival in arrivals if arrival.mapped]
        self.people = people_by_identifiers(_values(mapped, "person", "identifiers"))
        codes = [pair for each in mapped if each.table == "facility" for pair in each.rows[0]["codes"]]
        self.facilities = facilities_by_codes(foreign_code(*pair) for pair in codes)
        self.staff = staff_by_sources(each.rows[0]["source_value"] for each in mapped if each.table == "staff")
        before = [one.here.row for one in arrivals if one.here and one.here.table == "person" and one.here.row]
        own = (as_uuid(one.identity.resource_id) for one in arrivals if one.identity.resource_type == "Patient")
        self.before = surviving([*before, *(one for one in own if one)])

    def assign(self, arrival: Arrival) -> None:
        """Gives the arrival its row and tells the index. Refuses (``Unfit``) a resource that is somebody else's."""
        mapped = arrival.mapped
        if mapped is not None:
            if arrival.here and arrival.here.row and arrival.here.table == mapped.table:
                arrival.fresh, arrival.row = False, arrival.here.row
                arrival.matched = arrival.here.why == MATCHED
            arrival.table = mapped.table
            self._choose(arrival, mapped)
        identity = arrival.identity
        target = Target(
            identity.source, identity.resource_type, arrival.table, arrival.row, arrival.person,
            arrival.checked.heading.title,
        )  # fmt: skip
        arrival.target = target
        self.index.add(identity.resource_id, target, arrival.checked.local_id)

    def _choose(self, arrival: Arrival, mapped: Mapped) -> None:
        if mapped.table == "person":
            self._person(arrival, mapped.rows[0])
        elif mapped.table == "facility":
            self._facility(arrival, mapped.rows[0])
        elif mapped.table == "staff":
            self._staff(arrival, mapped.rows[0])
        elif mapped.table == "role":
            arrival.row = None  # a role is a column of its staff member; found when its references are
        else:
            arrival.row = arrival.row or uuid7()

    def _person(self, arrival: Arrival, row: dict[str, Any]) -> None:
        if arrival.row is not None:
            known = self.before.get(arrival.row)
            if known is not None:
                self._refuse_stranger(known, row, arrival)
                arrival.row = known.id
        else:
            match = self._match(row) or self._our_own(arrival, row)
            arrival.fresh, arrival.matched = match is None, match is not None
            arrival.row = match or uuid7()
        arrival.person = arrival.row
        known = Known(arrival.row, row["birth_date"], search_key(row["full_name"]))
        for pair in row["identifiers"]:
            self.people.setdefault(pair, [known])

    def _refuse_stranger(self, known: Known, row: dict[str, Any], arrival: Arrival) -> None:
        """Small ids ("1") of unknown servers collide: another name and another birth date are another person."""
        same_name = known.search_key == search_key(row["full_name"])[:160]
        if not same_name and known.birth_date != row["birth_date"] and not self._shares(known, row):
            self.index.block("Patient", arrival.identity.resource_id)
            raise Unfit("id", "mã này đã thuộc một người khác, khác cả tên lẫn ngày sinh; hai nguồn trùng mã")

    def _shares(self, known: Known, row: dict[str, Any]) -> bool:
        return any(each.id == known.id for pair in row["identifiers"] for each in self.people.get(pair, ()))

    def _match(self, row: dict[str, Any]) -> UUID | None:
        """The one person who bears one of these identifiers and whose birth date or name agrees."""
        bearers = {each.id: each for pair in row["identifiers"] for each in self.people.get(pair, ())}
        fits = [each for each in bearers.values() if _may_be(each, row)]
        if len(fits) == 1:
            found: UUID = fits[0].id
            return found
        national = [pair for pair in row["identifiers"] if pair[0] in NATIONAL and self.people.get(pair)]
        if national:
            raise Unfit(
                "identifier", "số giấy tờ này đã thuộc người khác, không khớp tên hoặc ngày sinh; hãy kiểm tra lại"
            )
        return None

    def _our_own(self, arrival: Arrival, row: dict[str, Any]) -> UUID | None:
        """Somebody whom this very record sent out, under our own id: called the same or born the same day."""
        own = as_uuid(arrival.identity.resource_id)
        known = self.before.get(own) if own else None
        if known is None:
            return None
        same_name = known.search_key == search_key(row["full_name"])[:160]
        return known.id if same_name or known.birth_date == row["birth_date"] else None

    def _facility(self, arrival: Arrival, row: dict[str, Any]) -> None:
        if arrival.row is None:
            borne = (self.facilities.get(foreign_code(*pair)) for pair in row["codes"])
            found = next((each for each in borne if each), None) or self._same_as_parent(arrival, row)
            arrival.fresh, arrival.matched = found is None, found is not None
            arrival.row = found or uuid7()
            arrival.codes = [pair for pair in row["codes"] if foreign_code(*pair) not in self.facilities]
        if not arrival.matched:
            self.index.names[arrival.row] = row["name"]
        for system, value in row["codes"]:
            self.facilities.setdefault(foreign_code(system, value), arrival.row)
            self.index.know("facility", system, value, arrival.row)

    def _same_as_parent(self, arrival: Arrival, row: dict[str, Any]) -> UUID | None:
        """A place that bears its organisation's name is that organisation's building, not another facility."""
        parent = arrival.mapped.links.get("parent") if arrival.mapped else None
        if arrival.identity.resource_type != "Location" or parent is None:
            return None
        return self.index.named(parent, row["name"])

    def _staff(self, arrival: Arrival, row: dict[str, Any]) -> None:
        pair = (row["source_system"], row["source_value"])
        if arrival.row is None:
            found = self.staff.get(pair) if pair[1] else None
            arrival.fresh, arrival.matched = found is None, found is not None
            arrival.row = found or uuid7()
        if pair[1]:
            self.staff.setdefault(pair, arrival.row)
            self.index.know("staff", *pair, arrival.row)


def _values(mapped: list[Mapped], table: str, column: str) -> set[str]:
    return {value for each in mapped if each.table == table for _, value in each.rows[0][column]}


def _may_be(known: Known, row: dict[str, Any]) -> bool:
    """Born the same day; or, when one of the two days is unknown, called the same."""
    if known.birth_date is None or row["birth_date"] is None:
        return bool(known.search_key == search_key(row["full_name"])[:160])
    return bool(known.birth_date == row["birth_date"])
