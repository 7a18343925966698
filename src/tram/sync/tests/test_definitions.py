"""Definitions travel as facts do; each machine takes up the same, and the day of the event chooses the version."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support import nodes
from tests.support.nodes import NOON
from tram.kernel import definitions, facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.clock import now, today_vn
from tram.kernel.definitions import ROOT, generation, load_csv, published
from tram.kernel.facts.outgoing import after, incoming_of
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.models import Node as NodeRow
from tram.kernel.periods import Period
from tram.kernel.refusals import Refusal
from tram.people.api import ethnic_groups
from tram.people.models import Person, Residence
from tram.places.api import working_days
from tram.reports.api import indicator, indicator_value, report_form
from tram.sync.definitions import published_definitions, settle_definitions
from tram.sync.definitions import taking_up as taking
from tram.sync.definitions.fit import Candidate
from tram.sync.definitions.publish import candidate_from, publish_definition
from tram.sync.models import Pin, PinRole, PublishedDefinition
from tram.sync.outbox.destinations import destination_on

HERE = "03424"
NEW = date(2027, 1, 1)
INSURED = (ROOT / "reports" / "ct25-insured.toml").read_text(encoding="utf-8")


class Machine:
    """A machine of the test with a data folder of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.node, self.folder = nodes.make(name), folder / name

    @contextmanager
    def here(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch, self.node.here():
            patch.setenv("TRAM_HOME", str(self.folder))
            generation(look=True)
            yield
        generation(look=True)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Machine]:
    yield from _machine("centre", tmp_path)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Machine]:
    yield from _machine("station", tmp_path)


def _machine(name: str, folder: Path) -> Iterator[Machine]:
    machine = Machine(name, folder)
    yield machine
    machine.node.close()
    generation(look=True)


def carry(sender: Machine, receiver: Machine) -> None:
    with sender.here():
        told = [incoming_of(fact) for fact in after(0, 1000)]
    with receiver.here():
        NodeRow.objects.get_or_create(pk=sender.node.id, defaults={"name": sender.node.name})
        facts.receive(told, at=NOON)


def version(body: str, number: int, start: date, **other: str) -> str:
    """The definition as the next circular has it."""
    first = body.index("version = ")
    end = body.index("\n", first)
    body = f"{body[:first]}version = {number}{body[end:]}"
    first = body.index("effective_from = ")
    end = body.index("\n", first)
    body = f"{body[:first]}effective_from = {start}{body[end:]}"
    for old, new in other.items():
        assert old in body
        body = body.replace(old, new)
    return body


def groups(*more: str) -> str:
    return (ROOT / "people" / "ethnic_groups.csv").read_text(encoding="utf-8-sig").rstrip("\n") + "".join(
        f"\n{line}" for line in more
    )


def _publish(path: str, body: str, rows: str = "") -> PublishedDefinition:
    return publish_definition(by=SYSTEM, at=NOON, candidate=Candidate(path, body, rows))


def _resident(born: date, since: date) -> None:
    person = Person(full_name="Lò Thị Lan", search_key="lan", sort_key="lan", commune=HERE, birth_date=born)
    home = Residence(person=person, commune=HERE, valid_from=since)
    with facts.deed("person.registered", by=SYSTEM, at=NOON, place=HERE, person=person.id) as fact:
        fact.add(person)
        fact.add(home)


LIVES_HERE = "(end is missing or end >= :at) and (died_on"
SETTLED = {f"start <= :at and {LIVES_HERE}": f"start <= :at - 6 months and {LIVES_HERE}"}


def test_the_station_shows_the_old_number_for_old_days_and_the_new_for_new(centre, station):
    """From 2027 only those count who have lived there for six months: Lan, who came in October, not before April."""
    with station.here():
        _resident(date(1980, 1, 1), since=date(2026, 10, 1))
        assert _residents(date(2026, 12, 31)) == (1, 1)
        assert _residents(NEW) == (1, 1)
    with centre.here():
        _publish("reports/ct25-insured-2027.toml", version(INSURED, 2, NEW, **SETTLED))
    carry(centre, station)
    with station.here():
        assert [one.used for one in published_definitions()] == [True]
        assert _residents(date(2026, 12, 31)) == (1, 1)
        assert _residents(NEW) == (2, 0)
        assert _residents(date(2027, 4, 1)) == (2, 1)
    assert published() == ()  # this test's own folder knows nothing of it


def _residents(day: date) -> tuple[int, int]:
    """The version that answers for a day, and how many residents it counts."""
    value = indicator_value(SYSTEM, "ct25-insured", period=Period(day, day), today=day, communes=[HERE])
    return value.indicator.definition.head.version, value.denominator or 0


