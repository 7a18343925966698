"""Deeds about people: who they are, where they live, with whom, what is decided about them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.support.deeds.hands import CARDS, NAMES, NUMBERS, PHONES, SINCE, Hands, often
from tram.kernel.facts import deed
from tram.kernel.facts.columns import table_of
from tram.kernel.facts.conflicts import open_conflicts
from tram.kernel.facts.erasure import erase_person
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.people import api as people
from tram.people.models import Cover, Household, Identifier, Person
from tram.places.models import Facility


@often(6)
def register(hands: Hands) -> object:
    """A newcomer, with a number and a card at times."""
    draw = hands.random
    numbers = [people.NewIdentifier("cccd", draw.choice(NUMBERS))] if draw.random() < 0.3 else []
    return people.register_person(
        **hands.who, full_name=draw.choice(NAMES), commune=hands.here(), birth=str(draw.randint(1930, 2020)),
        sex=draw.choice(("male", "female")), phone=draw.choice(PHONES), identifiers=numbers, resident_since=SINCE,
        same_name_is_new=True, cover=hands.maybe(people.NewCover(draw.choice(CARDS), SINCE), 0.2),
    )  # fmt: skip


@often(14)
def correct(hands: Hands) -> object:
    """One thing about a person is corrected: the deed that two machines do at once."""
    draw = hands.random
    told: dict[str, Any] = draw.choice(
        (
            {"phone": draw.choice(PHONES)},
            {"phone": draw.choice(PHONES)},
            {"full_name": draw.choice(NAMES)},
            {"birth": draw.choice(("1956", "03/1956", "12/03/1956", "1957", ""))},
            {"sex": draw.choice(("male", "female"))},
            {"ethnicity": draw.choice(("01", "03", ""))},
            {"full_name": draw.choice(NAMES), "phone": draw.choice(PHONES)},
        )
    )
    keep = draw.random() < 0.3
    return people.change_person(**hands.who, person=hands.person().id, keep_former_name=keep, **told)


@often(5)
def move(hands: Hands) -> object:
    """Somebody moves, to another commune as often as not."""
    goal = hands.random.choice([*hands.communes, *hands.elsewhere])
    return people.move_person(**hands.who, person=hands.person().id, commune=goal, on=hands.day(), address="Nhà mới")


@often(2)
def open_household(hands: Hands) -> object:
    """A household without members."""
    return people.open_household(**hands.who, commune=hands.here(), since=SINCE, address="Cạnh suối")


@often(3)
def join(hands: Hands) -> object:
    """Somebody joins a household."""
    home = hands.any_of(Household, commune__in=hands.communes)
    relation = hands.random.choice(("head", "child", "other"))
    return people.join_household(**hands.who, person=hands.person().id, household=home.id, relation=relation)


@often(2)
def leave(hands: Hands) -> object:
    """Somebody leaves a household."""
    return people.leave_household(**hands.who, person=hands.person().id, on=hands.day())


@often(2)
def change_head(hands: Hands) -> object:
    """A household has another head: two facts in one transaction."""
    member = hands.any_of(Person, commune__in=hands.communes, household__isnull=False)
    return people.change_head(**hands.who, household=member.household_id, person=member.id, on=hands.day())


@often(3)
def add_number(hands: Hands) -> object:
    """A number, in place of an old one at times."""
    return people.add_identifier(
        **hands.who, person=hands.person().id, system="cccd", value=hands.random.choice(NUMBERS),
        old_becomes=hands.maybe("reissued"),
    )  # fmt: skip


@often(2)
def retire_number(hands: Hands) -> object:
    """A number found wrong."""
    status = hands.random.choice(("wrong", "cancelled"))
    return people.retire_identifier(**hands.who, identifier=hands.any_of(Identifier).id, status=status)


@often(3)
def record_cover(hands: Hands) -> object:
    """A period of insurance."""
    start = date(2026, hands.random.randint(1, 6), 1)
    card = people.NewCover(hands.random.choice(CARDS), start, hands.maybe(date(2026, 12, 31)))
    return people.record_cover(**hands.who, person=hands.person().id, cover=card)


@often(1)
def withdraw_cover(hands: Hands) -> object:
    """A period of insurance recorded by mistake."""
    return people.withdraw_cover(**hands.who, cover=hands.any_of(Cover).id)


@often(1)
def death(hands: Hands) -> object:
    """A death."""
    return people.record_death(**hands.who, person=hands.person().id, died=str(hands.at.year))


@often(1)
def death_withdrawn(hands: Hands) -> object:
    """A death that was none."""
    gone = hands.any_of(Person, died_on__isnull=False)
    return people.withdraw_death(**hands.who, person=gone.id)


@often(2)
def family_doctor(hands: Hands) -> object:
    """Somebody comes on a station's list."""
    facility = hands.any_of(Facility, commune__in=hands.communes)
    return people.assign_family_doctor(**hands.who, person=hands.person().id, facility=facility.id, on=hands.day())


@often(2)
def merge(hands: Hands) -> object:
    """Two records of one person become one, as a room will do it one day."""
    one, other = hands.person(), hands.person()
    if one.id == other.id or one.merged_into_id or other.merged_into_id:
        raise Refusal("test.same_person", "Chọn hai hồ sơ khác nhau.")
    with deed("person.merged", **hands.who, place=one.commune, person=one.id) as fact:
        fact.change(one, merged_into_id=other.id)
    return one


@often(3)
def decide(hands: Hands) -> object:
    """Somebody decides a conflict for one of the versions, or for neither."""
    waiting = open_conflicts(communes=hands.communes)
    if not waiting:
        raise Refusal("test.nothing_there", "Không có gì để quyết định.")
    conflict = hands.random.choice(waiting)
    rows: QuerySet[Record] = QuerySet(table_of(conflict.table).model)
    row = rows.get(pk=conflict.row)
    chosen = hands.random.choice(conflict.sides).values
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in chosen.items()}
    with deed("conflict.decided", **hands.who, place=conflict.commune, person=conflict.person) as fact:
        fact.decide(row, **values)
    return row


@often(1)
def erase(hands: Hands) -> object:
    """The law demands that somebody be forgotten; done seldom."""
    row = hands.person()
    if hands.random.random() < 0.7:
        raise Refusal("test.not_today", "Hôm nay thì không.")
    return erase_person(**hands.who, person=row.id, commune=row.commune)
