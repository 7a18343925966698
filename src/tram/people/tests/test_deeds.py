"""Deeds: each writes one fact about one person, or refuses and writes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tram.kernel.actors import SYSTEM
from tram.kernel.facts import batch, verify
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import (
    NewCover,
    NewIdentifier,
    add_identifier,
    assign_family_doctor,
    change_head,
    change_person,
    cover_on,
    household,
    identifiers_of,
    join_household,
    leave_household,
    move_person,
    open_household,
    person_card,
    record_cover,
    record_death,
    register_person,
    residences_of,
    retire_identifier,
    withdraw_cover,
    withdraw_death,
)
from tram.people.models import Cover, Identifier, Membership, Person
from tram.people.tests.support import AT, CLERK, HANH, HERE, NEXT_DOOR, TUAN, cccd, register, village

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]
TODAY = date(2026, 11, 22)


def facts_since(number: int) -> list[str]:
    return list(Fact.objects.filter(seq__gt=number).order_by("seq").values_list("name", flat=True))


def seq() -> int:
    return Fact.objects.count()


def test_registering_writes_one_fact_with_everything_known() -> None:
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1), code="H001").id
    before = seq()
    done = register_person(
        by=HANH, at=AT, full_name="LÒ THỊ LAN", commune=HERE, birth="12/03/1956", sex="female", ethnicity="Thái",
        occupation="nông dân", phone="0912 345 678", village=village(), address="Số 3", household=home, relation="head",
        identifiers=[cccd("012156001234")], cover=NewCover("DT4120123456789", date(2026, 1, 1), date(2026, 12, 31)),
        other_names=[("nickname", "bà Lan")],
    )  # fmt: skip
    assert facts_since(before) == ["village.founded", "person.registered"]
    assert done.findings == ()
    card = person_card(HANH, done.id, AT)
    assert (card.person.name, card.birth, card.age, card.person.sex_name) == (
        "Lò Thị Lan",
        "12/03/1956",
        "70 tuổi",
        "Nữ",
    )
    assert (card.ethnicity_name, card.person.phone, card.other_names) == ("Thái", "0912345678", ("bà Lan",))
    assert card.address == "Số 3, Bản Hon, Xã Bình Lư"
    assert [one.masked for one in card.identifiers] == ["••••••••1234"]
    assert (card.cover and card.cover.state, card.cover and card.cover.benefit) == ("valid", "4")
    assert card.head
    assert card.head.person.id == done.id
    assert verify(rows=True).holds


def test_a_name_alone_is_enough_and_a_newborn_has_no_number() -> None:
    card = person_card(HANH, register("Na", by=HANH, birth="22/02/2026"), AT)
    assert (card.age, card.identifiers, card.cover, card.head) == ("9 tháng", (), None, None)


def test_what_does_not_fit_in_a_citizen_number_is_noticed_not_refused() -> None:
    done = register_person(
        by=HANH,
        at=AT,
        full_name="Lò Thị Lan",
        commune=HERE,
        birth="1960",
        sex="male",
        identifiers=[cccd("012156001234")],
    )
    assert [found.code for found in done.findings] == ["person.cccd_sex", "person.cccd_year"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"full_name": " "}, "person.name_missing"),
        ({"birth": "mai"}, "person.birth_unreadable"),
        ({"sex": "x"}, "person.choice"),
        ({"ethnicity": "99"}, "person.ethnicity"),
        ({"phone": "12"}, "person.phone_shape"),
        ({"identifiers": [NewIdentifier("cccd", "1")]}, "person.cccd_shape"),
        ({"cover": NewCover("x")}, "person.bhyt_shape"),
        ({"cover": NewCover("0123456789", date(2026, 2, 1), date(2026, 1, 1))}, "person.period_reversed"),
        ({"commune": "99999", "by": SYSTEM}, "person.commune_unknown"),
    ],
)
def test_a_wrong_registration_is_refused_and_writes_nothing(told: dict[str, object], code: str) -> None:
    before = seq()
    with pytest.raises(Refusal) as refusal:
        register_person(**{"by": HANH, "at": AT, "full_name": "Lò Thị Lan", "commune": HERE} | told)  # type: ignore[arg-type]
    assert (refusal.value.code, seq()) == (code, before)


def test_nobody_registers_outside_their_places_or_their_role() -> None:
    for actor, status in ((TUAN, 404), (CLERK, 403)):
        with pytest.raises(Refusal) as refusal:
            register(by=actor, check_duplicates=True)
        assert refusal.value.status == status
    assert not Person.objects.exists()


def test_a_village_of_another_commune_is_refused() -> None:
    with pytest.raises(Refusal, match="không thuộc xã"):
        register(village=village(commune=NEXT_DOOR), check_duplicates=True)


def test_the_same_number_is_refused_and_the_same_name_is_asked_about() -> None:
    register("Vàng A Ba", birth="1950", identifiers=[cccd("012050000001")], cover=NewCover("DT4120123456789"))
    for told in ({"identifiers": [cccd("012050000001")]}, {"cover": NewCover("0123456789")}):
        with pytest.raises(Refusal) as refusal:
            register("Giàng A Tủa", by=HANH, check_duplicates=True, **told)
        assert refusal.value.code == "person.same_number"
    with pytest.raises(Refusal) as refusal:
        register("vang a ba", by=HANH, birth="03/1950", check_duplicates=True)
    assert refusal.value.code == "person.same_name"
    register("Vàng A Ba", by=HANH, birth="1951", check_duplicates=True)
    register("Vàng A Ba", by=HANH, birth="1950", check_duplicates=True, same_name_is_new=True)


def test_a_number_held_outside_my_places_is_not_told_to_me() -> None:
    register("Vàng A Ba", identifiers=[cccd("012050000001")])
    register("Vàng A Ba", by=TUAN, commune=NEXT_DOOR, identifiers=[cccd("012050000001")], check_duplicates=True)


def test_bulk_registration_asks_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0), batch() as waiting:
        register(birth="1956", identifiers=[cccd("012156001234")], phone="0912345678")
        waiting.drafts.clear()


def test_changing_keeps_what_is_not_named_and_refuses_a_form_that_is_old() -> None:
    person = register(birth="1956", sex="female")
    stamp = Person.objects.get().stamp
    change_person(by=HANH, at=AT, person=person, based_on=stamp, full_name="Lò Thị Lành", keep_former_name=True)
    card = person_card(HANH, person, AT)
    assert (card.person.name, card.birth, card.other_names) == ("Lò Thị Lành", "1956", ("Lò Thị Lan",))
    with pytest.raises(Refusal) as refusal:
        change_person(by=HANH, at=AT, person=person, based_on=stamp, phone="0912345678")
    assert refusal.value.code == "row.stale"
    before = seq()
    change_person(by=HANH, at=AT, person=person, full_name="Lò Thị Lành")
    assert seq() == before


def test_moving_closes_the_old_residence_and_takes_the_record_along() -> None:
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id
    person = register(identifiers=[cccd("012156001234")], household=home, relation="head")
    move_person(
        by=HANH, at=AT, person=person, commune=NEXT_DOOR, on=date(2026, 11, 1), address="Số 5", kind="temporary"
    )
    with pytest.raises(Refusal) as refusal:
        person_card(HANH, person, AT)
    assert refusal.value.status == 404
    card = person_card(TUAN, person, AT)
    assert (card.address, card.head) == ("Số 5, Xã Bản Bo", None)
    assert [(one.commune, one.valid_from, one.valid_to) for one in residences_of(person, TODAY)] == [
        (NEXT_DOOR, date(2026, 11, 1), None),
        (HERE, None, date(2026, 10, 31)),
    ]
    assert Identifier.objects.get().commune == NEXT_DOOR
    assert Membership.objects.get().valid_to == date(2026, 10, 31)
    assert verify(rows=True).holds


def test_a_move_on_the_day_the_last_one_began_corrects_it() -> None:
    person = register(resident_since=date(2026, 11, 1))
    move_person(by=HANH, at=AT, person=person, commune=HERE, on=date(2026, 11, 20), address="Số 1")
    move_person(by=HANH, at=AT, person=person, commune=HERE, on=date(2026, 11, 20), address="Số 2", village=village())
    assert [(one.address, one.valid_from, one.valid_to) for one in residences_of(person, TODAY)] == [
        ("Số 2", date(2026, 11, 20), None),
        ("", date(2026, 11, 1), date(2026, 11, 19)),
    ]
    assert person_card(HANH, person, AT).address == "Số 2, Bản Hon, Xã Bình Lư"


@pytest.mark.parametrize(
    ("on", "code"), [(date(2026, 12, 1), "person.move_future"), (date(2026, 10, 31), "person.move_early")]
)
def test_a_move_has_a_possible_day(on: date, code: str) -> None:
    person = register(resident_since=date(2026, 11, 1))
    with pytest.raises(Refusal) as refusal:
        move_person(by=HANH, at=AT, person=person, commune=NEXT_DOOR, on=on)
    assert refusal.value.code == code


def test_a_reissued_number_stays_known_and_a_second_one_needs_a_word() -> None:
    person = register(identifiers=[cccd("012156001234")])
    with pytest.raises(Refusal) as refusal:
        add_identifier(by=HANH, at=AT, person=person, system="cccd", value="012156009999")
    assert refusal.value.code == "person.has_other_number"
    add_identifier(by=HANH, at=AT, person=person, system="cccd", value="012156009999", old_becomes="reissued")
    assert [(one.value, one.status) for one in identifiers_of(person)] == [
        ("012156009999", "active"), ("012156001234", "reissued"),
    ]  # fmt: skip
    before = seq()
    add_identifier(by=HANH, at=AT, person=person, system="cccd", value="012156009999")
    assert seq() == before
    retire_identifier(by=HANH, at=AT, identifier=identifiers_of(person, current=True)[0].id, status="wrong")
    assert identifiers_of(person, current=True) == ()


def test_cover_is_renewed_brought_up_to_date_and_withdrawn() -> None:
    person = register(cover=NewCover("DT4120123456789", date(2025, 1, 1)))
    record_cover(by=HANH, at=AT, person=person, cover=NewCover("0123456789", date(2026, 1, 1), date(2026, 6, 30)))
    assert cover_on(person, date(2025, 12, 31)).valid_to == date(2025, 12, 31)  # type: ignore[union-attr]
    assert cover_on(person, TODAY) is None
    card = person_card(HANH, person, AT)
    assert card.cover
    assert (card.cover.state, card.cover.words) == ("expired", "Hết hạn từ 30/06/2026")
    record_cover(by=HANH, at=AT, person=person, cover=NewCover("0123456789", date(2026, 1, 1), date(2026, 12, 31)))
    assert (Cover.objects.count(), cover_on(person, TODAY) is not None) == (2, True)
    with pytest.raises(Refusal) as refusal:
        record_cover(by=HANH, at=AT, person=person, cover=NewCover("0123456789", date(2025, 6, 1)))
    assert refusal.value.code == "person.cover_overlap"
    withdraw_cover(by=HANH, at=AT, cover=cover_on(person, TODAY).id)  # type: ignore[union-attr]
    assert cover_on(person, TODAY) is None


def test_a_household_has_one_head_over_time() -> None:
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id
    father, mother, son = register("Lò Văn Cha"), register("Lò Thị Mẹ"), register("Lò Văn Con", birth="2010")
    for person, relation in ((father, "head"), (mother, "spouse"), (son, "child")):
        join_household(by=HANH, at=AT, person=person, household=home, relation=relation, on=date(2020, 1, 1))
    with pytest.raises(Refusal) as refusal:
        join_household(by=HANH, at=AT, person=mother, household=home, relation="head")
    assert refusal.value.code == "household.has_head"
    change_head(by=HANH, at=AT, household=home, person=mother, on=date(2026, 1, 1), old_head_is="spouse")
    view = household(HANH, home, AT)
    assert [(one.person.name, one.relation) for one in view.members] == [
        ("Lò Thị Mẹ", "head"), ("Lò Văn Cha", "spouse"), ("Lò Văn Con", "child"),
    ]  # fmt: skip
    leave_household(by=HANH, at=AT, person=son, on=date(2026, 6, 1))
    assert len(household(HANH, home, AT).members) == 2
    assert Membership.objects.filter(person=father).count() == 2
    with pytest.raises(Refusal) as refusal:
        change_head(by=HANH, at=AT, household=home, person=son, on=date(2026, 7, 1))
    assert refusal.value.code == "household.not_member"
    with pytest.raises(Refusal):
        household(TUAN, home, AT)
    assert verify(rows=True).holds


def test_joining_twice_on_one_day_corrects_and_nobody_is_in_two_households() -> None:
    first, second = (open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id for _ in range(2))
    person = register("Lò Văn Con", household=first, relation="head")
    for relation in ("child", "other"):
        join_household(by=HANH, at=AT, person=person, household=second, relation=relation)
    assert household(HANH, first, AT).members == ()
    assert [one.relation for one in household(HANH, second, AT).members] == ["other"]
    held = Membership.objects.order_by("id").values_list("household", "valid_from", "valid_to")
    assert list(held) == [(first, None, date(2026, 11, 21)), (second, TODAY, None)]
    assert verify(rows=True).holds


def test_a_death_is_recorded_once_and_can_be_taken_back() -> None:
    person = register(birth="12/03/1956")
    with pytest.raises(Refusal) as refusal:
        record_death(by=HANH, at=AT, person=person, died="01/01/1950")
    assert refusal.value.code == "person.death_before_birth"
    record_death(by=HANH, at=AT, person=person, died="01/11/2026", cause_code="I64")
    card = person_card(HANH, person, AT)
    assert (card.person.died_on, card.age) == (date(2026, 11, 1), "70 tuổi")
    with pytest.raises(Refusal):
        record_death(by=HANH, at=AT, person=person, died="2026")
    withdraw_death(by=HANH, at=AT, person=person)
    assert person_card(HANH, person, AT).person.died_on is None


def test_a_family_doctor_list_needs_a_facility_that_works() -> None:
    person = register()
    with pytest.raises(Refusal) as refusal:
        assign_family_doctor(by=HANH, at=AT, person=person, facility=person, on=TODAY)
    assert refusal.value.code == "person.facility_unknown"


@pytest.mark.parametrize("deed", [
    lambda by, person: change_person(by=by, at=AT, person=person, full_name="X Y"),
    lambda by, person: move_person(by=by, at=AT, person=person, commune=NEXT_DOOR, on=TODAY),
    lambda by, person: add_identifier(by=by, at=AT, person=person, system="local", value="1"),
    lambda by, person: record_cover(by=by, at=AT, person=person, cover=NewCover("0123456789")),
    lambda by, person: record_death(by=by, at=AT, person=person, died="2026"),
    lambda by, person: leave_household(by=by, at=AT, person=person, on=TODAY),
    lambda by, person: withdraw_death(by=by, at=AT, person=person),
    lambda by, person: person_card(by, person, AT),
])  # fmt: skip
def test_who_must_see_nothing_gets_the_answer_of_what_does_not_exist(deed) -> None:
    person = register()
    before = seq()
    with pytest.raises(Refusal) as refusal:
        deed(TUAN, person)
    assert (refusal.value.code, refusal.value.status, seq()) == ("access.not_found", 404, before)