def test_a_code_list_grows_and_old_days_keep_old_names(centre, station):
    head = (ROOT / "people" / "ethnic_groups.toml").read_text(encoding="utf-8")
    first = next(csv.DictReader(io.StringIO(groups())))
    line = ",".join("98" if column == "code" else "Nhóm mới" if column == "name" else "" for column in first)
    with centre.here():
        _publish("people/ethnic_groups.toml", version(head, 2, NEW), groups(line))
    carry(centre, station)
    with station.here():
        assert "98" not in {row["code"] for row in load_csv("people", "ethnic_groups", NEW - timedelta(days=1))}
        assert "98" in {row["code"] for row in load_csv("people", "ethnic_groups", NEW)}
        assert "98" not in ethnic_groups() or today_vn(now()) >= NEW


def test_a_report_gets_a_shorter_deadline_and_a_holiday_is_announced(centre, station):
    """Both travel; a report that names what does not exist stays unused and does not take the others along."""
    body = (ROOT / "reports" / "report-14-bct.toml").read_text(encoding="utf-8")
    days = ROOT / "places" / "holidays.toml"
    rows = days.with_suffix(".csv").read_text(encoding="utf-8") + "2027-01-04,off,Nghỉ thêm\n"
    with centre.here():
        shorter = version(body, 2, NEW, **{"working_days = 5": "working_days = 1"})
        _publish("reports/report-14-bct-2027.toml", shorter)
        _publish("places/holidays.toml", version(days.read_text(encoding="utf-8"), 2, today_vn(now())), rows)
        with pytest.raises(Refusal):
            _publish("reports/report-x.toml", version(body, 3, date(2027, 2, 1), **{'"visits-disease"': '"visits-x"'}))
    carry(centre, station)
    with station.here():
        old, new = (report_form("14/BCT", day) for day in (NEW - timedelta(days=1), NEW))
        assert [one.report.deadline.working_days for one in (old, new)] == [5, 1]
        assert working_days().last_day(date(2026, 12, 31), 1) == date(2027, 1, 5)  # New Year is a Friday, 4/1 is off


def test_a_destination_gets_a_shorter_term_from_a_day_on(centre):
    body = (ROOT / "sync" / "to-surveillance.toml").read_text(encoding="utf-8")
    faster = {"hours = 48": "hours = 36", "due = 2026-11-02T10:00": "due = 2026-11-01T22:00"}
    with centre.here():
        _publish("sync/to-surveillance.toml", version(body, 2, NEW, **faster))
        hours = []
        for day in (NEW - timedelta(days=1), NEW):
            found = destination_on("to-surveillance", day)
            assert found is not None
            hours.append(next(one.deadline.hours for one in found.rules if one.id == "case-48h"))
    assert hours == [48, 36]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.toml",
        "reports/../../x.toml",
        "/etc/x.toml",
        "reports/x.py",
        "reports/x.toml.py",
        "reports\\x.toml",
        "kitchen/x.toml",
        "kernel/x.toml",
        "reports/sub/x.toml",
        "reports/.toml",
    ],
)
def test_a_path_out_of_bounds_is_refused_and_one_that_came_stays_unused(centre, station, path):
    with centre.here(), pytest.raises(Refusal, match="đường dẫn"):
        _publish(path, version(INSURED, 2, NEW))
    _smuggle(centre, path, version(INSURED, 2, NEW))
    carry(centre, station)
    with station.here():
        (found,) = published_definitions()
        assert (found.used, "đường dẫn" in found.reason) == (False, True)
    written = [one for one in station.folder.rglob("*") if one.is_file() and one.suffix in {".toml", ".py"}]
    assert written == []


def _smuggle(machine: Machine, path: str, body: str, number: int = 2, start: date = NEW) -> None:
    """Writes the row without the checks, as another program might."""
    with machine.here(), facts.deed("definition.published", by=SYSTEM, at=NOON, place="") as fact:
        fact.add(
            PublishedDefinition(
                path=path, definition="x", version=number, title="x", effective_from=start, body=body, digest="0" * 64
            )
        )


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("reports/x.toml", "import os", "TOML"),
        ("reports/x.toml", version(INSURED, 1, NEW), "đã có bản 1"),
        ("reports/x.toml", version(INSURED, 2, date(2020, 1, 1)), "đã có bản 1"),
        ("reports/ct25-doctors.toml", version(INSURED, 2, NEW), "của định nghĩa khác"),
        ("reports/x.toml", version(INSURED, 2, NEW).replace("people.covers", "people.cards"), "people.cards"),
        ("reports/x.toml", version(INSURED, 2, NEW).replace("numerator = 2", "numerator = 3"), "ví dụ"),
        ("reports/splits.toml", (ROOT / "reports" / "splits.toml").read_text(encoding="utf-8"), "chưa gửi riêng"),
        ("encounters/icd10.toml", (ROOT / "encounters" / "icd10.toml").read_text(encoding="utf-8"), "chưa gửi riêng"),
        ("encounters/visit.toml", (ROOT / "encounters" / "visit.toml").read_text(encoding="utf-8"), "chưa gửi riêng"),
        ("reports/x.toml", "x = '" + "a" * 600_000 + "'", "quá lớn"),
    ],
)
def test_what_this_program_cannot_use_is_not_published(centre, path, body, why):
    with centre.here():
        with pytest.raises(Refusal) as no:
            _publish(path, body)
        assert why in no.value.sentence
        assert PublishedDefinition.objects.count() == 0


