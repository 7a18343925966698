"""Asking the insurer: what it says is kept, its silence stops nobody, and who may not must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tram.claims.cover.actions import check_card, check_waiting, note_check
from tram.claims.cover.asking import CardAnswer, CardAsked
from tram.claims.cover.queue import cards_to_check, checks_of, person_cards
from tram.claims.cover.reads import cover_for_visit
from tram.claims.cover.tests.conftest import AT, COVER, DAY, HANH, NUMBER, OANH, TUAN, Desk, seen
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import NewCover, cover_on, covers_of
from tram.people.tests.support import HERE, merge, register

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
RIGHT = CardAnswer("000", number=NUMBER, facility="12042", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
SILENT = "Cổng BHXH không trả lời. Thử lại sau."


def facts_of(name: str) -> int:
    return Fact.objects.filter(name=name).count()


def state(person: UUID, day: date = DAY) -> str:
    return cover_for_visit(person, day, None, commune=HERE).state


def test_a_right_card_is_confirmed_with_what_the_insurer_adds(lan: UUID) -> None:
    desk = Desk([replace(RIGHT, area="K2", five_years_on=date(2024, 1, 1), exempt_from=date(2026, 5, 1))])
    assert state(lan) == "waiting"
    done = check_card(by=HANH, at=AT, person=lan, day=DAY, desk=desk)
    assert (done.state, done.silent, state(lan)) == ("confirmed", False, "confirmed")
    assert desk.asked == [CardAsked(NUMBER, "Lò Thị Lan", "12/03/1956", "female")]
    cover = cover_on(lan, DAY)
    assert cover
    assert (cover.area, cover.five_years_on, cover.exempt_from) == ("K2", date(2024, 1, 1), date(2026, 5, 1))
    assert cover_for_visit(lan, DAY, None, commune=HERE).exempt_from == date(2026, 5, 1)
    assert verify(rows=True).holds


def test_ten_digits_become_fifteen_signs_by_asking(station: UUID) -> None:
    person = register("Vàng A Ba", birth="1950", cover=NewCover("0123456789", date(2026, 1, 1)))
    check_card(by=HANH, at=AT, person=person, day=DAY, desk=Desk([RIGHT]))
    found = cover_for_visit(person, DAY, None, commune=HERE)
    assert [(card.number, card.digit) for card in found.cards] == [(NUMBER, "2")]


@pytest.mark.parametrize(
    "desk", [None, Desk([SILENT, SILENT]), Desk([CardAnswer("500")] * 2), Desk([CardAnswer("999")] * 2)]
)
def test_a_silent_portal_leaves_the_card_waiting_and_is_noted_once(lan: UUID, desk: Desk | None) -> None:
    for _ in range(2):
        done = check_card(by=HANH, at=AT, person=lan, day=DAY, desk=desk)
        assert (done.state, done.silent, bool(done.sentence)) == ("waiting", True, True)
    assert (facts_of("cover.put_off"), facts_of("cover.checked"), state(lan)) == (1, 0, "waiting")


def test_the_line_returns_and_what_waited_is_asked_until_it_falls_silent_again(lan: UUID) -> None:
    people = [lan, *(register(f"Lò Văn {name}", birth="1970", cover=replace(COVER, number=f"DT212000000000{n}"))
                     for n, name in enumerate(("Một", "Hai")))]  # fmt: skip
    for person in people:
        seen(person)
        check_card(by=HANH, at=AT, person=person, day=DAY, desk=None)
    waiting = [(line.person.id, line.day) for line in cards_to_check(HANH, HERE, AT)]
    assert len(waiting) == 3
    done = check_waiting(by=HANH, at=AT, waiting=waiting, desk=Desk([CardAnswer("000"), SILENT, CardAnswer("000")]))
    assert [one.silent for one in done] == [False, True]
    assert len(cards_to_check(HANH, HERE, AT)) == 2
    assert verify(rows=True).holds


def test_a_card_called_wrong_is_wrong_until_the_next_answer(lan: UUID) -> None:
    check_card(by=HANH, at=AT, person=lan, day=DAY, desk=Desk([CardAnswer("010", number=NUMBER)]))
    assert state(lan) == "wrong"
    check_card(by=HANH, at=AT, person=lan, day=DAY, desk=Desk([RIGHT]))
    assert state(lan) == "confirmed"
    assert len(checks_of(lan)) == 1


def test_a_card_that_was_replaced_gives_way_to_the_new_one(lan: UUID) -> None:
    new = replace(
        RIGHT, code="003", valid_to=date(2026, 10, 31), new_number="HN2120123456789", new_facility="12042",
        new_from=date(2026, 11, 1), new_to=date(2027, 10, 31),
    )  # fmt: skip
    assert check_card(by=HANH, at=AT, person=lan, day=DAY, desk=Desk([new])).state == "confirmed"
    assert [one.number for one in covers_of(lan, DAY)] == ["HN2120123456789", NUMBER]
    found = cover_for_visit(lan, DAY, None, commune=HERE)
    assert ([card.number for card in found.cards], found.state) == (["HN2120123456789"], "confirmed")


def test_what_the_insurer_says_of_a_period_that_does_not_fit_changes_no_card(lan: UUID) -> None:
    before = covers_of(lan, DAY)
    early = replace(RIGHT, number="HN2129999999999", valid_from=date(2025, 6, 1), valid_to=None)
    assert check_card(by=HANH, at=AT, person=lan, day=DAY, desk=Desk([early])).state == "confirmed"
    assert covers_of(lan, DAY) == before


def test_what_somebody_saw_elsewhere_is_noted_once(lan: UUID) -> None:
    for _ in range(2):
        note_check(by=HANH, at=AT, person=lan, day=DAY, outcome="right", note="xem trên VssID")
    assert (facts_of("cover.checked"), state(lan)) == (1, "confirmed")
    assert [(one.way, one.note) for one in checks_of(lan)] == [("hand", "xem trên VssID")]
    note_check(by=HANH, at=AT, person=lan, day=DAY, outcome="wrong")
    assert state(lan) == "wrong"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"outcome": "maybe"}, "cover.outcome"),
        ({"day": date(2026, 11, 23)}, "cover.in_future"),
        ({"day": date(2024, 1, 1)}, "cover.none"),
        ({"by": TUAN}, "access.not_found"),
        ({"by": OANH}, "access.role"),
    ],
)
def test_what_may_not_be_noted_is_refused_and_writes_nothing(lan: UUID, told: dict[str, object], code: str) -> None:
    before = Fact.objects.count()
    with pytest.raises(Refusal) as refusal:
        note_check(**{"by": HANH, "at": AT, "person": lan, "day": DAY, "outcome": "right"} | told)  # type: ignore[arg-type]
    assert (refusal.value.code, Fact.objects.count()) == (code, before)


def test_a_child_under_a_temporary_card_is_not_asked_about(station: UUID) -> None:
    child = register("Lò Thị Na", birth="20/11/2026")
    with pytest.raises(Refusal) as refusal:
        check_card(by=HANH, at=AT, person=child, day=DAY, desk=Desk([]))
    assert (refusal.value.code, state(child)) == ("cover.none", "confirmed")


def test_the_queue_shows_who_is_wrong_missing_or_waiting_and_nobody_else(lan: UUID) -> None:
    none, right, self_paying, old = (
        register(name, birth="1970") for name in ("Có Không", "Có Đúng", "Tự Trả", "Đã Lâu")
    )
    wrong = register("Có Sai", birth="1970", cover=replace(COVER, number="DT2120000000001"))
    note_check(by=HANH, at=AT, person=wrong, day=DAY, outcome="wrong")
    record = NewCover("DT2120000000002", date(2026, 1, 1))
    right = register("Có Đúng Thẻ", birth="1971", cover=record)
    note_check(by=HANH, at=AT, person=right, day=DAY, outcome="right")
    for person in (lan, none, wrong, right):
        seen(person)
    seen(lan, date(2026, 11, 2))
    seen(self_paying, payer="self")
    seen(old, date(2026, 10, 1))
    rows = cards_to_check(HANH, HERE, AT)
    assert [(row.person.id, row.state) for row in rows] == [(wrong, "wrong"), (none, "none"), (lan, "waiting")]
    assert rows[2].days == (DAY, date(2026, 11, 2))
    for who in (TUAN, OANH):
        with pytest.raises(Refusal):
            cards_to_check(who, HERE, AT)


def test_a_merged_record_keeps_its_cards_and_answers(lan: UUID) -> None:
    twin = register("Lò Thị Lan", birth="1956")
    note_check(by=HANH, at=AT, person=lan, day=DAY, outcome="right")
    merge(lan, into=twin)
    for person in (lan, twin):
        found = cover_for_visit(person, DAY, None, commune=HERE)
        assert ([card.number for card in found.cards], found.state) == ([NUMBER], "confirmed")
    assert person_cards(HANH, lan, AT).person.id == twin
    assert len(person_cards(HANH, twin, AT).checks) == 1


def test_many_visits_are_answered_with_a_fixed_number_of_queries(
    lan: UUID, django_assert_max_num_queries: object
) -> None:
    from tram.claims.cover.model import VisitAsked
    from tram.claims.cover.reads import covers_for_visits

    people = [register(f"Người {n}", birth="1970", cover=replace(COVER, number=f"GD412{n:010d}")) for n in range(40)]
    asked = [VisitAsked(person, DAY, None, commune=HERE) for person in people * 3]
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        found = covers_for_visits(asked)
    assert len(found) == 120
    assert {cover.entitlement for cover in found} == {"1.2"}
