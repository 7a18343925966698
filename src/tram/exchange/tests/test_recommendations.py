"""What other systems recommend: kept, shown beside our own forecast, compared, and never obeyed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tram.exchange.api import person_bundle, recommendations_for
from tram.exchange.tests import world
from tram.exchange.tests.world import bundle, take, write
from tram.immunization.models import Forecast
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.refusals import Refusal
from tram.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
STATUS = "http://terminology.hl7.org/CodeSystem/immunization-recommendation-status"
CVX = "http://hl7.org/fhir/sid/cvx"


def line(cvx: str, status: str, recommended: str = "", **more: Any) -> world.Json:
    said = {"code": {"coding": [{"system": "http://loinc.org", "code": "30980-7"}]}, "value": recommended}
    return {
        "vaccineCode": [{"coding": [{"system": CVX, "code": cvx}]}],
        "forecastStatus": {"coding": [{"system": STATUS, "code": status}]},
        **({"dateCriterion": [said]} if recommended else {}),
        **more,
    }


def bring(tmp_path: Path, *lines: world.Json, date: str = "2026-11-01", name: str = "r1") -> None:
    baby = world.patient(birthDate="2026-01-05", name=[{"text": "Lò Thị Na"}])
    advice = {
        "resourceType": "ImmunizationRecommendation",
        "id": name,
        "patient": {"reference": f"urn:uuid:{world.PATIENT}"},
        "date": date,
        "recommendation": [*lines],
    }
    assert take(write(tmp_path / f"{name}.json", bundle([baby, advice], "batch"))).total.refused == 0


def test_their_word_stands_beside_ours_and_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, line("05", "due", "2026-10-20", doseNumberPositiveInt=1), line("19", "complete"))
    person = Person.objects.get()
    before = list(Forecast.objects.filter(person=person.id).order_by("group").values_list("group", "recommended"))
    bcg, measles = recommendations_for(SYSTEM, person.id, world.AT)
    assert (bcg.group, measles.group) == ("bcg", "measles-rubella")
    assert "status" in bcg.differs
    assert "recommended" in measles.differs
    assert "number" not in measles.differs
    assert (
        list(Forecast.objects.filter(person=person.id).order_by("group").values_list("group", "recommended")) == before
    )


def test_a_disease_or_our_own_group_names_a_line_too_and_the_unknown_is_gathered(tmp_path: Path) -> None:
    measles = {"targetDisease": {"coding": [{"system": "http://snomed.info/sct", "code": "14189004"}]}}
    own = {"vaccineCode": [{"coding": [{"system": "urn:tram:group", "code": "je"}]}]}
    status = {"forecastStatus": {"text": "chưa đến tuổi"}}
    unknown = {"vaccineCode": [{"coding": [{"system": "http://else", "code": "q"}], "text": "Vắc xin X"}]}
    bring(tmp_path, measles | status, own | status, unknown | status)
    found = recommendations_for(SYSTEM, Person.objects.get().id, world.AT)
    assert [each.group for each in found] == ["measles-rubella", "je", ""]
    assert (found[1].theirs[0].status, found[1].theirs[0].words) == ("", "chưa đến tuổi")
    assert (found[2].theirs[0].vaccine, found[2].differs) == ("Vắc xin X", frozenset())


def test_of_one_source_the_newest_word_counts(tmp_path: Path) -> None:
    bring(tmp_path, line("19", "due"), date="2026-10-01", name="old")
    bring(tmp_path, line("19", "complete"), date="2026-11-01", name="new")
    [bcg] = recommendations_for(SYSTEM, Person.objects.get().id, world.AT)
    assert [each.status for each in bcg.theirs] == ["complete"]


def test_what_we_sent_out_ourselves_is_nobody_elses_word(tmp_path: Path) -> None:
    bring(tmp_path)
    person = Person.objects.get().id
    take(write(tmp_path / "own.json", person_bundle(SYSTEM, person, world.AT)))
    assert recommendations_for(SYSTEM, person, world.AT) == ()


def test_the_next_station_reads_none_of_it(tmp_path: Path) -> None:
    bring(tmp_path, line("19", "due"))
    with pytest.raises(Refusal):
        recommendations_for(world.somebody(Role.NURSE, world.NEXT_DOOR), Person.objects.get().id, world.AT)
