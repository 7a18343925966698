"""Facts of other machines: whole, once, in any order; what several changed at once; what must wait."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest
from django.db import transaction

from tram.kernel.actors import SYSTEM
from tram.kernel.facts import Incoming, deed, open_conflicts, receive, retry, verify
from tram.kernel.facts.payload import chain_hash, commitment
from tram.kernel.ids import uuid7
from tram.kernel.models import HASH_SIZE, Fact, Fork, Held, Node
from tram.kernel.refusals import Refusal
from tram.people.models import Person, Residence
from tram.places.models import Village

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
COMMUNE = "03175"


class Machine:
    """Another machine: writes a chain of facts without a database."""

    def __init__(self, name: str) -> None:
        self.node = Node.objects.create(name=name)
        self.seq, self.hash = 0, bytes(HASH_SIZE)

    def writes(self, *rows: list[object], person: UUID | None = None, name: str = "x.done", stamp: int = 0) -> Incoming:
        self.seq += 1
        fact = Incoming(
            id=uuid7(), node=self.node.pk, seq=self.seq,
            stamp=stamp or (self.seq << 16) + self.node.pk.int % 65536, at=AT,
            actor=SYSTEM.id, name=name, version=1, person=person, place=COMMUNE, salt=b"s" * 16,
            rows=msgspec.json.encode(rows), digest=None,
        )  # fmt: skip
        self.hash = chain_hash(self.hash, fact, commitment(fact.salt or b"", fact.rows or b""))
        return fact


def village_row(row: UUID, name: str = "Bản Hon") -> list[object]:
    values = {"commune": COMMUNE, "name": name, "kind": "ban", "search_key": "ban hon", "valid_from": "2025-07-01"}
    return ["places_village", row.hex, None, values]


def change(row: UUID, based_on: int | list[int], **values: object) -> list[object]:
    return ["places_village", row.hex, based_on, values]


def take(*facts: Incoming) -> dict[str, int]:
    return dict(receive(facts, at=AT).rows)


def altered(fact: Incoming, **values: object) -> Incoming:
    return msgspec.structs.replace(fact, **values)


def test_a_fact_is_applied_whole_and_once() -> None:
    row, a = uuid7(), Machine("A")
    fact = a.writes(village_row(row))
    assert take(fact) == {"new": 1}
    again = receive([fact], at=AT)
    assert (again.facts, again.known) == (0, 1)
    assert Village.objects.get().stamp == fact.stamp
    assert verify(rows=True).holds


def test_what_a_machine_wrote_here_can_be_taken_in_there() -> None:
    person = Person(
        commune=COMMUNE, full_name="Lò Thị Lan", search_key="lo thi lan", sort_key="lan", birth_date=date(1956, 3, 12)
    )
    with deed("person.registered", by=SYSTEM, at=AT, place=COMMUNE, person=person.id) as draft:
        draft.add(person)
        draft.add(Residence(person=person, commune=COMMUNE, valid_from=date(2020, 1, 1)))
    assert verify(rows=True).holds
    assert Fact.objects.get().arrival == 1


def test_changes_of_different_columns_go_together_in_any_order() -> None:
    row, a, b, c = uuid7(), Machine("A"), Machine("B"), Machine("C")
    made = a.writes(village_row(row))
    one = b.writes(change(row, made.stamp, name="Bản Hon 1"), stamp=99 << 16)
    two = c.writes(change(row, made.stamp, code="BH"), stamp=5 << 40)
    take(made)
    take(two)
    take(one)
    village = Village.objects.get()
    assert (village.name, village.code) == ("Bản Hon 1", "BH")
    assert not open_conflicts()
    assert Fork.objects.get().columns == ""
    assert verify(rows=True).holds


def test_one_column_with_two_values_waits_for_a_person() -> None:
    row, a, b, c = uuid7(), Machine("A"), Machine("B"), Machine("C")
    made = a.writes(village_row(row))
    take(made, b.writes(change(row, made.stamp, name="X")), c.writes(change(row, made.stamp, name="Y"), stamp=7 << 16))
    [conflict] = open_conflicts()
    assert {side.values["name"] for side in conflict.sides} == {"X", "Y"}
    village = Village.objects.get()
    assert village.name == next(side.values["name"] for side in conflict.sides if side.shown)
    with deed("conflict.decided", by=SYSTEM, at=AT, place=COMMUNE) as fact:
        fact.decide(village, name=village.name)
    assert not open_conflicts()
    assert not Fork.objects.exists()
    assert verify(rows=True).holds


def test_an_ordinary_change_of_another_column_leaves_the_conflict_open() -> None:
    row, a, b, c = uuid7(), Machine("A"), Machine("B"), Machine("C")
    made = a.writes(village_row(row))
    take(made, b.writes(change(row, made.stamp, name="X")), c.writes(change(row, made.stamp, name="Y"), stamp=7 << 16))
    with deed("village.coded", by=SYSTEM, at=AT, place=COMMUNE) as fact:
        fact.change(Village.objects.get(), code="BH")
    assert len(open_conflicts()) == 1
    assert Village.objects.get().code == "BH"
    assert verify(rows=True).holds


def scenario(row: UUID) -> list[list[Incoming]]:
    """Four machines' chains about one village: concurrent changes, a decision over both, a late one."""
    a, b, c, d = (Machine(name) for name in "ABCD")
    made = a.writes(village_row(row), stamp=10)
    left = b.writes(change(row, 10, name="X", code="1"), stamp=20)
    right = c.writes(change(row, 10, name="Y"), stamp=15)
    both = a.writes(change(row, [15, 20], name="Z"), stamp=30)
    late = d.writes(change(row, 20, name="W", kind="thon"), stamp=12)
    after = b.writes(change(row, 30, code="2"), stamp=40)
    return [[made, both], [left, after], [right], [late]]


