"""What this room keeps in ``definitions/encounters`` reads, runs its examples and fits the code."""

from __future__ import annotations

import pytest

from tram.encounters.form import check_answers, visit_form
from tram.encounters.inputs import LOINC
from tram.encounters.models import Payer, Visit, VisitKind
from tram.encounters.tests.conftest import AT
from tram.encounters.vitals import vital_codes, vitals
from tram.engines.definitions.head import read_head
from tram.engines.forms import run_examples
from tram.kernel.clock import today_vn
from tram.kernel.definitions import load_csv, load_toml


def test_the_visit_form_runs_its_own_examples():
    assert run_examples(visit_form()) == []


@pytest.mark.parametrize("name", ["icd10", "icd10_common", "vitals"])
def test_every_list_has_its_head_and_its_examples_hold(name):
    body = load_toml("encounters", name)
    head = read_head(body, name)
    rows = load_csv("encounters", body["file"].removesuffix(".csv")) if "file" in body else body["vitals"]
    assert head.source
    assert body["examples"]
    for example in body["examples"]:
        [row] = [row for row in rows if row.items() >= example["where"].items()]
        assert row.items() >= example["expected"].items()


def test_every_vital_sign_is_a_field_of_the_form_with_a_loinc_code():
    assert set(vital_codes()) == {field.id for field in visit_form().fields if field.section == "vitals"}
    assert len(vitals()) == len(vital_codes()) == 9
    assert all(vital.unit and vital.unit_vi for vital in vitals().values())
    assert LOINC == "http://loinc.org"


def test_the_form_and_the_tables_know_the_same_codes_and_lengths():
    kind, payer = visit_form().field("kind"), visit_form().field("payer")
    assert kind is not None
    assert payer is not None
    assert [option.code for option in kind.options] == VisitKind.values
    assert [option.code for option in payer.options] == Payer.values
    for name in ("reason", "symptoms", "treatment", "advice", "note"):
        field = visit_form().field(name)
        assert field is not None
        assert field.longest == getattr(Visit._meta.get_field(name), "max_length", None)


def test_common_codes_are_on_the_list():
    known = {row["code"] for row in load_csv("encounters", "icd10")}
    assert [row["code"] for row in load_csv("encounters", "icd10_common") if row["code"] not in known] == []


def test_a_blank_form_says_nothing():
    checked = check_answers({}, today_vn(AT), None)
    assert (checked.findings, checked.ok) == ((), True)
