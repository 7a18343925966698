"""The page and the commands for what outside systems must be told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import nodes
from tram.cli.main import main
from tram.encounters.api import DiagnosisInput, amend_visit, record_visit
from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.clock import now
from tram.kernel.ids import uuid7
from tram.kernel.models import ReadEntry
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.sync.models import Message, Route
from tram.sync.outbox import lists
from tram.sync.outbox.collect import collect
from tram.sync.outbox.deeds import answer_message
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
HERE, NEXT_DOOR = "03424", "03390"
SINCE = date(2025, 7, 1)


def nurse(commune: str = HERE, role: Role = Role.NURSE) -> Actor:
    return Actor(uuid7(), "Hạnh", frozenset({role}), frozenset({commune}), commune=commune)


@pytest.fixture
def told() -> Iterator[Message]:
    """A case of measles thirty hours old, at a station that has a route but no address."""
    node, at = nodes.make("station"), now()
    with node.here():
        person = Person(full_name="Lò Thị Lan", search_key="lan", sort_key="lan", commune=HERE)
        with facts.deed("person.registered", by=SYSTEM, at=at, place=HERE, person=person.id) as fact:
            fact.add(person)
        Route.objects.create(destination="to-surveillance")
        then = at - timedelta(hours=30)
        record_visit(by=nurse(), at=then, person=person.id, diagnoses=[DiagnosisInput("B05.9")])
        collect("to-surveillance", at)
        yield Message.objects.get()
    node.close()


def signed_in(commune: str) -> Client:
    at = datetime.fromisoformat("2025-07-02T00:00:00+00:00")
    account = open_account(
        by=SYSTEM, at=at, username=f"nurse-{commune}", name="Lò Thị Hạnh", password="ruộng bậc thang 25",
        commune=commune, must_change=False,
    )  # fmt: skip
    grant_role(by=SYSTEM, at=at, account=account.id, role=Role.NURSE, commune=commune, facility=None, day=SINCE)
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client


def test_an_overdue_message_is_shown_to_those_of_its_commune_and_the_read_is_logged(told):
    (shown,) = lists.messages(nurse(), now(), "waiting")
    assert (shown.overdue, shown.person_name, shown.title) == (True, "Lò Thị Lan", "Sởi (B05.9)")
    assert ReadEntry.objects.get().why == "outbox.waiting"
    assert lists.messages(nurse(NEXT_DOOR), now(), "waiting") == ()
    assert lists.to_tell(nurse(), now()) == lists.ToTell(1, 1, told.due_at)
    assert lists.to_tell(nurse(NEXT_DOOR), now()) == lists.ToTell(0, 0, None)
    with pytest.raises(Refusal) as hidden:
        lists.message(nurse(NEXT_DOOR), now(), told.id)
    assert hidden.value.status == 404


def test_an_administrator_who_sees_no_patients_sees_no_message(told):
    with pytest.raises(Refusal) as no:
        lists.messages(nurse(role=Role.ADMINISTRATOR), now(), "waiting")
    assert no.value.status == 403


def test_a_refused_message_is_written_anew_from_the_record(told):
    answer_message(message=told, at=now(), state="refused", tries=1, reason="thiếu triệu chứng")
    onset = date(2026, 11, 1)
    diagnoses = [DiagnosisInput("B05.9", onset_on=onset)]
    amend_visit(by=nurse(), at=now(), visit=told.subject, change_reason="Bổ sung", diagnoses=diagnoses)
    lists.send_again(by=nurse(), at=now(), message_id=told.id)
    now_told = Message.objects.get()
    assert (now_told.state, json.loads(now_told.body)["onset_on"]) == ("pending", "2026-11-01")
    with pytest.raises(Refusal, match="bị từ chối"):
        lists.send_again(by=nurse(), at=now(), message_id=told.id)


def test_the_page_shows_it_gives_the_file_and_takes_the_mark(told):
    hanh, tuan = signed_in(HERE), signed_in(NEXT_DOOR)
    page = hanh.get(reverse("sync:outbox")).content.decode()
    assert "Sởi (B05.9)" in page
    assert "Quá hạn" in page
    assert "Sởi" not in tuan.get(reverse("sync:outbox")).content.decode()
    file = hanh.get(reverse("sync:outbox_body", args=[told.id]))
    assert json.loads(file.content)["icd10"] == "B05.9"
    assert tuan.get(reverse("sync:outbox_body", args=[told.id])).status_code == 404
    by_hand = reverse("sync:outbox_by_hand", args=[told.id])
    assert tuan.post(by_hand, {"reason": "Gọi điện"}).status_code == 404
    assert hanh.post(by_hand, {"reason": ""}).status_code == 422
    assert hanh.post(by_hand, {"reason": "Gọi điện cho CDC"}).status_code == 302
    done = hanh.get(reverse("sync:outbox"), {"xem": "xong"}).content.decode()
    assert "Gọi điện cho CDC" in done
    assert hanh.post(by_hand, {"reason": "Lại gọi"}).status_code == 409


def test_commands_list_set_a_route_and_mark(told, capsys):
    assert main(["outbox", "list", "--json"]) == 3
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["rule_title"], listed["overdue"]) == ("Ca bệnh báo trong 24 giờ", True)
    assert main(["outbox", "mark", str(told.id), "--reason", "Gọi điện"]) == 0
    assert main(["outbox", "list"]) == 0
    assert main(["outbox", "route", "to-surveillance", "--address", "ftp://nowhere"]) == 2
    assert main(["outbox", "route", "to-surveillance", "--places", "03424 99999"]) == 2
    assert main(["outbox", "route", "to-the-moon", "--address", "https://moon/"]) == 2
    assert main(["outbox", "route", "to-surveillance", "--address", "https://a.example/", "--places", HERE]) == 0
    route = Route.objects.get()
    assert (route.address, route.places, route.on) == ("https://a.example/", HERE, True)
