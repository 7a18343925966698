"""What the lists answer with; nothing here can be saved back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.immunization.lists.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class DueDose:
    """One dose on a list. ``number`` None where the series numbers none; ``since``: the day the list reckons from."""

    group: str
    vaccine: str
    number: int | None
    kind: Kind
    since: date
    recommended: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class PutOff:
    """The last time somebody went without: ``kind`` of the deferral, ``reason`` code, ``until`` when it is known."""

    day: date
    kind: str
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class DuePerson:
    """One person on a list with what a visit needs. ``mother``: the caregiver named is the child's mother."""

    person: UUID
    name: str
    born: date | None
    birth: str
    age: str
    sex_name: str
    caregiver: str
    mother: bool
    phone: str
    house: str
    doses: tuple[DueDose, ...]
    put_off: PutOff | None = None

    @property
    def since(self) -> date:
        """The earliest day among the doses: who has waited longest stands first."""
        return min(dose.since for dose in self.doses)


@dataclass(frozen=True, slots=True)
class DueVillage:
    """The people of one village on a page of a list; ``village`` None and ``name`` "" where none is known."""

    village: UUID | None
    name: str
    commune: str
    people: tuple[DuePerson, ...]


@dataclass(frozen=True, slots=True)
class VillageCount:
    """How many people of a village the whole list holds."""

    village: UUID | None
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class DueList:
    """A page of a list. ``total`` people in all pages; ``counts``: every village of the scope."""

    kind: Kind
    day: date
    until: date
    total: int
    page: int
    size: int
    villages: tuple[DueVillage, ...]
    counts: tuple[VillageCount, ...]

    @property
    def shown(self) -> int:
        """How many people stand on this page."""
        return sum(len(village.people) for village in self.villages)


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many people of a place are due, late, and have missed a dose; a person may count in several.

    ``village`` is set when the places are villages, else the place is ``commune``; ``name`` "" where none is known.
    """

    commune: str
    village: UUID | None
    name: str
    due: int
    overdue: int
    missed: int


@dataclass(frozen=True, slots=True)
class InvitedDose:
    """One dose to be given at a session; ``why`` says in Vietnamese since when it is due."""

    group: str
    vaccine: str
    number: int | None
    recommended: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite to a session, with every dose that can be given there that day."""

    person: UUID
    name: str
    birth: str
    village: UUID | None
    village_name: str
    caregiver: str
    phone: str
    due: tuple[InvitedDose, ...]
