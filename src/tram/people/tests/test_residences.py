"""Where somebody lives: put right without a move, and decided when two machines recorded it apart."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed, verify
from tram.kernel.facts.erasure import erase_person
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import (
    correct_address,
    count_double_addresses,
    double_addresses,
    keep_residence,
    move_person,
    person_card,
    residences_of,
)
from tram.people.models import Person, Residence, ResidenceOverlap
from tram.people.residence_overlaps import rebuild_overlaps
from tram.people.rules.residences import Span, counted, share_days
from tram.people.tests.support import AT, CLERK, HANH, HERE, NEXT_DOOR, TUAN, register, village

TODAY = date(2026, 11, 22)
FIRST, SECOND = date(2026, 11, 10), date(2026, 11, 15)
SPANS = st.lists(
    st.builds(
        lambda start, length: Span(
            uuid7(),
            None if start == 0 else date(1900, 1, 1) + timedelta(days=start),
            None if length is None else date(1900, 1, 1) + timedelta(days=start + length),
        ),
        st.integers(0, 12),
        st.one_of(st.none(), st.integers(-2, 12)),
    ),
    max_size=6,
)


@given(SPANS)
def test_each_day_somebody_lived_somewhere_counts_once(spans: list[Span]) -> None:
    counting = counted(spans)
    starts = {span.id: span.first for span in spans}
    for number in range(30):
        day = date(1900, 1, 1) + timedelta(days=number)
        lived = any(span.first <= day <= span.last for span in spans)
        times = sum(starts[key] <= day <= (end or date.max) for key, end in counting.items())
        assert times == int(lived), day


@given(SPANS)
def test_what_counts_does_not_depend_on_the_order_of_arrival(spans: list[Span]) -> None:
    assert counted(spans) == counted(reversed(spans))
    assert share_days(spans) == share_days(list(reversed(spans)))
    if not share_days(spans):
        assert counted(spans) == {one.id: one.end for one in spans if one.first <= one.last}


def two_addresses(*, commune: str = HERE) -> tuple[UUID, UUID, UUID]:
    """Two machines moved one person apart: one to Số 1 on the 10th, the other to Số 2 on the 15th."""
    person = register(resident_since=date(2020, 1, 1))
    row, old = Person.objects.get(pk=person), Residence.objects.get(person=person)
    with deed("person.moved", by=SYSTEM, at=AT, place=HERE, person=person) as fact:
        fact.change(old, valid_to=FIRST - timedelta(days=1))
        one = fact.add(Residence(person=row, commune=HERE, address="Số 1", valid_from=FIRST))
        two = fact.add(Residence(person=row, commune=commune, address="Số 2", valid_from=SECOND))
    return person, one.id, two.id


def lived(person: UUID) -> list[tuple[str, date | None, date | None]]:
    return [(one.address, one.valid_from, one.valid_to) for one in residences_of(person, TODAY)]


@pytest.mark.django_db
@pytest.mark.on_both
@pytest.mark.usefixtures("communes")
class TestAddresses:
    """On a database."""

    def test_an_address_is_put_right_without_a_move(self) -> None:
        person, hon = register(address="So 3", resident_since=date(2020, 1, 1)), village()
        stamp = Residence.objects.get().stamp
        correct_address(by=HANH, at=AT, person=person, address="Số 3", village=hon, based_on=stamp)
        assert lived(person) == [("Số 3", date(2020, 1, 1), None)]
        assert person_card(HANH, person, AT).address == "Số 3, Bản Hon, Xã Bình Lư"
        with pytest.raises(Refusal) as refusal:
            correct_address(by=HANH, at=AT, person=person, address="Số 4", based_on=stamp)
        assert refusal.value.code == "row.stale"
        before = Fact.objects.count()
        correct_address(by=HANH, at=AT, person=person, address="Số 3", village=hon)
        assert Fact.objects.count() == before
        assert verify(rows=True).holds

    def test_nobody_corrects_the_address_of_whom_they_may_not_see(self) -> None:
        person, _, two = two_addresses()
        for act in (
            lambda: correct_address(by=TUAN, at=AT, person=person, address="Số 9"),
            lambda: keep_residence(by=TUAN, at=AT, person=person, residence=two),
        ):
            with pytest.raises(Refusal) as refusal:
                act()
            assert refusal.value.status == 404
        with pytest.raises(Refusal, match="không thuộc xã"):
            correct_address(by=HANH, at=AT, person=person, address="", village=village(commune=NEXT_DOOR))

    def test_two_open_addresses_are_known_until_one_is_kept(self) -> None:
        person, one, two = two_addresses()
        assert set(ResidenceOverlap.objects.filter(open=True).values_list("residence", flat=True)) == {one, two}
        keep_residence(by=HANH, at=AT, person=person, residence=two)
        assert not ResidenceOverlap.objects.exists()
        assert lived(person) == [
            ("Số 2", SECOND, None), ("Số 1", FIRST, SECOND - timedelta(days=1)),
            ("", date(2020, 1, 1), FIRST - timedelta(days=1)),
        ]  # fmt: skip
        before = Fact.objects.count()
        keep_residence(by=HANH, at=AT, person=person, residence=two)
        assert Fact.objects.count() == before
        assert verify(rows=True).holds

    def test_the_other_address_is_withdrawn_when_it_was_wrong(self) -> None:
        person, _, two = two_addresses()
        keep_residence(by=HANH, at=AT, person=person, residence=two, others_were_wrong=True)
        assert lived(person) == [("Số 2", SECOND, None), ("", date(2020, 1, 1), SECOND - timedelta(days=1))]
        move_person(by=HANH, at=AT, person=person, commune=HERE, on=TODAY, address="Số 3")
        assert lived(person)[0] == ("Số 3", TODAY, None)

    def test_an_address_that_began_no_earlier_is_withdrawn_by_itself(self) -> None:
        person, one, _ = two_addresses()
        keep_residence(by=HANH, at=AT, person=person, residence=one)
        assert lived(person) == [("Số 1", FIRST, None), ("", date(2020, 1, 1), FIRST - timedelta(days=1))]

    def test_the_record_goes_to_the_commune_of_the_address_kept(self) -> None:
        person, _, two = two_addresses(commune=NEXT_DOOR)
        keep_residence(by=HANH, at=AT, person=person, residence=two)
        assert person_card(TUAN, person, AT).address == "Số 2, Xã Bản Bo"
        with pytest.raises(Refusal):
            person_card(HANH, person, AT)

    def test_an_address_that_ended_cannot_be_kept(self) -> None:
        person, _, two = two_addresses()
        keep_residence(by=HANH, at=AT, person=person, residence=two)
        old = Residence.objects.get(address="Số 1").id
        with pytest.raises(Refusal) as refusal:
            keep_residence(by=HANH, at=AT, person=person, residence=old)
        assert refusal.value.code == "person.residence_ended"

    def test_overlaps_are_rebuilt_and_go_with_an_erased_person(self) -> None:
        person, _, _ = two_addresses()
        register("Lò Văn Một")
        known = set(ResidenceOverlap.objects.values_list("residence", "open", "counts", "until"))
        ResidenceOverlap.objects.all().delete()
        assert rebuild_overlaps() == 2
        assert set(ResidenceOverlap.objects.values_list("residence", "open", "counts", "until")) == known
        erase_person(by=SYSTEM, at=AT, person=person, commune=HERE)
        assert not ResidenceOverlap.objects.exists()

    def test_who_is_at_two_addresses_is_listed_to_those_who_may_see_them(self) -> None:
        person, one, two = two_addresses()
        (found,) = double_addresses(HANH, TODAY)
        assert found.person.id == person
        assert [(lived.id, lived.words) for lived in found.addresses] == [
            (two, "Số 2, Xã Bình Lư"), (one, "Số 1, Xã Bình Lư"),
        ]  # fmt: skip
        assert [count_double_addresses(actor) for actor in (HANH, TUAN, CLERK)] == [1, 0, 0]
        assert double_addresses(TUAN, TODAY) == double_addresses(TUAN, TODAY, person=person) == []
        with pytest.raises(Refusal):
            double_addresses(CLERK, TODAY)
