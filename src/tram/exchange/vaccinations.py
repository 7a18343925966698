"""Doses and deferrals of other systems on their way into the record: none twice, none of the station's touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from tram.exchange.arrivals import Arrival
from tram.exchange.faults import Unfit
from tram.exchange.index import Index
from tram.exchange.mapping import Key, Mapped
from tram.exchange.plan import Plan
from tram.immunization.api import (
    KnownDose,
    doses_known,
    imported_deferral,
    imported_dose,
    vaccination_owners,
    vaccines,
)
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.records import Record
from tram.people.api import Known, surviving
from tram.places.api import facilities_by_id

TABLES = frozenset({"dose", "deferral"})
LINKS = {"facility": "facility_id", "staff": "given_by_id"}
_FIELD = "occurrenceDateTime"


class Vaccinations:
    """What one unit must know to take in its vaccinations: who is born when, which doses are in the record."""

    def __init__(self, index: Index, plan: Plan, commune: str, day: date, arrivals: Iterable[Arrival]) -> None:
        self.index, self.plan, self.commune, self.day = index, plan, commune, day
        arrived = [each for each in arrivals if each.mapped]
        mine = [each for each in arrived if each.table in TABLES]
        people = {index.row(each.mapped.links["person"], "person") for each in mine if each.mapped} - {None}
        self.known: dict[UUID, list[KnownDose]] = doses_known(person for person in people if person)
        here: dict[UUID, Known] = surviving(person for person in people if person)
        told = [(each.its_row, each.mapped) for each in arrived if each.table == "person" and each.mapped]
        self.births: dict[UUID, date | None] = {row: mapped.rows[0]["birth_date"] for row, mapped in told}
        self.births |= {person: known.birth_date for person, known in here.items()}
        own = (as_uuid(each.identity.resource_id) for each in mine if each.fresh)
        self.owners = vaccination_owners(one for one in own if one)
        self.communes: dict[UUID, str] = {}

    def take(self, arrival: Arrival, mapped: Mapped, links: dict[str, UUID | None], old: list[Record] | None) -> None:
        """Adds the row of one resource to the plan. Refuses (``Unfit``) a day before birth or still to come."""
        self._refuse(arrival, mapped.rows[0]["day"])
        if self._is_here(arrival, mapped):
            return
        if mapped.table == "deferral":
            self._write(arrival, mapped.rows[0], old)
        else:
            self._write(arrival, mapped.rows[0] | self._where(mapped, links), old)

    def _refuse(self, arrival: Arrival, day: date) -> None:
        born = self.births.get(arrival.whose)
        if day > self.day:
            raise Unfit(_FIELD, "ngày tiêm sau ngày nhập; hãy sửa ngày rồi gửi lại")
        if born and day < born:
            raise Unfit(_FIELD, "ngày tiêm trước ngày sinh; hãy kiểm tra ngày hoặc người được tiêm")

    def _is_here(self, arrival: Arrival, mapped: Mapped) -> bool:
        """Whether the record holds it already, by the station's hand or another source's: then nothing is written."""
        own = as_uuid(arrival.identity.resource_id) if arrival.fresh else None
        twin = own if own and self.owners.get(own) == arrival.whose else None
        if twin is None and mapped.table == "dose":
            twin = self._twin(arrival, mapped.rows[0])
        if twin is None and arrival.matched:  # it was the same once; the source says something else now
            arrival.fresh, arrival.matched, arrival.row = True, False, uuid7()
        if twin is not None:
            arrival.row, arrival.matched = twin, True
        if arrival.target is not None:
            arrival.target.row = arrival.row
        return twin is not None

    def _twin(self, arrival: Arrival, values: dict[str, Any]) -> UUID | None:
        """A dose of the same day that gives every antigen this one does: nobody is given one twice on a day."""
        mine = None if arrival.matched else arrival.row
        for each in self.known.get(arrival.whose, ()):
            if each.day == values["day"] and each.id != mine and _covers(each.vaccine, values["vaccine"]):
                return each.id
        return None

    def _where(self, mapped: Mapped, links: dict[str, UUID | None]) -> dict[str, Any]:
        """The columns of place and giver; a dose that this commune's own facility gave was given here."""
        facility = links.get("facility")
        found: dict[str, Any] = {column: links.get(name) for name, column in LINKS.items()}
        if facility is None:
            return found
        if facility not in self.communes:
            views = facilities_by_id([facility], mapped.rows[0]["day"])
            self.communes[facility] = views[facility].commune if facility in views else ""
        here = mapped.rows[0]["source"] == "imported" and self.communes[facility] == self.commune != ""
        return found | {"place_name": ""} | ({"source": "here"} if here else {})

    def _write(self, arrival: Arrival, values: dict[str, Any], old: list[Record] | None) -> None:
        """A new row; one that says something else now supersedes the one before it."""
        before = None if arrival.fresh or not old else old[0]
        if before is not None and _says(before, values):
            self.plan.change(arrival.whose, before, {name: values[name] for name in _PLACES if name in values})
            return
        if before is not None:
            arrival.row = uuid7()
            values = values | {"supersedes_id": before.pk}
        make = imported_dose if arrival.table == "dose" else imported_deferral
        row = make(row_id=arrival.its_row, person=arrival.whose, commune=self.commune, values=values)
        self.plan.add(arrival.whose, [row])
        if arrival.table == "dose":
            known = KnownDose(arrival.its_row, arrival.whose, values["day"], values["vaccine"])
            self.known.setdefault(arrival.whose, []).append(known)


_PLACES = ("facility_id", "given_by_id", "place_name", "source")


def _says(row: Record, values: dict[str, Any]) -> bool:
    """Whether the row says all that, where and by whom aside: those may be known later."""
    return all(getattr(row, name) == value for name, value in values.items() if name not in _PLACES)


def _covers(here: str, sent: str) -> bool:
    given, said = vaccines().get(here), vaccines().get(sent)
    if here == sent or given is None or said is None:
        return here == sent
    return bool(said.antigens) and set(said.antigens) <= set(given.antigens)


def of_our_own(key: Key) -> bool:
    """Whether a reference is written as our own export writes them: an unknown one will not come later."""
    return key.by == "identifier" and key.space.startswith("urn:tram:")