def test_a_list_must_keep_its_codes_and_columns(centre):
    head = version((ROOT / "people" / "ethnic_groups.toml").read_text(encoding="utf-8"), 2, NEW)
    lines = groups().splitlines()
    with centre.here():
        with pytest.raises(Refusal, match="mất 1 mã cũ"):
            _publish("people/ethnic_groups.toml", head, "\n".join([*lines[:5], *lines[6:]]))
        with pytest.raises(Refusal, match="thiếu cột"):
            _publish("people/ethnic_groups.toml", head, "code\n01")


def test_a_file_the_program_cannot_use_is_kept_and_used_after_an_upgrade(centre, station, monkeypatch):
    later = version(INSURED, 2, NEW).replace("people.covers", "people.cards")
    _smuggle(centre, "reports/later.toml", later)
    carry(centre, station)
    with station.here():
        assert [one.used for one in published_definitions()] == [False]
        assert indicator("ct25-insured", NEW).definition.head.version == 1
        monkeypatch.setattr(taking, "program", lambda: "a later program")
        monkeypatch.setattr(taking, "reason_against", lambda *_: "")
        assert settle_definitions(NOON).used == 1


def test_settling_again_changes_nothing_and_a_lost_folder_is_written_anew(centre):
    with centre.here():
        _publish("reports/ct25-insured-2027.toml", version(INSURED, 2, NEW))
        stamp = centre.folder / "definitions" / definitions.STAMP
        before = stamp.stat().st_mtime_ns
        assert settle_definitions(NOON) == taking.Settled(1, 0)
        assert stamp.stat().st_mtime_ns == before
        (centre.folder / "definitions" / "reports" / "2" / "ct25-insured-2027.toml").unlink()
        settle_definitions(NOON)
        assert indicator("ct25-insured", NEW).definition.head.version == 2


def test_the_order_of_arrival_changes_nothing(station):
    for number in (4, 2, 3):  # each is taken up before the next is there
        body = version(INSURED, number, NEW.replace(year=2025 + number))
        _smuggle(station, f"reports/ct25-insured-{number}.toml", body, number, NEW.replace(year=2025 + number))
    with station.here():
        chosen = [indicator("ct25-insured", date(year, 6, 1)).definition.head.version for year in range(2026, 2031)]
    assert chosen == [1, 2, 3, 4, 4]


def test_only_the_machine_at_the_root_and_its_administrator_publish(centre):
    body = version(INSURED, 2, NEW)
    head = Actor(uuid7(), "Trưởng trạm", frozenset({Role.STATION_HEAD}), frozenset({HERE}))
    with centre.here():
        with pytest.raises(Refusal) as no:
            publish_definition(by=head, at=NOON, candidate=Candidate("reports/x.toml", body))
        assert no.value.status == 403
        Pin.objects.create(node=uuid7(), role=PinRole.PARENT, certificate=b"")
        with pytest.raises(Refusal, match="tuyến trên"):
            _publish("reports/x.toml", body)
        assert not Fact.objects.filter(name="definition.published").exists()


def test_a_file_and_its_list_are_read_from_disk(tmp_path):
    (tmp_path / "e.toml").write_text('id = "x"', encoding="utf-8")
    with pytest.raises(Refusal, match="Không phát hành được"):
        candidate_from(tmp_path / "e.toml", "people/ethnic_groups.toml")
    with pytest.raises(Refusal, match="Không đọc được"):
        candidate_from(tmp_path / "none.toml", "people/ethnic_groups.toml")
    for suffix in (".toml", ".csv"):
        content = (ROOT / "people" / f"ethnic_groups{suffix}").read_bytes()
        (tmp_path / f"ethnic_groups{suffix}").write_bytes(content)
    assert candidate_from(tmp_path / "ethnic_groups.toml", "people/ethnic_groups.toml").rows.startswith("code")


@pytest.mark.django_db
@pytest.mark.on_both
def test_both_databases_publish_and_decide_alike(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    generation(look=True)
    _publish("reports/ct25-insured-2027.toml", version(INSURED, 2, NEW))
    assert settle_definitions(NOON) == taking.Settled(1, 0)
    assert indicator("ct25-insured", NEW).definition.head.version == 2
    monkeypatch.undo()
    generation(look=True)
    assert indicator("ct25-insured", NEW).definition.head.version == 1
