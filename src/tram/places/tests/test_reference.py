"""Loading published law into tables: whole, once, and again without a trace."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tram.places.api import load_reference
from tram.places.models import Commune, CommuneSuccession, LoadedDefinitions, Province

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_the_whole_nation_is_loaded_and_a_second_time_changes_nothing() -> None:
    first = load_reference()
    assert (first.added, first.changed) == (97 + 13_361 + 10_602, 0)
    before = list(Commune.objects.order_by("id").values_list())
    assert load_reference() == type(first)(added=0, changed=0)
    LoadedDefinitions.objects.all().delete()
    assert load_reference() == type(first)(added=0, changed=0)
    assert list(Commune.objects.order_by("id").values_list()) == before


def test_a_corrected_definition_changes_its_row_and_takes_nothing_away() -> None:
    load_reference(frozenset({"12"}))
    Commune.objects.filter(code="03388", valid_to=None).update(population=1, name="X")
    kept = Commune.objects.create(
        code="99999", name="Y", full_name="Xã Y", unit_type="Xã", search_key="y", province_code="12",
        province_name="Tỉnh Lai Châu", valid_from=date(2030, 1, 1),
    )  # fmt: skip
    assert load_reference(frozenset({"12"})).changed == 1
    assert Commune.objects.get(code="03388", valid_to=None).name == "Đoàn Kết"
    assert Commune.objects.filter(pk=kept.pk).exists()


def test_a_start_with_the_same_definitions_asks_one_question() -> None:
    load_reference()
    with CaptureQueriesContext(connection) as asked:
        load_reference()
    assert len(asked) == 1


def test_a_part_of_the_nation_brings_its_old_communes_along() -> None:
    load_reference(frozenset({"12"}))
    assert Commune.objects.filter(valid_to=None).count() == 38
    old = set(CommuneSuccession.objects.values_list("old_code", flat=True))
    assert set(Commune.objects.exclude(valid_to=None).values_list("code", flat=True)) == old
    assert Province.objects.filter(valid_to=None).count() == 34


def test_what_the_source_does_not_know_is_missing_not_zero() -> None:
    load_reference(frozenset({"20", "12"}))
    assert Commune.objects.get(code="06187", valid_to=None).area_km2 is None
    assert not Commune.objects.filter(area_km2=0).exists()
