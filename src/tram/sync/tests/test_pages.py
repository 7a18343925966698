"""The pages under /dong-bo/, from the door: what they show, to whom, and what pressing does."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client

from tests.support.nodes import NOON, Node
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.clock import now
from tram.kernel.models import Held, ReadEntry
from tram.people.api import change_person, correct_address, move_person, person_card, register_person
from tram.sync.commands import show
from tram.sync.models import (
    Certificate,
    Invitation,
    Peer,
    PeerRole,
    Provisioning,
    ProvisioningState,
    Refused,
    Revocation,
)
from tram.sync.refused import note_refused
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR, facts_of, pull, push
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")
LONG_AGO = datetime.fromisoformat("2025-07-02T00:00:00+00:00")
Desk = Callable[..., Any]


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    """Somebody signed in at a machine: ``with desk(node, role, commune) as client``."""

    @contextmanager
    def open_desk(node: Node, role: Role = Role.NURSE, commune: str = HERE) -> Iterator[Client]:
        settings.HOME = tmp_path / node.name
        settings.HOME.mkdir(exist_ok=True)
        (settings.HOME / "node.key").write_text(bytes(node.key).hex())
        with node.here():
            username = f"{role}-{commune or 'all'}"
            account = Account.objects.filter(username=username).first()
            client = Client()
            client.force_login(account or Account.objects.get(pk=_account(username, role, commune)))
            yield client

    return open_desk


def _account(username: str, role: Role, commune: str) -> UUID:
    account = open_account(
        by=SYSTEM, at=LONG_AGO, username=username.replace("_", "-"), name="Lò Thị Hạnh", commune=commune,
        password="ruộng bậc thang 25", must_change=False,
    ).id  # fmt: skip
    grant_role(by=SYSTEM, at=LONG_AGO, account=account, role=role, day=date(2025, 7, 2), commune=commune)
    return account


@pytest.fixture
def ba(world: World) -> UUID:
    """Ông Ba, known at the station and at the centre, with a different telephone at each."""
    with world.station.here():
        person = register_person(
            by=SYSTEM, at=NOON, full_name="Giàng A Ba", commune=HERE, address="Số 1", resident_since=date(2020, 1, 1)
        ).id
    meet(world)
    return person


def meet(world: World) -> None:
    push(world.station, world.centre)
    pull(world.station, world.centre)


def apart(world: World, person: UUID, **told: str) -> None:
    """The station and the centre change one thing without knowing of each other, and meet."""
    for node, value in ((world.station, "0912345678"), (world.centre, "0987654321")):
        with node.here():
            change_person(by=SYSTEM, at=NOON, person=person, phone=value)
    meet(world)


def with_parent(world: World, **told: Any) -> None:
    with world.station.here():
        Peer.objects.create(node=world.centre.id, name="Trung tâm", role=PeerRole.PARENT, address="http://x", **told)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_a_machine_that_exchanges_with_nobody_says_so_and_shows_no_mark(desk: Desk, world: World) -> None:
    with desk(world.neighbour, Role.STATION_HEAD, NEXT_DOOR) as client:
        page = text(client.get("/dong-bo/"))
        assert "Trạm Bình Lư" in page
        assert "Chứng nhận còn hạn" in page
        assert "Đã gửi hết" not in page


def test_the_station_sees_what_waits_and_why_the_last_try_failed(desk: Desk, world: World, ba: UUID) -> None:
    at = now()
    with_parent(
        world, pushed_arrival=0, last_done_at=at - timedelta(hours=3), failures=4,
        reason="line.cut", sentence="Không nối được tới tuyến trên.", next_try_at=at + timedelta(minutes=5),
    )  # fmt: skip
    with desk(world.station, Role.STATION_HEAD) as client:
        page = text(client.get("/dong-bo/"))
        assert re.search(r"Chờ gửi \d+ việc", page)
        assert "Không nối được tới tuyến trên." in page
        assert "Chưa có mạng" in page
        assert 'hx-trigger="every 20s"' in page
        part = text(client.get("/dong-bo/hien-tai/"))
        assert "<html" not in part
        assert "Chờ gửi" in part
        client.post("/dong-bo/ngay/")
        assert Peer.objects.get().next_try_at is None
        assert "Chờ gửi" in text(client.get("/dau/"))


def test_the_mark_says_first_what_somebody_must_do(desk: Desk, world: World, ba: UUID) -> None:
    with_parent(world, pushed_arrival=10_000, last_done_at=now())
    with desk(world.station) as client:
        assert "Đã gửi hết" in text(client.get("/dau/"))
    apart(world, ba)
    with desk(world.station) as client:
        mark = text(client.get("/dau/"))
        assert "1 mục chờ chọn" in mark
        assert 'href="/dong-bo/xung-dot/"' in mark
    with desk(world.station, Role.NURSE, NEXT_DOOR) as tuan:
        assert "chờ chọn" not in text(tuan.get("/dau/"))


def test_a_page_left_open_does_not_keep_somebody_signed_in(desk: Desk, world: World) -> None:
    with desk(world.station) as client:
        client.get("/")
        seen = client.session["seen"]
        session = client.session
        session["seen"] = seen - 120
        session.save()
        client.get("/dau/")
        assert client.session["seen"] == seen - 120
        client.get("/")
        assert client.session["seen"] >= seen
        nobody = Client().get("/dau/", headers={"HX-Request": "true"})
        assert (nobody.status_code, "HX-Redirect" in nobody.headers) == (286, False)


def test_kept_facts_are_listed_with_what_to_do_and_tried_again(desk: Desk, world: World) -> None:
    with world.station.here():
        register_person(by=SYSTEM, at=NOON, full_name="Lò Thị Bí Mật", commune=HERE)
    foreign = [
        msgspec.structs.replace(fact, place=NEXT_DOOR) if fact.name == "person.registered" else fact
        for fact in facts_of(world.station)
    ]
    push(world.station, world.centre, foreign)
    with desk(world.centre, Role.ADMINISTRATOR, "") as client:
        assert Held.objects.count() == 1
        page = text(client.get("/dong-bo/"))
        assert "Máy gửi ghi ngoài địa bàn của nó" in page
        rows = text(client.get("/dong-bo/giu-lai/", {"vi": "scope.place", "sau": "x"}))
        assert "Ghi người dân mới" in rows
        assert "Trạm Bản Bo" in rows
        assert "Bí Mật" not in page + rows
        assert "lý do vẫn còn" in text(client.post("/dong-bo/thu-lai/", follow=True))
        assert Held.objects.get().tries == 2


def test_refused_calls_are_counted_once_for_each_reason(desk: Desk, world: World) -> None:
    with desk(world.centre, Role.ADMINISTRATOR, "") as client:
        for _ in range(3):
            note_refused(world.station.id, "envelope.signature", NOON)
        note_refused(None, "enrol.code", NOON)
        assert {(row.reason, row.count) for row in Refused.objects.all()} == {
            ("envelope.signature", 3),
            ("enrol.code", 1),
        }
        page = text(client.get("/dong-bo/"))
        assert "Chữ ký không đúng · Trạm Bản Bo" in page
        assert "Mã mời sai" in page


def test_both_versions_are_shown_on_the_person_and_one_is_chosen(desk: Desk, world: World, ba: UUID) -> None:
    apart(world, ba)
    with desk(world.station) as client:
        banner = text(client.get(f"/nguoi-dan/{ba}/"))
        assert "0912345678" in banner
        assert "0987654321" in banner
        listed = text(client.get("/dong-bo/xung-dot/"))
        address = re.search(r'href="(/dong-bo/xung-dot/people_person/[^"]+)"', listed)
        assert address
        page = text(client.get(address.group(1)))
        assert "Điện thoại" in page
        assert "Trung tâm" in page
        reads = ReadEntry.objects.filter(why="sync.undecided")
        assert {entry.person for entry in reads} == {None, ba}
        refused = client.post(address.group(1), {"stamp": hidden(page, "stamp")})
        assert refused.status_code == 422
        assert "Hãy chọn một bản" in text(refused)
        other = {"stamp": hidden(page, "stamp"), "chon-0": "khac", "ghi-0": "0911 111 111"}
        assert client.post(address.group(1), other).headers["Location"] == f"/nguoi-dan/{ba}/"
        assert "0911111111" in text(client.get(f"/nguoi-dan/{ba}/"))
        assert "Không có gì phải chọn" in text(client.get("/dong-bo/xung-dot/"))
        assert client.get(address.group(1)).status_code == 404


def test_two_addresses_are_decided_on_a_page_of_their_own(desk: Desk, world: World, ba: UUID) -> None:
    for node, to in ((world.station, "Số 5"), (world.centre, "Số 15")):
        with node.here():
            move_person(by=SYSTEM, at=NOON, person=ba, commune=HERE, on=date(2026, 10, 1), address=to)
    meet(world)
    with desk(world.station) as client:
        assert "Hai địa chỉ đang dùng" in text(client.get(f"/nguoi-dan/{ba}/"))
        assert "hai địa chỉ đang dùng" in text(client.get("/dong-bo/xung-dot/"))
        address = f"/dong-bo/xung-dot/hai-dia-chi/{ba}/"
        page = text(client.get(address))
        values = re.findall(r'name="nha" value="([^"]+)"', page)
        assert len(values) == 2
        assert "Trạm Bản Bo ·" in page
        assert "Trung tâm ·" in page
        assert client.post(address, {"kia": "sai"}).status_code == 422
        client.post(address, {"nha": values[0], "kia": "sai"})
        assert client.get(address).status_code == 404
        assert "Hai địa chỉ đang dùng" not in text(client.get(f"/nguoi-dan/{ba}/"))


def test_who_must_see_nothing_sees_nothing_of_it(desk: Desk, world: World, ba: UUID) -> None:
    apart(world, ba)
    with world.station.here():
        correct_address(by=SYSTEM, at=NOON, person=ba, address="Số 7")
    with desk(world.station) as client:
        listed = text(client.get("/dong-bo/xung-dot/"))
    address = re.search(r'href="(/dong-bo/xung-dot/people_person/[^"]+)"', listed)
    assert address
    with desk(world.station, Role.NURSE, NEXT_DOOR) as tuan:
        assert "Ba" not in re.sub(r"Bản \w+|Bạn|Trạm[^<]*", "", text(tuan.get("/dong-bo/xung-dot/")))
        for answer in (
            tuan.get(address.group(1)),
            tuan.post(address.group(1), {"stamp": "1", "chon-0": "0"}),
            tuan.get(f"/dong-bo/xung-dot/hai-dia-chi/{ba}/"),
            tuan.post(f"/dong-bo/xung-dot/hai-dia-chi/{ba}/", {"nha": str(ba)}),
        ):
            assert answer.status_code == 404
        assert tuan.get("/dong-bo/cac-may/").status_code == 403
        assert tuan.post("/dong-bo/cac-may/", {"name": "x", "days": "3"}).status_code == 403
    with desk(world.station, Role.VILLAGE_HEALTH_WORKER) as worker:
        for path in ("/dong-bo/", "/dong-bo/hien-tai/", "/dong-bo/giu-lai/"):
            assert worker.get(path).status_code == 403
        for path in ("/dong-bo/thu-lai/", "/dong-bo/ngay/"):
            assert worker.post(path).status_code == 403
    with world.station.here():
        assert person_card(SYSTEM, ba, NOON).person.phone


def test_a_machine_is_invited_and_its_code_shown_once(desk: Desk, world: World) -> None:
    with desk(world.centre, Role.ADMINISTRATOR, "") as client:
        told = {"name": "Trạm Khun Há", "places": "03430", "days": "365"}
        page = text(client.post("/dong-bo/cac-may/", told))
        code = re.search(r"TRAM(-[0-9A-Z]{5}){6}", page)
        assert code
        assert Invitation.objects.filter(name="Trạm Khun Há").exists()
        again = text(client.get("/dong-bo/cac-may/"))
        assert "Trạm Khun Há" in again
        assert code.group(0) not in again
        wrong = client.post("/dong-bo/cac-may/", told | {"places": "xã Khun Há"})
        assert wrong.status_code == 422
        assert "mã tỉnh (2 chữ số)" in text(wrong)


def test_a_machine_is_certified_anew_and_revoked_with_a_reason(desk: Desk, world: World) -> None:
    with desk(world.centre, Role.ADMINISTRATOR, "") as client:
        base = f"/dong-bo/cac-may/{world.station.id}"
        before = Certificate.objects.filter(node=world.station.id).count()
        assert client.post(f"{base}/gia-han/").status_code == 302
        assert Certificate.objects.filter(node=world.station.id).count() == before + 1
        assert client.post(f"{base}/thu-hoi/", {"reason": " "}).status_code == 422
        client.post(f"{base}/thu-hoi/", {"reason": "Máy bị mất cắp"})
        assert Revocation.objects.get().reason == "Máy bị mất cắp"
        assert "Đã thu hồi" in text(client.get("/dong-bo/cac-may/"))


def test_the_command_tells_the_same_to_people_and_to_programs(
    desk: Desk, world: World, ba: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    apart(world, ba)
    failed = {"failures": 1, "sentence": "Không nối được.", "clock_offset": -7200.0}
    with_parent(world, pushed_arrival=10_000, last_done_at=NOON, **failed)
    with desk(world.station):
        note_refused(None, "enrol.code", NOON)
        assert show(Namespace(json=False)) == 0
        told = capsys.readouterr().out
        assert show(Namespace(json=True)) == 0
        data = json.loads(capsys.readouterr().out)
    for words in ("Trạm Bản Bo", "Đã gửi hết", "Không nối được.", "chậm 2 giờ", "1 mục có hai bản", "Mã mời sai"):
        assert words in told
    assert (data["undecided"], data["peers"][0]["failures"], data["node"]["state"]) == (1, 1, "valid")


def test_the_first_provisioning_shows_how_far_it_is(desk: Desk, world: World) -> None:
    with desk(world.station, Role.STATION_HEAD) as client:
        began = Provisioning.objects.create(parent=world.centre.id, began_at=NOON)
        assert "Chờ tuyến trên chuẩn bị" in text(client.get("/dong-bo/"))
        began.state, began.received, began.size = ProvisioningState.RECEIVING, 45, 100
        began.rows, began.rows_total = 1_000, 2_500
        began.save()
        page = text(client.get("/dong-bo/hien-tai/"))
        assert 'max="100" value="45"' in page
        assert "Đang nhận dữ liệu ban đầu" in page
        Provisioning.objects.update(state=ProvisioningState.DONE)
        assert "dữ liệu ban đầu" not in text(client.get("/dong-bo/"))
