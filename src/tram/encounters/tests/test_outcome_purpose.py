"""How a visit ended and what it was for: said, or told by what else was written; visits of before such columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.support.readings import published
from tram.encounters import api, tables
from tram.encounters.models import Visit
from tram.encounters.tests.conftest import AT, HERE
from tram.kernel.facts import Incoming, deed, receive, verify
from tram.kernel.facts.payload import unpack
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact, Node

pytestmark = pytest.mark.django_db
NEW = ("outcome", "purpose", "traditional")


def main(code: str) -> dict[str, Any]:
    return {"diagnoses": [api.DiagnosisInput(code)]}


def beside(code: str) -> dict[str, Any]:
    """A reason that may not be a main diagnosis."""
    return {"diagnoses": [api.DiagnosisInput(code, role="accompanying")]}


def recorded(hanh: Any, person: UUID, days_ago: int = 0, **content: Any) -> api.VisitView:
    return api.record_visit(by=hanh, at=AT - timedelta(days=days_ago), person=person, **content)


def test_what_nobody_says_is_told_by_kind_diagnosis_and_appointment(hanh, lan):
    said = [
        (main("J00"), "illness"),
        (main("J00") | {"kind": "EMER"}, "emergency"),
        (beside("Z00.0"), "checkup"),
        (beside("Z23.5"), "prevention"),
        (beside("Z34.9"), "prevention"),
        (beside("Z71.1"), "counselling"),
        (beside("Z09.8"), "followup"),
        ({"diagnoses": [api.DiagnosisInput("J00"), api.DiagnosisInput("Z00.0", role="accompanying")]}, "illness"),
        ({}, "illness"),
        (main("J00") | {"purpose": "prevention"}, "prevention"),
    ]
    found = [recorded(hanh, lan.id, **content).purpose for content, _ in said]
    assert found == [purpose for _, purpose in said]


@pytest.mark.parametrize(("late", "purpose"), [(-8, "illness"), (-7, "followup"), (30, "followup"), (31, "illness")])
def test_who_comes_as_told_comes_for_follow_up(hanh, lan, late, purpose):
    first = recorded(hanh, lan.id, days_ago=60, follow_up_on=date(2026, 3, 2) - timedelta(days=late), **main("I10"))
    assert first.purpose == "illness"
    assert recorded(hanh, lan.id, **main("I10")).purpose == purpose


def test_a_visit_in_progress_waits_to_know_and_is_told_when_it_ends(hanh, lan):
    begun = recorded(hanh, lan.id, status="in-progress")
    assert (begun.outcome, begun.purpose) == ("", "")
    done = api.close_visit(by=hanh, at=AT, visit=begun.id, traditional=True, outcome="referred", **beside("Z71.1"))
    assert (done.outcome, done.purpose, done.traditional) == ("referred", "counselling", True)


def test_an_amendment_keeps_what_it_does_not_mention(hanh, lan):
    first = recorded(hanh, lan.id, outcome="referred", traditional=True, **main("J18.9"))
    second = api.amend_visit(by=hanh, at=AT, visit=first.id, change_reason="Gõ nhầm", note="x")
    assert (second.outcome, second.purpose, second.traditional) == ("referred", "illness", True)
    third = api.amend_visit(by=hanh, at=AT, visit=second.id, change_reason="Đã về", outcome="home", traditional=False)
    assert (third.outcome, third.traditional) == ("home", False)


def test_the_form_reads_and_shows_them_and_asks_for_nothing(hanh, lan):
    empty = api.read_desk(hanh, AT, lan.id, {"main": "I10"})
    visit = api.record_visit(by=hanh, at=AT, person=lan.id, **empty.content)
    assert (visit.outcome, visit.purpose, visit.traditional) == ("home", "illness", False)
    typed = {"main": "I10", "outcome": "left", "purpose": "checkup", "traditional": "1"}
    desk = api.read_desk(hanh, AT, lan.id, typed)
    visit = api.record_visit(by=hanh, at=AT, person=lan.id, **desk.content)
    shown = api.typed_of(visit)
    assert {name: shown[name] for name in NEW} == {name: typed[name] for name in NEW}


@pytest.mark.on_both
def test_a_reading_has_an_answer_also_where_nobody_was_asked(hanh, lan):
    emergency = Visit(person=lan, commune=HERE, day=date(2026, 3, 1), started_at=AT, kind="EMER")
    old = Visit(person=lan, commune=HERE, day=date(2026, 3, 1), started_at=AT)
    with deed("visit.recorded", by=hanh, at=AT, place=HERE, person=lan.id) as fact:
        fact.add_all([emergency, old])
    said = recorded(hanh, lan.id, outcome="died", purpose="checkup", traditional=True)
    told = {row["id"]: tuple(row[name] for name in NEW) for row in published(tables.VISITS)}
    assert told == {
        emergency.id: ("home", "emergency", False),
        old.id: ("home", "illness", False),
        said.id: ("died", "checkup", True),
    }


@pytest.mark.on_both
def test_a_fact_of_an_older_program_is_taken_in(hanh, lan):
    """Older programs know none of the three columns; what they leave out is exactly what stands empty here."""
    row, node = uuid7(), Node.objects.create(name="máy cũ")
    values = {
        "person_id": lan.id.hex, "commune": HERE, "day": "2026-03-01", "started_at": "2026-03-01T02:00:00+00:00",
        "kind": "AMB", "status": "finished", "payer": "self", "source": "desk",
    }  # fmt: skip
    fact = Incoming(
        id=uuid7(), node=node.pk, seq=1, stamp=5 << 16, at=AT, actor=hanh.id, name="visit.recorded", version=1,
        person=lan.id, place=HERE, salt=b"s" * 16, digest=None,
        rows=msgspec.json.encode([["encounters_visit", row.hex, None, values]]),
    )  # fmt: skip
    assert dict(receive([fact], at=AT).rows) == {"new": 1}
    visit = Visit.objects.get(pk=row)
    assert (visit.outcome, visit.purpose, visit.traditional) == ("", "", None)
    assert verify(rows=True).holds
    changed = api.amend_visit(by=hanh, at=AT, visit=row, change_reason="Đã chuyển", outcome="referred")
    assert (changed.outcome, changed.purpose) == ("referred", "illness")
    assert verify(rows=True).holds


def test_a_visit_of_which_nothing_is_said_writes_what_an_older_program_wrote(hanh, lan):
    with deed("visit.recorded", by=hanh, at=AT, place=HERE, person=lan.id) as fact:
        fact.add(Visit(person=lan, commune=HERE, day=date(2026, 3, 1), started_at=AT))
    rows = msgspec.json.decode(unpack(bytes(Fact.objects.order_by("-arrival")[0].payload or b"")))
    assert set(rows[0][3]).isdisjoint(NEW)