def state() -> tuple[object, ...]:
    rows = [tuple(sorted(row.items())) for row in Village.objects.values()]
    return (rows, list(Fork.objects.values_list("row", "heads", "columns")))


def orders(chains: Sequence[Sequence[Incoming]], how_many: int) -> list[list[Incoming]]:
    """Random orders that keep each chain's own."""
    shuffle, found = random.Random(27), []
    for _ in range(how_many):
        waiting = [list(chain) for chain in chains]
        order = []
        while any(waiting):
            order.append(shuffle.choice([chain for chain in waiting if chain]).pop(0))
        found.append(order)
    return found


def test_the_order_of_arrival_does_not_matter() -> None:
    row = uuid7()
    chains = scenario(row)
    seen = []
    for order in orders(chains, 25):
        fresh = transaction.savepoint()
        for fact in order:
            receive([fact], at=AT)
        retry(at=AT)
        assert not Held.objects.exists()
        assert verify(rows=True).holds
        seen.append(state())
        transaction.savepoint_rollback(fresh)
    assert all(each == seen[0] for each in seen)


def test_a_fact_that_points_to_an_absent_row_waits_for_it() -> None:
    row, a, b = uuid7(), Machine("A"), Machine("B")
    made = a.writes(village_row(row))
    renamed = b.writes(change(row, made.stamp, name="X"))
    receipt = receive([renamed], at=AT)
    assert [kept.reason for kept in receipt.held] == ["reference.missing"]
    assert (Held.objects.get().needs_table, Held.objects.get().needs_id) == ("places_village", row)
    take(made)
    assert retry(at=AT).facts == 1
    assert Village.objects.get().name == "X"
    assert Fact.objects.get(node=b.node).arrival > Fact.objects.get(node=a.node).arrival
    assert verify(rows=True).holds


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["places_castle", uuid7().hex, None, {}]], "table.unknown"),
        ([[*village_row(uuid7())[:3], {"colour": "red"}]], "column.unknown"),
        ([[*village_row(uuid7())[:3], {"valid_from": "1/7/2025"}]], "value.invalid"),
        ([[*village_row(uuid7())[:3], {"kind": "castle", "valid_from": "2025-07-01"}]], "value.invalid"),
        ([[*village_row(uuid7())[:3], {"name": "x" * 121}]], "value.invalid"),
        ([[*village_row(uuid7())[:3], {"name": "no day"}]], "constraint.broken"),
        ([["people_person", uuid7().hex, None, {"full_name": "X"}]], "payload.other_person"),
        ({"not": "rows"}, "payload.unreadable"),
    ],
)
def test_what_cannot_be_applied_is_kept_with_its_reason_and_the_rest_goes_on(rows: object, reason: str) -> None:
    a = Machine("A")
    bad = a.writes()
    bad = altered(bad, rows=msgspec.json.encode(rows))
    a.hash = chain_hash(bytes(HASH_SIZE), bad, commitment(bad.salt or b"", bad.rows or b""))
    good = a.writes(village_row(uuid7()))
    receipt = receive([bad, good], at=AT)
    assert [kept.reason for kept in receipt.held] == [reason]
    assert Village.objects.count() == 1
    assert Held.objects.get().reason == reason
    assert verify(rows=True).holds


