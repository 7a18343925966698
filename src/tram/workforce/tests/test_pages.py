"""The pages of workforce as somebody signed in sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tram.kernel.actors import SYSTEM, Actor
from tram.places.api import FacilityView, VillageView
from tram.workforce.api import account, account_by_username, accounts, actor_for, reset_password, staff
from tram.workforce.models import Account
from tram.workforce.tests.world import AT, HERE, SECRET, TODAY, holder, opened

pytestmark = [pytest.mark.django_db]
NEW = "con đường lên bản Hon"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.id), "tram.workforce.sign_in.AccountBackend")
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"workforce:{name}", args=args)


def test_the_head_sees_her_staff_and_accounts_and_a_nurse_does_not(head: Actor) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    page = browser(head).get(address("index")).content.decode()
    assert "Phường Đoàn Kết" in page
    assert "hanh" in page
    assert browser(nurse).get(address("index")).status_code == 403


def test_staff_are_added_and_ended_from_the_forms(head: Actor, station: FacilityView) -> None:
    client = browser(head)
    asked = {"full_name": "Vàng A", "profession": "nurse", "facility": str(station.id), "day": "01/10/2026"}
    assert client.post(address("staff_add"), asked).status_code == 302
    [added] = staff(HERE, TODAY)
    assert client.get(address("staff_end", added.id)).status_code == 200
    assert client.post(address("staff_end", added.id), {"day": "02/11/2026"}).status_code == 302
    assert staff(HERE, TODAY) == ()


def test_an_account_is_opened_with_a_role_and_its_password_shown_once(head: Actor, station: FacilityView) -> None:
    client = browser(head)
    assert client.get(address("account_add")).status_code == 200
    asked = {
        "username": "hanh", "name": "Hạnh", "role": "nurse", "reach": f"commune:{HERE}",
        "facility": str(station.id), "day": "01/10/2026",
    }  # fmt: skip
    response = client.post(address("account_add"), asked)
    secret = re.search(r"<output[^>]*>([a-z2-9-]{19})</output>", response.content.decode())
    assert secret is not None
    assert response["Cache-Control"] == "no-store"
    new = account_by_username("hanh")
    assert new is not None
    assert Account.objects.get(pk=new).check_password(secret[1])
    assert actor_for(new, AT).communes == frozenset({HERE})
    assert secret[1] not in client.get(address("account", new)).content.decode()


def test_an_account_that_may_not_be_granted_its_role_is_not_opened(head: Actor) -> None:
    asked = {
        "username": "hanh",
        "name": "Hạnh",
        "role": "administrator",
        "reach": f"commune:{HERE}",
        "day": "01/10/2026",
    }
    assert browser(head).post(address("account_add"), asked).status_code == 403
    asked = {**asked, "role": "village_health_worker", "reach": "nation:"}
    assert browser(head).post(address("account_add"), asked).status_code == 422
    assert account_by_username("hanh") is None


def test_a_role_is_granted_and_ended_from_the_forms(head: Actor, hon: VillageView) -> None:
    worker, client = opened("pao"), browser(head)
    asked = {"role": "village_health_worker", "reach": f"village:{hon.id}", "day": "01/10/2026"}
    assert client.post(address("role_grant", worker.id), asked).status_code == 302
    assert "Bản Hon" in client.get(address("account", worker.id)).content.decode()
    [held] = account(SYSTEM, worker.id, TODAY).grants
    assert client.post(address("role_end", worker.id, held.id), {"day": "02/11/2026"}).status_code == 302
    assert actor_for(worker.id, AT).roles == frozenset()


def test_a_reset_ends_the_sessions_and_a_closed_account_is_out_at_once(head: Actor) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    hers, client = browser(nurse), browser(head)
    assert hers.get(address("my_password")).status_code == 200
    assert client.post(address("account_reset", nurse.id)).status_code == 200
    assert hers.get(address("my_password")).status_code == 302
    hers = browser(nurse)
    assert hers.get(address("my_password")).status_code == 200
    assert client.post(address("account_close", nurse.id)).status_code == 302
    assert hers.get(address("my_password")).status_code == 302


def test_the_next_station_cannot_touch_our_accounts(stranger: Actor) -> None:
    nurse, client = holder("hanh", "nurse", commune=HERE), browser(stranger)
    [held] = account(SYSTEM, nurse.id, TODAY).grants
    for name, args in (("account", [nurse.id]), ("role_grant", [nurse.id]), ("role_end", [nurse.id, held.id])):
        assert client.get(address(name, *args)).status_code == 404
    for name in ("account_reset", "account_close"):
        assert client.post(address(name, nurse.id)).status_code == 404
    assert client.get(address("index"), {"xa": HERE}).status_code == 404
    assert [row.username for row in accounts(stranger, TODAY)] == ["tram.ben"]


def test_one_changes_ones_own_password_and_stays_signed_in(head: Actor) -> None:
    client = browser(head)
    wrong = client.post(address("my_password"), {"old": "sai", "password": NEW, "again": NEW})
    assert (wrong.status_code, "Mật khẩu hiện tại không đúng." in wrong.content.decode()) == (422, True)
    uneven = client.post(address("my_password"), {"old": SECRET, "password": NEW, "again": "khác"})
    assert "Hai lần nhập mật khẩu mới không giống nhau." in uneven.content.decode()
    assert client.post(address("my_password"), {"old": SECRET, "password": NEW, "again": NEW}).status_code == 302
    assert client.get(address("my_password")).status_code == 200
    assert Account.objects.get(pk=head.id).check_password(NEW)


def test_a_password_given_by_another_asks_to_be_changed(head: Actor) -> None:
    nurse = holder("hanh", "nurse", commune=HERE)
    reset_password(by=head, at=AT, account=nurse.id)
    assert "do người khác đặt" in browser(nurse).get(address("my_password")).content.decode()
