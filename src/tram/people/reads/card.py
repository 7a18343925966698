"""The head of a person's record: who, how old, covered or not, where, with whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.said import in_words
from tram.people.models import (
    Cover,
    FamilyDoctor,
    Identifier,
    IdentifierStatus,
    Person,
    PersonName,
    Residence,
    ResidenceKind,
)
from tram.people.reads.households import household_head
from tram.people.reads.poverty import PovertyView, household_status
from tram.people.reads.scope import valid_on
from tram.people.reads.standing import all_records_of
from tram.people.reads.views import (
    CoverView,
    FamilyDoctorView,
    Hit,
    IdentifierView,
    Member,
    ResidenceView,
    hit_of,
    people_by_id,
)
from tram.people.rules.births import day_text
from tram.people.rules.codes import benefits, ethnic_groups, occupations
from tram.people.rules.numbers import SYSTEM_NAMES, masked, system_name
from tram.people.rules.residences import withdrawn
from tram.places.api import commune as commune_on
from tram.places.api import facility_names

READ = "person.read"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person on a day. ``age`` in years, for children months and days; ``cover`` None when none was ever recorded."""

    person: Hit
    stamp: int
    birth: str
    age: str
    ethnicity: str
    ethnicity_name: str
    occupation: str
    occupation_name: str
    nationality: str
    commune_name: str
    residence: ResidenceView | None
    identifiers: tuple[IdentifierView, ...]
    cover: CoverView | None
    head: Member | None
    poverty: PovertyView | None
    family_doctor: FamilyDoctorView | None
    other_names: tuple[str, ...] = field(default=())

    @property
    def id(self) -> UUID:
        """The person's id (of the record this one was merged into, if it was)."""
        return self.person.id

    @property
    def address(self) -> str:
        """House, village, commune: what is known, parted by commas."""
        house = self.residence.address if self.residence else ""
        return ", ".join(part for part in (house, self.person.village_name, self.commune_name) if part)


def person_card(actor: Actor, person: UUID, at: datetime) -> PersonCard:
    """The person's head on the day of ``at``. Refuses (404) what does not exist or lies outside the actor's places."""
    row = visible_person(actor, person)
    day = today_vn(at)
    hit = hit_of(row)
    place = commune_on(row.commune, day) if row.commune else None
    return PersonCard(
        person=hit,
        stamp=row.stamp,
        birth=hit.birth,
        age=hit.age(day),
        ethnicity=row.ethnicity,
        ethnicity_name=ethnic_groups().get(row.ethnicity, ""),
        occupation=row.occupation,
        occupation_name=occupations().get(row.occupation, row.occupation),
        nationality=row.nationality,
        commune_name=place.full_name if place else "",
        residence=_residence(row.id, day),
        identifiers=identifiers_of(row.id, current=True),
        cover=_cover(row.id, day),
        head=household_head(row.household_id, day) if row.household_id else None,
        poverty=household_status(row.household_id, day),
        family_doctor=_family_doctor(row.id, day),
        other_names=tuple(PersonName.objects.filter(person=row.id).order_by("id").values_list("name", flat=True)),
    )


def visible_person(actor: Actor, person: UUID, deed: str = READ) -> Person:
    """The living row, merged records followed. Refuses (404) what lies outside the actor's places."""
    require(actor, deed)
    row = people_by_id([person]).get(person)
    if row is None or not may_see(actor, row.commune, row.village_id):
        raise not_found()
    return row


def visible_people(actor: Actor, people: Iterable[UUID]) -> dict[UUID, Hit]:
    """Those of the people the actor may see, by the id asked for; merged records as the one they went into."""
    require(actor, READ)
    rows = people_by_id(people).items()
    return {key: hit_of(row) for key, row in rows if may_see(actor, row.commune, row.village_id)}


def identifiers_of(person: UUID, *, current: bool = False) -> tuple[IdentifierView, ...]:
    """A person's identifiers, citizen id first; ``current`` leaves out what is no longer used."""
    rows = Identifier.objects.filter(person=person).order_by("id")
    kept = [row for row in rows if not current or row.status == IdentifierStatus.ACTIVE]
    order = list(SYSTEM_NAMES)
    kept.sort(key=lambda row: (order.index(row.system) if row.system in order else len(order), row.status != "active"))
    return tuple(map(_identifier, kept))


