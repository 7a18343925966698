"""``tram user``: the first administrator, a nurse, a lost password, from the machine's own command line."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tram.cli.main import main
from tram.kernel.actors import SYSTEM
from tram.places.api import found_facility, found_village, load_reference
from tram.workforce.api import account_by_username, staff
from tram.workforce.models import Account
from tram.workforce.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, SECRET, TODAY

pytestmark = [pytest.mark.django_db]
NURSE = ["--username", "hanh", "--name", "Lò Thị Hạnh", "--role", "nurse", "--commune", HERE]


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    load_reference(frozenset({"12"}))


def tram(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """(exit code, JSON answer or None, what stood on standard error)."""
    code = main(["user", *words, "--json"])
    shown = capsys.readouterr()
    return code, json.loads(shown.out) if shown.out else None, shown.err


def test_a_user_gets_a_password_once_and_signs_in(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer, _ = tram(capsys, "add", *NURSE)
    assert (code, answer["username"], answer["must_change_password"]) == (0, "hanh", True)
    assert [(grant["role"], grant["scope_code"]) for grant in answer["grants"]] == [("nurse", HERE)]
    assert Account.objects.get(username="hanh").check_password(answer["password"])
    assert [row.profession for row in staff(HERE, TODAY.replace(year=2100))] == ["nurse"]
    _, listed, _ = tram(capsys, "list")
    assert [row["username"] for row in listed] == ["hanh"]
    assert "password" not in listed[0]


def test_a_password_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
    code, answer, _ = tram(capsys, "add", *NURSE, "--password-stdin")
    assert (code, "password" in answer, answer["must_change_password"]) == (0, False, False)
    assert Account.objects.get(username="hanh").check_password(SECRET)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert tram(capsys, "password", "--username", "hanh", "--password-stdin")[0] == 2


def test_a_role_that_cannot_be_leaves_no_account(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("--role", "nurse", "--commune", "03386"),
        ("--role", "province", "--commune", HERE),
        ("--role", "village_health_worker", "--commune", HERE, "--village", "Bản Không Có"),
        ("--role", "centre", "--centre", "99999"),
    ):
        code, _, said = tram(capsys, "add", "--username", "hanh", "--name", "Hạnh", *words)
        assert (code, "error" in json.loads(said)) == (2, True)
    assert account_by_username("hanh") is None
    assert staff(HERE, TODAY) == ()


def test_a_village_and_a_centre_are_named_by_what_people_know(capsys: pytest.CaptureFixture[str]) -> None:
    found_village(by=SYSTEM, at=AT, commune=HERE, name="Bản Hon", kind="ban", day=FOUNDED)
    found_facility(
        by=SYSTEM, at=AT, commune=NEXT_DOOR, kind="regional_centre", name="TTYT", day=FOUNDED, bhxh_code="12100"
    )
    worker = ("--role", "village_health_worker", "--commune", HERE, "--village", "bản hon")
    assert tram(capsys, "add", "--username", "pao", "--name", "Pao", *worker)[1]["grants"][0]["scope"] == "village"
    centre = ("--role", "centre", "--centre", "12100")
    assert tram(capsys, "add", "--username", "oanh", "--name", "Oanh", *centre)[1]["grants"][0]["scope"] == "centre"


def test_more_roles_a_new_password_and_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    tram(capsys, "add", *NURSE)
    who = ("--username", "hanh")
    assert len(tram(capsys, "grant", *who, "--role", "station_head", "--commune", HERE)[1]["grants"]) == 2
    secret = tram(capsys, "password", *who)[1]["password"]
    assert Account.objects.get(username="hanh").check_password(secret)
    assert tram(capsys, "close", *who)[1]["active"] is False
    assert tram(capsys, "close", *who)[0] == 2
    assert tram(capsys, "password", "--username", "ai.do")[0] == 2


def test_people_read_the_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", *NURSE]) == 0
    assert "chỉ hiện một lần" in capsys.readouterr().out
    assert main(["user", "list"]) == 0
    assert "Điều dưỡng" in capsys.readouterr().out
