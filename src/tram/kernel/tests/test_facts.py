"""The log: one fact per deed, rows only inside facts, a chain that shows every tampering."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from tram.kernel.actors import SYSTEM
from tram.kernel.facts import batch, decode, deed, in_turn, local_node, verify
from tram.kernel.facts.erasure import erase_person
from tram.kernel.guards import missing, record_models
from tram.kernel.models import Fact
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.people.models import Person, PersonName
from tram.places.models import Village

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def add_village(name: str = "Bản Hon") -> Village:
    with deed("village.founded", by=SYSTEM, at=AT, place="03175") as fact:
        return fact.add(Village(commune="03175", name=name, search_key="ban hon", valid_from=date(2025, 7, 1)))


def add_village_and_stumble() -> None:
    with deed("village.founded", by=SYSTEM, at=AT, place="03175") as fact:
        fact.add(Village(commune="03175", name="X", search_key="x", valid_from=date(2025, 7, 1)))
        raise ZeroDivisionError


def add_person() -> Person:
    person = Person(commune="03175", full_name="Lò Thị Lan", search_key="lo thi lan", sort_key="lan")
    with deed("person.registered", by=SYSTEM, at=AT, place="03175", person=person.id) as fact:
        fact.add(person)
        fact.add(PersonName(person=person, commune="03175", kind="nickname", name="bà Lan"))
    return person


def test_a_deed_writes_its_rows_and_exactly_one_fact() -> None:
    village = add_village()
    fact = Fact.objects.get()
    assert Village.objects.get().stamp == fact.stamp
    assert (fact.seq, fact.name, fact.place, fact.actor) == (1, "village.founded", "03175", SYSTEM.id)
    [(table, row, based_on, values)] = decode(bytes(fact.payload or b""))
    assert (table, row, based_on, values["name"]) == ("places_village", village.id, None, "Bản Hon")


def test_a_deed_that_fails_writes_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        add_village_and_stumble()
    assert not Village.objects.exists()
    assert not Fact.objects.exists()


def test_who_is_in_turn_holds_the_log_of_this_machine() -> None:
    local_node()
    with CaptureQueriesContext(connection) as asked, in_turn():
        assert connection.in_atomic_block
    held = any("FOR UPDATE" in query["sql"] and "kernel_node" in query["sql"] for query in asked)
    assert held == connection.features.has_select_for_update, "SQLite holds the whole file from the first word"


def test_a_change_steps_forward_from_the_stamp_it_was_read_at() -> None:
    village = add_village()
    read_at = village.stamp
    with deed("village.renamed", by=SYSTEM, at=AT, place="03175") as fact:
        fact.change(village, name="Bản Hon 1")
    [(_, _, based_on, values)] = decode(bytes(Fact.objects.order_by("-seq")[0].payload or b""))
    assert (based_on, values) == (read_at, {"name": "Bản Hon 1", "search_key": "ban hon"})  # these two go together
    assert Village.objects.get().name == "Bản Hon 1"


def test_the_second_of_two_people_who_edit_the_same_row_is_refused() -> None:
    add_village()
    first, second = Village.objects.get(), Village.objects.get()
    with deed("village.renamed", by=SYSTEM, at=AT, place="03175") as fact:
        fact.change(first, name="A")
    with pytest.raises(Refusal) as refusal, deed("village.renamed", by=SYSTEM, at=AT, place="03175") as fact:
        fact.change(second, name="B")
    assert (refusal.value.code, refusal.value.status) == ("row.stale", 409)
    assert Village.objects.get().name == "A"
    assert Fact.objects.count() == 2


def test_a_batch_keeps_one_fact_per_deed() -> None:
    with batch(size=2):
        for name in ("A", "B", "C"):
            add_village(name)
    assert list(Fact.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert Village.objects.count() == 3
    assert verify(rows=True).holds


def test_bulk_rows_are_the_same_rows(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    with django_assert_max_num_queries(12), batch(size=100):
        for number in range(60):
            add_village(f"Bản {number}")
    assert verify(rows=True).holds
    assert Village.objects.filter(name="Bản 59", valid_from=date(2025, 7, 1), valid_to=None).count() == 1


def test_a_row_about_a_person_needs_a_fact_about_that_person() -> None:
    person = add_person()
    with pytest.raises(ValueError, match="someone else"), deed("x.done", by=SYSTEM, at=AT, place="03175") as fact:
        fact.add(PersonName(person=person, commune="03175", kind="former", name="Y"))


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model.__name__)
def test_no_row_of_any_record_can_be_written_outside_a_fact(model: type[Record]) -> None:
    table = model._meta.db_table
    assert table not in missing(connection)
    names = [str(f.column) for f in model._meta.concrete_fields]
    values = {f.column: f.get_db_prep_save(sample(f), connection) for f in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(name) for name in names)  # one may be called like a word of SQL
    insert = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(names))})"
    with pytest.raises(IntegrityError, match="outside a fact"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [values[name] for name in names])


def sample(field: models.Field[object, object]) -> object:
    """Any value a column takes."""
    samples = {
        "IdField": "00000000-0000-7000-8000-0000000000aa",
        "ForeignKey": "00000000-0000-7000-8000-0000000000aa",
        "BigIntegerField": 7,
        "DateField": date(2026, 1, 1),
        "DateTimeField": AT,
        "BinaryField": b"x",
    }
    kind = type(field).__name__
    return samples.get(kind, 1 if "Integer" in kind or "Decimal" in kind else False if "Bool" in kind else "x")


@pytest.mark.parametrize("statement", ["UPDATE places_village SET name = 'X'", "DELETE FROM places_village"])
def test_rows_cannot_be_changed_or_deleted_behind_the_log(statement: str) -> None:
    add_village()
    with pytest.raises(IntegrityError, match="outside a fact"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("way", ["save", "update", "bulk_create", "delete"])
def test_the_orm_has_no_way_around_the_log(way: str) -> None:
    village = add_village()
    other = Village(commune="03175", name="X", search_key="x", valid_from=date(2025, 7, 1))
    ways: dict[str, Callable[[], object]] = {
        "save": village.save,
        "update": lambda: Village.objects.update(name="X"),
        "bulk_create": lambda: Village.objects.bulk_create([other]),
        "delete": village.delete,
    }
    with pytest.raises(IntegrityError, match="outside a fact"), transaction.atomic():
        ways[way]()


@pytest.mark.parametrize("statement", ["UPDATE kernel_fact SET name = 'x'", "DELETE FROM kernel_fact"])
def test_facts_are_append_only(statement: str) -> None:
    add_village()
    with pytest.raises(IntegrityError, match="outside a fact"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_verification_holds_and_finds_what_was_forged() -> None:
    add_village()
    add_person()
    assert verify(rows=True).holds
    drop_guards("kernel_fact")
    Fact.objects.filter(seq=1).update(name="village.forged")
    assert any("chuỗi băm" in fault for fault in verify().faults)


def test_verification_finds_a_row_changed_behind_the_log() -> None:
    add_village()
    drop_guards("places_village")
    Village.objects.update(name="X")
    assert any("khác với sự kiện" in fault for fault in verify(rows=True).faults)


def test_erasure_empties_rows_and_facts_and_the_chain_still_holds() -> None:
    person = add_person()
    assert erase_person(by=SYSTEM, at=AT, person=person.id, commune="03175") == 1
    assert not Person.objects.exists()
    assert not PersonName.objects.exists()
    report = verify(rows=True)
    assert (report.holds, report.erased) == (True, 1)
    assert Fact.objects.filter(name="person.erased", person=person.id).exists()


def drop_guards(table: str) -> None:
    with connection.cursor() as cursor:
        for event in ("insert", "update", "delete"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER tram_guard_{table}_{event}{on}")
