"""Frozen pictures of people for lists and headers; nothing here can be saved back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tram.kernel.said import in_words
from tram.people.models import Person, Sex
from tram.people.rules.births import age_text, day_text

FOLLOWED = 5
_COLUMNS = (
    "pk", "full_name", "sex", "birth_date", "birth_precision", "commune", "village_id", "village__name", "household_id",
    "phone", "died_on", "merged_into_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One person in a list. ``birth`` as much as is known of it ("" when nothing), ``village_name`` "" when none."""

    id: UUID
    name: str
    sex: str
    sex_name: str
    born: date | None
    birth_precision: str
    commune: str
    village: UUID | None
    village_name: str
    household: UUID | None
    phone: str
    died_on: date | None

    @property
    def birth(self) -> str:
        """The birth date as people write it."""
        return day_text(self.born, self.birth_precision) if self.born else ""

    def age(self, on: date) -> str:
        """The age on a day as people say it, at death for the dead; "" when nothing is known."""
        if self.born is None:
            return ""
        return in_words(age_text(self.born, self.birth_precision, min(on, self.died_on or on)))


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first; ``more`` when the list was cut."""

    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class IdentifierView:
    """An identifier of a person; ``masked`` shows only its end."""

    id: UUID
    system: str
    system_name: str
    value: str
    masked: str
    status: str
    status_name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CoverView:
    """A period of insurance; ``state`` is ``valid``, ``future`` or ``expired`` on the day asked, ``words`` says it."""

    id: UUID
    number: str
    masked: str
    benefit: str
    benefit_name: str
    facility_code: str
    valid_from: date | None
    valid_to: date | None
    five_years_on: date | None
    state: str
    words: str
    area: str = ""
    exempt_from: date | None = None
    issued_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a household and what they are to its head."""

    person: Hit
    relation: str
    relation_name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household on a day; ``head`` is None when nobody is its head."""

    id: UUID
    commune: str
    village: UUID | None
    village_name: str
    code: str
    address: str
    valid_from: date
    valid_to: date | None
    stamp: int
    head: Member | None = None
    members: tuple[Member, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ResidenceView:
    """A time at an address."""

    id: UUID
    commune: str
    commune_name: str
    village_name: str
    address: str
    kind: str
    kind_name: str
    valid_from: date | None
    valid_to: date | None
    stamp: int

    @property
    def words(self) -> str:
        """House, village, commune, as people write it."""
        return ", ".join(part for part in (self.address, self.village_name, self.commune_name) if part)


@dataclass(frozen=True, slots=True)
class FamilyDoctorView:
    """Whose family-doctor list a person stands on."""

    facility: UUID
    facility_name: str
    doctor: UUID | None
    valid_from: date | None


def people_by_id(people: Iterable[UUID]) -> dict[UUID, Person]:
    """Living rows by the id asked for: a merged record answers with the record it went into."""
    asked = list(people)
    rows = Person.objects.select_related("village").in_bulk(asked)
    found = dict(rows)
    for _step in range(FOLLOWED):
        ahead = {row.merged_into_id for row in found.values() if row.merged_into_id} - {None}
        if not ahead:
            break
        targets = Person.objects.select_related("village").in_bulk(sorted(ahead))
        found = {key: targets.get(row.merged_into_id, row) if row.merged_into_id else row for key, row in found.items()}
    return {key: row for key, row in found.items() if row.merged_into_id is None}


def hits(people: Sequence[UUID]) -> list[Hit]:
    """The people in the order asked, merged records as where they went; each once."""
    rows = _pictures(people)
    for _step in range(FOLLOWED):
        ahead = {into for _hit, into in rows.values() if into} - rows.keys()
        if not ahead:
            break
        rows |= _pictures(sorted(ahead))
    found: dict[UUID, Hit] = {}
    for key in people:
        hit = _survivor(rows, key)
        if hit is not None:
            found.setdefault(hit.id, hit)
    return list(found.values())


def _survivor(rows: dict[UUID, tuple[Hit, UUID | None]], key: UUID) -> Hit | None:
    """The record a record went into, itself when it was not merged; None when it is unknown or goes in a circle."""
    for _step in range(FOLLOWED):
        if key not in rows:
            return None
        hit, into = rows[key]
        if into is None:
            return hit
        key = into
    return None


def _pictures(people: Sequence[UUID]) -> dict[UUID, tuple[Hit, UUID | None]]:
    """Each record's picture and the record it was merged into, read without making whole rows of them."""
    rows = Person.objects.filter(pk__in=people).values_list(*_COLUMNS)
    names = {sex.value: str(sex.label) for sex in Sex}
    found = {}
    for key, name, sex, born, precision, commune, village, place, home, phone, died, into in rows:
        hit = Hit(key, name, sex, names[sex], born, precision, commune, village, place or "", home, phone, died)
        found[key] = (hit, into)
    return found


def hit_of(row: Person) -> Hit:
    """The picture of a row read with its village."""
    return Hit(
        id=row.id,
        name=row.full_name,
        sex=row.sex,
        sex_name=str(Sex(row.sex).label),
        born=row.birth_date,
        birth_precision=row.birth_precision,
        commune=row.commune,
        village=row.village_id,
        village_name=row.village.name if row.village else "",
        household=row.household_id,
        phone=row.phone,
        died_on=row.died_on,
    )