def residences_of(person: UUID, day: date) -> tuple[ResidenceView, ...]:
    """Where a person lived, newest first."""
    every = Residence.objects.filter(person=person).select_related("village")
    rows = [row for row in every if not withdrawn(row.valid_from, row.valid_to)]
    ordered = sorted(rows, key=lambda row: (row.valid_from or date.min, row.id), reverse=True)
    return tuple(residence_view(row, day) for row in ordered)


def covers_of(person: UUID, day: date) -> tuple[CoverView, ...]:
    """A person's periods of insurance, newest first, with their state on a day."""
    return _newest_first(Cover.objects.filter(person=person, status="active"), day)


def covers_of_people(people: Collection[UUID], day: date) -> dict[UUID, tuple[CoverView, ...]]:
    """Periods of insurance of many people, newest first, each with its state on a day; merged records' with them.

    By the id asked for; who never had one has (). Asks nobody's permission.
    """
    records = all_records_of(people)
    found: dict[UUID, list[Cover]] = {person: [] for person in people}
    for row in Cover.objects.filter(person__in=records, status="active"):
        found[records[row.person_id]].append(row)
    return {person: _newest_first(rows, day) for person, rows in found.items()}


def _newest_first(rows: Iterable[Cover], day: date) -> tuple[CoverView, ...]:
    ordered = sorted(rows, key=lambda row: (row.valid_from or date.min, row.id), reverse=True)
    return tuple(_cover_view(row, day) for row in ordered)


def cover_on(person: UUID, day: date) -> CoverView | None:
    """The period of insurance that holds on a day; None when none does."""
    rows = Cover.objects.filter(valid_on(day), person=person, status="active")
    row = max(rows, key=lambda found: (found.valid_from or date.min, found.id), default=None)
    return _cover_view(row, day) if row else None


def _cover(person: UUID, day: date) -> CoverView | None:
    known = covers_of(person, day)
    return next((cover for cover in known if cover.state == "valid"), known[0] if known else None)


def _cover_state(row: Cover, day: date) -> str:
    if row.valid_from and row.valid_from > day:
        return "future"
    return "expired" if row.valid_to and row.valid_to < day else "valid"


def _cover_words(row: Cover, state: str) -> str:
    if state == "future":
        return _("Có hạn từ %(day)s") % {"day": day_text(row.valid_from or date.max)}
    if state == "expired":
        return _("Hết hạn từ %(day)s") % {"day": day_text(row.valid_to or date.min)}
    return (
        _("Còn hạn đến %(day)s") % {"day": day_text(row.valid_to)} if row.valid_to else _("Còn hạn, không ghi ngày hết")
    )


def _cover_view(row: Cover, day: date) -> CoverView:
    state = _cover_state(row, day)
    return CoverView(
        id=row.id,
        number=row.number,
        masked=masked(row.number),
        benefit=row.benefit,
        benefit_name=benefits().get(row.benefit, ""),
        facility_code=row.facility_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        five_years_on=row.five_years_on,
        state=state,
        words=_cover_words(row, state),
        area=row.area,
        exempt_from=row.exempt_from,
        issued_on=row.issued_on,
        source=row.source,
    )


def _identifier(row: Identifier) -> IdentifierView:
    return IdentifierView(
        id=row.id,
        system=row.system,
        system_name=in_words(system_name(row.system)),
        value=row.value,
        masked=masked(row.value),
        status=row.status,
        status_name=str(IdentifierStatus(row.status).label),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _residence(person: UUID, day: date) -> ResidenceView | None:
    rows = Residence.objects.filter(valid_on(day), person=person).select_related("village")
    row = max(rows, key=lambda found: (found.valid_from or date.min, found.id), default=None)
    return residence_view(row, day) if row else None


def residence_view(row: Residence, day: date) -> ResidenceView:
    """A time at an address, the commune under the name it bore then (today's when it goes on)."""
    place = commune_on(row.commune, row.valid_to or day) if row.commune else None
    return ResidenceView(
        id=row.id,
        commune=row.commune,
        commune_name=place.full_name if place else row.commune,
        village_name=row.village.name if row.village else "",
        address=row.address,
        kind=row.kind,
        kind_name=str(ResidenceKind(row.kind).label),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        stamp=row.stamp,
    )


def _family_doctor(person: UUID, day: date) -> FamilyDoctorView | None:
    row = FamilyDoctor.objects.filter(valid_on(day), person=person).order_by("-valid_from", "-id").first()
    if row is None:
        return None
    name = facility_names([row.facility_id]).get(row.facility_id, "")
    return FamilyDoctorView(row.facility_id, name, row.doctor, row.valid_from)
