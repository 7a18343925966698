"""The pages of what must be done and of a month with the insurer; the commands of account and portal."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import urllib3
from django.test import Client
from django.urls import reverse

from tram.claims.build.tests.world import CODE, FOUNDED, World, world
from tram.claims.models import Claim, ClaimMark, ClaimPayment, ClaimRefusal
from tram.claims.pages.sending.balance import _amount
from tram.claims.sending.settle import settle_claims
from tram.claims.sending.tests import world as keys
from tram.claims.sending.tests.test_whole_way import LATER, Portal, portal, seen, send
from tram.cli.main import main
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.refusals import Refusal
from tram.sync.models import Route
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
__all__ = ["portal"]  # a fixture, taken over by its name
NEXT_DOOR = "03424"


@pytest.fixture
def place(db) -> World:
    made = world()
    ClaimMark.objects.create(arrival=0)
    return made


@pytest.fixture
def refused(place: World, portal: Portal) -> Claim:
    """A claim with one refused line."""
    seen(place)
    portal.box.refuse["40.677"] = "Thuốc không phù hợp chẩn đoán"
    settle_claims(LATER)
    send()
    return Claim.objects.get()


def signed_in(commune: str) -> Client:
    at = datetime.fromisoformat("2026-02-02T00:00:00+00:00")
    account = open_account(
        by=SYSTEM, at=at, username=f"nurse-{commune}", name="Lò Thị Hạnh", password="ruộng bậc thang 25",
        commune=commune, must_change=False,
    )  # fmt: skip
    grant_role(by=SYSTEM, at=at, account=account.id, role=Role.NURSE, commune=commune, facility=None, day=FOUNDED)
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client


def test_the_worklist_says_what_to_mend_and_sends_again_or_stops(place: World, refused: Claim):
    hanh, tuan = signed_in(place.nurse.commune), signed_in(NEXT_DOOR)
    page = hanh.get(reverse("claims:work")).content.decode()
    for words in ("Lò Thị Lan", "Thuốc không phù hợp chẩn đoán", "XML2", "dòng 2", "2.100 đ", "Sửa lượt khám"):
        assert words in page
    assert "Lò Thị Lan" not in tuan.get(reverse("claims:work")).content.decode()
    stop = reverse("claims:work_stop", args=[refused.id])
    assert tuan.post(stop).status_code == 404
    assert hanh.post(stop).status_code == 302
    assert ClaimRefusal.objects.get().state == "given_up"
    assert "Không có hồ sơ nào phải làm" in hanh.get(reverse("claims:work")).content.decode()
    assert hanh.post(reverse("claims:work_again", args=[refused.id])).status_code == 302
    assert Claim.objects.get().state == "waiting"
    assert hanh.post(reverse("claims:work_again", args=[refused.id])).status_code == 409


def test_the_month_shows_what_was_refused_and_takes_what_was_paid(place: World, refused: Claim):
    hanh, tuan = signed_in(place.nurse.commune), signed_in(NEXT_DOOR)
    month = reverse("claims:balance", args=[2026, 10])
    page = hanh.get(month).content.decode()
    assert "41.805 đ" in page
    assert f"{month}"[:-3] in hanh.get(reverse("claims:balances")).headers["Location"][: len(month)]
    assert tuan.get(f"{month}?co-so={place.station}").status_code == 404
    pay = reverse("claims:balance_paid", args=[2026, 10])
    assert hanh.post(pay, {"paid_on": "12/10/2026", "amount": "20.000,50", "note": "UNC"}).status_code == 302
    assert "20.000,50 đ" in hanh.get(month).content.decode()
    assert hanh.post(pay, {"paid_on": "2026-10-12", "amount": "nhiều"}).status_code == 422
    assert hanh.post(pay, {"paid_on": "", "amount": "1"}).status_code == 422
    stop = reverse("claims:balance_not_paid", args=[ClaimPayment.objects.get().id])
    assert hanh.post(stop, {"reason": ""}).status_code == 422
    assert tuan.post(stop, {"reason": "x"}).status_code == 404
    assert hanh.post(stop, {"reason": "Ghi nhầm"}).status_code == 302
    assert "Đã huỷ" in hanh.get(month).content.decode()
    assert hanh.get("/bhyt/doi-chieu/2026-13/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"), [("12.500.000", "12500000"), ("1234,5 đ", "1234.50"), ("1 234 567", "1234567"), ("0", "0")]
)
def test_an_amount_is_read_as_people_type_it(typed: str, said: str):
    assert str(_amount(typed)).removesuffix(".00") == said


@pytest.mark.parametrize("typed", ["", "nan", "inf", "1e99", "mười", "1234.50", "1.5", "-5", "1,234.5", "9" * 14])
def test_an_amount_nobody_can_read_is_refused(typed: str):
    with pytest.raises(Refusal, match="không đọc được"):
        _amount(typed)


def test_one_command_sets_the_account_and_the_route(place: World, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    monkeypatch.setenv("TRAM_PORTAL_PASSWORD", "mật khẩu cổng")
    key = keys.p12(tmp_path / "tram.p12", "bí mật")
    (tmp_path / "pin").write_text("bí mật\n")
    words = ["claims", "account", "--username", "u", "--address", "http://127.0.0.1:9/", "--key", str(key)]
    assert main([*words, "--facility", "99999"]) == 2
    assert main([*words, "--facility", CODE]) == 2  # the key is shut
    assert main([*words, "--facility", CODE, "--passphrase-file", str(tmp_path / "pin")]) == 0
    assert main(["claims", "account"]) == 0
    told = capsys.readouterr().out
    assert f"{CODE}  http://127.0.0.1:9/  u" in told
    assert "bí mật" not in told
    assert main(["outbox", "list", "--json"]) == 0
    assert (Route.objects.get().pk, Route.objects.get().places) == ("to-insurer", place.nurse.commune)


def test_the_trial_portal_runs_by_its_command(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-m", "tram", "claims", "portal", "--port", "0", "--refuse", "40.677"],
        stdout=subprocess.PIPE, text=True, env={"TRAM_HOME": str(tmp_path), "PYTHONPATH": "src", "PATH": "/usr/bin"},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split("http://")[1].split()[0]
            told = urllib3.request("POST", f"http://{address}/api/token/take", body="username=u&password=x", timeout=10)
            assert json.loads(told.data)["APIKey"]["username"] == "u"
        finally:
            process.terminate()