def test_a_newer_payload_waits_for_the_program() -> None:
    a = Machine("A")
    fact = altered(a.writes(village_row(uuid7())), version=2)
    receive([fact], at=AT)
    assert Held.objects.get().reason == "version.unknown"
    assert not Village.objects.exists()


def test_an_altered_fact_a_fork_and_a_hole_are_refused_whole() -> None:
    a = Machine("A")
    first, second, third = (a.writes(village_row(uuid7())) for _ in range(3))
    receive([first], at=AT)
    for facts, code in (
        ([altered(first, place="00001")], "chain.forked"),
        ([third], "chain.broken"),
        ([second, altered(third, previous=b"x" * 32, seq=9)], "chain.broken"),
    ):
        with pytest.raises(Refusal) as refusal:
            receive(facts, at=AT, whole=True)
        assert refusal.value.code == code
    assert Fact.objects.count() == 1


def test_facts_of_other_places_may_be_left_out_and_come_later() -> None:
    a = Machine("A")
    first = a.writes(village_row(uuid7()))
    before = a.hash
    second = a.writes(village_row(uuid7()))
    receive([altered(second, previous=before)], at=AT)
    assert verify(rows=True).holds
    receive([first], at=AT)
    assert verify(rows=True).holds
    assert Village.objects.count() == 2
    with pytest.raises(Refusal):
        receive([altered(a.writes(village_row(uuid7())), stamp=1)], at=AT)


def test_who_was_erased_stays_erased_whatever_comes_later() -> None:
    person, a, b = uuid7(), Machine("A"), Machine("B")
    registered = a.writes(
        ["people_person", person.hex, None, {"commune": COMMUNE, "full_name": "X", "search_key": "x", "sort_key": "x"}],
        person=person,
    )
    erased = a.writes(person=person, name="person.erased")
    late = b.writes(
        ["people_name", uuid7().hex, None, {"person_id": person.hex, "kind": "former", "name": "Y"}], person=person
    )
    for batch in ([registered], [erased], [late]):
        receive(batch, at=AT)
    assert not Person.objects.exists()
    assert set(Fact.objects.filter(person=person).exclude(name="person.erased").values_list("payload", flat=True)) == {
        None
    }
    assert verify(rows=True).holds


def test_two_facts_cannot_both_make_a_row() -> None:
    row, a, b, c = uuid7(), Machine("A"), Machine("B"), Machine("C")
    receipt = receive(
        [a.writes(village_row(row)), b.writes(village_row(row, "X")), c.writes(village_row(uuid7()))], at=AT
    )
    assert [kept.reason for kept in receipt.held] == ["row.twice"]
    assert [kept.reason for kept in receive([c.writes(village_row(row, "Y"))], at=AT).held] == ["row.twice"]
    assert Village.objects.count() == 2
    assert verify(rows=True).holds


def test_a_fact_one_sender_could_not_vouch_for_is_applied_when_another_does() -> None:
    fact = Machine("A").writes(village_row(uuid7()))
    receive([fact], at=AT, judge=lambda facts: ["scope.place"] * len(facts))
    assert (Held.objects.get().reason, Village.objects.count()) == ("scope.place", 0)
    receipt = receive([fact], at=AT)
    assert (receipt.facts, receipt.known, dict(receipt.rows)) == (0, 1, {"new": 1})
    assert (Held.objects.count(), Village.objects.count()) == (0, 1)
    assert verify(rows=True).holds


def test_any_number_of_machines_may_change_a_row_at_once() -> None:
    row, a = uuid7(), Machine("A")
    made = a.writes(village_row(row))
    receive([made], at=AT)
    receive([Machine(f"M{n}").writes(change(row, made.stamp, code=f"{n}"), stamp=10**17 + n) for n in range(40)], at=AT)
    [conflict] = open_conflicts()
    assert len(conflict.sides) == 40
    with deed("conflict.decided", by=SYSTEM, at=AT, place=COMMUNE) as fact:
        fact.decide(Village.objects.get(), code="7")
    assert not open_conflicts()
    assert verify(rows=True).holds
