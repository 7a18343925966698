"""Registering a person: one fact with the person, the residence and whatever else is known at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft, deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import name_sort_key, nfc, search_key
from tram.people.actions.duplicates import refuse_duplicates
from tram.people.actions.parts import WRITE, Done, NewCover, NewIdentifier, birth_of, check_period, checked, choice
from tram.people.actions.places import refuse_strange_place
from tram.people.models import (
    Cover,
    FamilyDoctor,
    Identifier,
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
from tram.people.rules.numbers import CCCD, Card, cccd_findings, check_card, check_phone

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
) -> Done:
    """Registers somebody and answers with their new id and what was noticed.

    ``birth`` is text as people write it (``1956``, ``03/1956``, ``12/03/1956``) or a ``Birth``; ``sex`` a FHIR code;
    ``ethnicity`` and ``occupation`` codes; ``facility`` the family-doctor list they stand on; ``other_names`` pairs
    of kind and name. With ``check_duplicates=False`` the deed asks the database nothing (bulk work that knows its
    people); otherwise it refuses ``person.same_number`` and, unless ``same_name_is_new``, ``person.same_name``.
    ``under`` names the permission it is done under. One fact ``person.registered``.
    """
    require(by, under, commune, village)
    told = _check(full_name, birth, identifiers, cover, phone, address, today_vn(at))
    ethnicity, occupation = ethnicity_code(ethnicity), occupation_code(occupation)
    choice(sex, Sex.values, "sex")
    choice(residence_kind, ResidenceKind.values, "residence_kind")
    if check_duplicates:
        refuse_strange_place(commune, village, household, today_vn(at))
        refuse_duplicates(
            by, told.name, told.birth, commune, told.identifiers, told.card, same_name=not same_name_is_new
        )
    person = Person(
        commune=commune, village_id=village, household_id=household, full_name=told.name,
        search_key=search_key(told.name), sort_key=name_sort_key(told.name),
        birth_date=told.birth.day if told.birth else None, birth_precision=told.birth.precision if told.birth else "day",
        sex=sex, ethnicity=ethnicity, occupation=occupation, nationality=nationality, phone=told.phone,
    )  # fmt: skip
    with deed(FACT, by=by, at=at, place=commune, person=person.id) as fact:
        fact.add(person)
        fact.add(
            Residence(
                person=person, commune=commune, village_id=village, kind=residence_kind, address=told.address,
                valid_from=resident_since,
            )
        )  # fmt: skip
        _add_numbers(fact, person, told, cover)
        for kind, name in other_names:
            fact.add(PersonName(person=person, commune=commune, kind=kind[:12], name=check_name(name)))
        if household is not None:
            member = choice(relation, Relation.values, "relation")
            fact.add(
                Membership(
                    person=person, commune=commune, household_id=household, relation=member, valid_from=member_since
                )
            )
        if facility is not None:
            fact.add(FamilyDoctor(person=person, commune=commune, facility_id=facility, valid_from=listed_since))
    return Done(person.id, _findings(told, sex))


def _check(
    full_name: str,
    birth: str | Birth | None,
    identifiers: Sequence[NewIdentifier],
    cover: NewCover | None,
    phone: str,
    address: str,
    today: date,
) -> Told:
    if cover is not None:
        check_period(cover.valid_from, cover.valid_to, "cover")
    if len(address) > ADDRESS:
        raise Refusal("person.address_long", "Địa chỉ không quá 250 ký tự.", {"field": "address"})
    return Told(
        name=check_name(full_name),
        birth=birth_of(birth, today),
        identifiers=checked(identifiers),
        card=check_card(cover.number) if cover else None,
        phone=check_phone(phone),
        address=nfc(address),
    )


def _add_numbers(fact: Draft, person: Person, told: Told, cover: NewCover | None) -> None:
    for one in told.identifiers:
        fact.add(
            Identifier(
                person=person, commune=person.commune, system=one.system, value=one.value, status=one.status,
                valid_from=one.valid_from, valid_to=one.valid_to, source=one.source,
            )
        )  # fmt: skip
    if cover is not None and told.card is not None:
        fact.add(cover_row(person, cover, told.card))


def cover_row(person: Person, cover: NewCover, card: Card) -> Cover:
    """The row of a period of insurance, not yet written."""
    return Cover(
        person=person, commune=person.commune, number=card.number, benefit=cover.benefit or card.benefit,
        facility_code=cover.facility_code, five_years_on=cover.five_years_on, valid_from=cover.valid_from,
        valid_to=cover.valid_to, source=cover.source,
    )  # fmt: skip


def _findings(told: Told, sex: str) -> tuple[Finding, ...]:
    found = [*name_findings(told.name), *(told.card.findings if told.card else ())]
    for one in told.identifiers:
        if one.system == CCCD:
            found += cccd_findings(one.value, told.birth.day if told.birth else None, sex)
    return tuple(found)
