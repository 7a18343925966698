"""Cards over a real line to the trial portal: cut, back, lying; the record keeps what can be kept."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tram.claims.cover.actions import check_card, check_waiting
from tram.claims.cover.queue import cards_to_check
from tram.claims.cover.reads import cover_for_visit
from tram.claims.cover.tests.conftest import AT, DAY, HANH, NUMBER, seen
from tram.claims.sending.receiver import Box
from tram.claims.sending.tests.world import portal
from tram.kernel.facts import verify
from tram.people.api import cover_on
from tram.people.tests.support import HERE

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
ANSWER = {
    "maKetQua": "000", "maThe": NUMBER, "maDKBD": "12042", "gtTheTu": "01/01/2026", "gtTheDen": "30/06/2027",
    "maKV": "K1", "ngayDu5Nam": "01/05/2024",
}  # fmt: skip


def test_a_line_that_is_cut_leaves_the_card_waiting_and_one_that_returns_answers_it(lan: UUID) -> None:
    seen(lan)
    box = Box(cards={NUMBER: ANSWER})
    with portal(box) as line:
        pass  # the portal is gone before anybody asks
    done = check_card(by=HANH, at=AT, person=lan, day=DAY, desk=line)
    assert (done.state, done.silent) == ("waiting", True)
    with portal(box) as line:
        waiting = [(one.person.id, one.day) for one in cards_to_check(HANH, HERE, AT)]
        assert [one.state for one in check_waiting(by=HANH, at=AT, waiting=waiting, desk=line)] == ["confirmed"]
    cover = cover_on(lan, DAY)
    assert cover
    assert (cover.valid_to, cover.area, cover.five_years_on) == (date(2027, 6, 30), "K1", date(2024, 5, 1))
    assert cards_to_check(HANH, HERE, AT) == ()
    assert verify(rows=True).holds


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"maKetQua": "050"}, "wrong"),
        ({"maKetQua": "054"}, "waiting"),
        ({"maKetQua": "777"}, "waiting"),
        ({"maKetQua": ["000"]}, "waiting"),
        (ANSWER | {"maDKBD": "x" * 400, "maKV": "K9", "gtTheTu": "hôm qua", "ghiChu": "y" * 900}, "confirmed"),
        (ANSWER | {"gtTheTu": "01/01/2027", "gtTheDen": "01/01/2026"}, "confirmed"),
    ],
)
def test_whatever_the_portal_says_the_card_on_record_stays_whole(
    lan: UUID, told: dict[str, object], state: str
) -> None:
    with portal(Box(cards={NUMBER: told})) as line:
        assert check_card(by=HANH, at=AT, person=lan, day=DAY, desk=line).state == state
    cover = cover_on(lan, DAY)
    assert cover
    assert (cover.number, cover.valid_to, cover.facility_code) == (NUMBER, date(2026, 12, 31), "12042")
    assert cover_for_visit(lan, DAY, None, commune=HERE).state == state
