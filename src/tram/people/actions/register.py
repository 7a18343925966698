"""Registering a person: one fact with the person, the residence and whatever else is known at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.kernel.text import name_sort_key, nfc, search_key
from tram.people.actions.duplicates import refuse_duplicates
from tram.people.actions.parts import WRITE, Done, NewCover, NewIdentifier, birth_of, check_period, checked, choice
from tram.people.actions.places import refuse_strange_place
from tram.people.models import (
    Cover,
    FamilyDoctor,
    Identifier,
    LivingArea,
    Membership,
    Person,
    PersonName,
    Relation,
    Residence,
    ResidenceKind,
    Sex,
)
from tram.people.rules.births import Birth
from tram.people.rules.codes import ethnicity_code, occupation_code
from tram.people.rules.findings import Finding
from tram.people.rules.names import check_name, name_findings
from tram.people.rules.numbers import BHYT, CCCD, Card, cccd_findings, check_card, check_phone

FACT = "person.registered"
ADDRESS = 250


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a registration was told, checked."""

    name: str
    birth: Birth | None
    identifiers: list[NewIdentifier]
    card: Card | None
    phone: str
    address: str
    sex: str
    ethnicity: str
    occupation: str
    nationality: str
    commune: str
    village: UUID | None
    household: UUID | None


def register_person(
    *,
    by: Actor,
    at: datetime,
    full_name: str,
    commune: str,
    birth: str | Birth | None = None,
    sex: str = Sex.UNKNOWN,
    ethnicity: str = "",
    occupation: str = "",
    nationality: str = "",
    phone: str = "",
    village: UUID | None = None,
    address: str = "",
    residence_kind: str = ResidenceKind.PERMANENT,
    resident_since: date | None = None,
    household: UUID | None = None,
    relation: str = Relation.OTHER,
    member_since: date | None = None,
    identifiers: Sequence[NewIdentifier] = (),
    cover: NewCover | None = None,
    facility: UUID | None = None,
    listed_since: date | None = None,
    other_names: Sequence[tuple[str, str]] = (),
    check_duplicates: bool = True,
    same_name_is_new: bool = False,
    under: str = WRITE,
    new_id: UUID | None = None,
) -> Done:
    """Registers somebody and answers with their new id and what was noticed.

    ``birth`` is text as people write it (``1956``, ``03/1956``, ``12/03/1956``) or a ``Birth``; ``sex`` a FHIR code;
    ``ethnicity`` and ``occupation`` codes; ``facility`` the family-doctor list they stand on; ``other_names`` pairs
    of kind and name. With ``check_duplicates=False`` the deed asks the database nothing (bulk work that knows its
    people); otherwise it refuses ``person.same_number`` and, unless ``same_name_is_new``, ``person.same_name``.
    ``under`` names the permission it is done under; ``new_id`` an id of ours that a paper brings back. One fact
    ``person.registered``.
    """
    require(by, under, commune, village)
    told = Told(
        name=check_name(full_name), birth=birth_of(birth, today_vn(at)), identifiers=checked(identifiers),
        card=_card(cover), phone=check_phone(phone), address=_address(address), sex=choice(sex, Sex.values, "sex"),
        ethnicity=ethnicity_code(ethnicity), occupation=occupation_code(occupation), nationality=nationality,
        commune=commune, village=village, household=household,
    )  # fmt: skip
    if check_duplicates:
        refuse_strange_place(commune, village, household, today_vn(at))
        refuse_duplicates(by, told.name, told.birth, commune, _numbers(told), same_name=not same_name_is_new)
    person = _person(told, new_id)
    kind = choice(residence_kind, ResidenceKind.values, "residence_kind")
    with deed(FACT, by=by, at=at, place=commune, person=person.id) as fact:
        fact.add(person)
        fact.add(_residence(person, told, kind, resident_since))
        fact.add_all(_identifier(person, one) for one in told.identifiers)
        if cover is not None and told.card is not None:
            fact.add(cover_row(person, cover, told.card))
        for name_kind, name in other_names:
            fact.add(PersonName(person=person, commune=commune, kind=name_kind[:12], name=check_name(name)))
        if household is not None:
            fact.add(_membership(person, household, relation, member_since))
        if facility is not None:
            fact.add(FamilyDoctor(person=person, commune=commune, facility_id=facility, valid_from=listed_since))
    return Done(person.id, _findings(told))


def _card(cover: NewCover | None) -> Card | None:
    if cover is None:
        return None
    check_period(cover.valid_from, cover.valid_to, "cover")
    return check_card(cover.number)


def _address(text: str) -> str:
    if len(text) > ADDRESS:
        raise Refusal("person.address_long", "Địa chỉ không quá 250 ký tự.", {"field": "address"})
    return nfc(text)


def _numbers(told: Told) -> list[tuple[str, str]]:
    """The numbers nobody else may carry."""
    found = [(one.system, one.value) for one in told.identifiers if one.status == "active"]
    return [*found, (BHYT, told.card.social)] if told.card else found


def _person(told: Told, new_id: UUID | None) -> Person:
    return Person(
        id=new_id or uuid7(),
        commune=told.commune, village_id=told.village, household_id=told.household, full_name=told.name,
        search_key=search_key(told.name), sort_key=name_sort_key(told.name),
        birth_date=told.birth.day if told.birth else None,
        birth_precision=told.birth.precision if told.birth else "day", sex=told.sex,
        ethnicity=told.ethnicity, occupation=told.occupation, nationality=told.nationality,
        phone=told.phone,
    )  # fmt: skip


def _residence(person: Person, told: Told, kind: str, since: date | None) -> Residence:
    return Residence(
        person=person, commune=told.commune, village_id=told.village, kind=kind, address=told.address, valid_from=since
    )


def _membership(person: Person, household: UUID, relation: str, since: date | None) -> Membership:
    known = choice(relation, Relation.values, "relation")
    return Membership(person=person, commune=person.commune, household_id=household, relation=known, valid_from=since)


def _identifier(person: Person, one: NewIdentifier) -> Identifier:
    return Identifier(
        person=person, commune=person.commune, system=one.system, value=one.value, status=one.status,
        valid_from=one.valid_from, valid_to=one.valid_to, source=one.source,
    )  # fmt: skip


def cover_row(person: Person, cover: NewCover, card: Card) -> Cover:
    """The row of a period of insurance, not yet written."""
    return Cover(
        person=person, commune=person.commune, number=card.number, benefit=cover.benefit or card.benefit,
        facility_code=cover.facility_code, five_years_on=cover.five_years_on, valid_from=cover.valid_from,
        valid_to=cover.valid_to, source=cover.source, area=choice(cover.area, ("", *LivingArea.values), "area"),
        exempt_from=cover.exempt_from, issued_on=cover.issued_on,
    )  # fmt: skip


def _findings(told: Told) -> tuple[Finding, ...]:
    found = [*name_findings(told.name), *(told.card.findings if told.card else ())]
    for one in told.identifiers:
        if one.system == CCCD:
            found += cccd_findings(one.value, told.birth.day if told.birth else None, told.sex)
    return tuple(found)
