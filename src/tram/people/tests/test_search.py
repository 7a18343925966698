"""Finding people: by whatever is known of them, never outside one's places."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection

from tram.kernel.actors import SYSTEM
from tram.kernel.facts.erasure import erase_person
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.people.api import (
    NewCover,
    change_person,
    join_household,
    likely_duplicates,
    open_household,
    person_card,
    rebuild_search,
    search_paused,
    search_people,
)
from tram.people.models import SearchEntry
from tram.people.rules.search import read_typed
from tram.people.tests.support import AT, CLERK, HANH, HERE, NEXT_DOOR, TUAN, cccd, merge, nurse, register, village

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]


def names(text: str, actor=HANH, **told) -> list[str]:
    return [hit.name for hit in search_people(actor, text, AT, **told).hits]


@pytest.mark.parametrize(
    "typed",
    ["Đặng Thị Ánh", "dang thi anh", "ĐẶNG THỊ ÁNH", "anh dang", "thi á", "Đa\u0323\u0306ng", "ánh 1956", "1956",
     "12/03/1956",
     "0912345678", "0912 345 678", "+84912345678", "345678", "012156001234", "001234", "DT4120123456789", "0123456789",
     "456789", "dang thi anh 1956 001234"],
)  # fmt: skip
def test_somebody_is_found_by_whatever_is_known(typed: str) -> None:
    register(
        "Đặng Thị Ánh", birth="12/03/1956", phone="0912345678", identifiers=[cccd("012156001234")],
        cover=NewCover("DT4120123456789"),
    )  # fmt: skip
    register("Lò Văn Tủa", birth="1957", phone="0987654321", identifiers=[cccd("012057777777")])
    assert names(typed) == ["Đặng Thị Ánh"]


@pytest.mark.parametrize(
    "typed", ["ang", "dang van anh", "1957", "12345", "13/03/1956", "", "  ", "!?", '"', "a' | 'b", "c.03390", "x*"]
)
def test_what_does_not_fit_finds_nobody_and_breaks_nothing(typed: str) -> None:
    register("Đặng Thị Ánh", birth="12/03/1956", phone="0912345678")
    assert names(typed) == []


def test_the_whole_name_comes_first_then_the_given_name_then_the_alphabet() -> None:
    for name in ("Lan Văn Tủa", "Lò Thị Lan", "Lý Thị Lánh", "Lan", "Đèo Thị Lan", "Ánh Lan Hạ"):
        register(name)
    assert names("lan") == ["Lan", "Đèo Thị Lan", "Lò Thị Lan", "Lý Thị Lánh", "Ánh Lan Hạ", "Lan Văn Tủa"]


def test_a_long_list_is_cut_and_says_so() -> None:
    for number in range(25):
        register("Lò Thị Lan", birth=str(1950 + number))
    found = search_people(HANH, "lan", AT)
    assert (len(found.hits), found.more) == (20, True)


def test_the_exact_name_is_found_among_more_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tram.people.reads.search.READ", 3)
    for number in range(8):
        register(f"Lò Thị Lan{'abcdefgh'[number]}")
    register("Lò Thị Lan")
    assert names("lo thi lan")[0] == "Lò Thị Lan"


def test_nobody_is_found_outside_ones_places() -> None:
    register("Lò Thị Lan", birth="1956", phone="0912345678", identifiers=[cccd("012156001234")])
    for typed in ("lan", "1956", "0912345678", "012156001234", "001234", "lo thi lan", "hộ lan"):
        assert names(typed, TUAN) == []
    assert names("lan", nurse(HERE, NEXT_DOOR)) == ["Lò Thị Lan"]
    assert names("lan", SYSTEM) == ["Lò Thị Lan"]
    assert likely_duplicates(TUAN, name="Lò Thị Lan", year=1956, commune=HERE) == ((), ())
    with pytest.raises(Refusal):
        search_people(CLERK, "lan", AT)


def test_a_village_health_worker_finds_only_their_village() -> None:
    mine, other = village("Bản Hon"), village("Bản Thẳm")
    register("Lò Thị Lan", village=mine)
    register("Lò Thị Lán", village=other)
    assert names("lo thi lan", nurse(HERE, villages=frozenset({mine}))) == ["Lò Thị Lan"]
    assert names("lan", village=other) == ["Lò Thị Lán"]
    assert names("lan", nurse(HERE, villages=frozenset({mine})), village=other) == []


def test_a_village_may_be_typed_among_the_words() -> None:
    register("Lò Thị Lan", village=village("Bản Hon"))
    register("Lò Thị Lan", village=village("Bản Thẳm"))
    assert len(names("lan bản hon")) == 1
    assert len(names("ban tham lo")) == 1


def test_a_household_is_found_by_its_head() -> None:
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id
    register("Hồ Văn Cha", household=home, relation="head")
    register("Lò Thị Mẹ", household=home, relation="spouse")
    register("Lò Văn Cha")
    assert names("hộ hồ văn cha") == names("chủ hộ: cha") == ["Hồ Văn Cha", "Lò Thị Mẹ"]
    assert names("hộ lò văn cha") == []


def test_the_index_follows_every_change() -> None:
    person = register("Lò Thị Lan")
    change_person(by=HANH, at=AT, person=person, full_name="Lò Thị Mai", birth="1960")
    assert (names("lan"), names("mai 1960")) == ([], ["Lò Thị Mai"])
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id
    join_household(by=HANH, at=AT, person=person, household=home, relation="head")
    assert names("hộ mai") == ["Lò Thị Mai"]


def test_one_man_with_two_records_answers_as_one_after_they_are_merged() -> None:
    kept, gone = register("Vàng A Ba", birth="1950"), register("Vàng Văn Ba", identifiers=[cccd("012050000001")])
    assert len(names("ba")) == 2
    merge(gone, kept)
    assert names("ba") == names("012050000001") == names("vang van ba") == ["Vàng A Ba"]
    assert person_card(HANH, gone, AT).id == kept


def test_an_erased_person_leaves_nothing_in_the_index() -> None:
    person = register("Lò Thị Lan")
    erase_person(by=SYSTEM, at=AT, person=person, commune=HERE)
    assert names("lan") == []
    assert not SearchEntry.objects.exists()


def test_rebuilding_gives_what_following_gave() -> None:
    dice = random.Random(7)
    words = ["Lò", "Vàng", "Thị", "Văn", "A", "Lan", "Hoa", "Đức", "Ánh", "李", "Ыва"]
    for _ in range(40):
        register(
            " ".join(dice.sample(words, 3)),
            birth=str(dice.randint(1940, 2020)),
            phone=f"09{dice.randint(10**7, 10**8 - 1)}",
        )
    followed = sorted(SearchEntry.objects.values_list("person", "name_key", "sort_key", "tokens"))
    assert rebuild_search() == 40
    assert sorted(SearchEntry.objects.values_list("person", "name_key", "sort_key", "tokens")) == followed


def test_bulk_work_may_let_the_index_stand_still_and_rebuild_it() -> None:
    with search_paused():
        register("Lò Thị Lan")
        assert names("lan") == []
    assert names("lan") == ["Lò Thị Lan"]


def test_the_search_agrees_with_reading_every_record() -> None:
    dice = random.Random(11)
    words = ["Lò", "Lý", "Lan", "Lành", "Thị", "Thu", "Văn", "Vân", "Hà", "Hạ", "Hạnh"]
    everybody = {" ".join(dice.sample(words, 3)): dice.choice((HERE, NEXT_DOOR)) for _ in range(60)}
    for name, commune in everybody.items():
        register(name, commune=commune)
    for _ in range(60):
        typed = search_key(" ".join(dice.sample(words, 2)))[: dice.randint(2, 9)].strip()
        assert sorted(names(typed, limit=100)) == sorted(
            n for n, c in everybody.items() if c == HERE and fits(typed, n)
        ), typed


def fits(typed: str, name: str) -> bool:
    *whole, last = typed.split(" ")
    have = search_key(name).split(" ")
    return all(word in have for word in whole) and any(word.startswith(last) for word in have)


def test_what_was_typed_is_taken_apart() -> None:
    typed = read_typed("hộ Nguyễn Văn A 1956 0912 345 678 12/3/1956")
    assert (typed.household, typed.words, typed.years, typed.numbers, typed.days) == (
        True, ("nguyen", "van", "a"), ("1956",), ("0912345678",), ("19560312",),
    )  # fmt: skip


def test_the_index_answers_not_a_scan() -> None:
    register("Lò Thị Lan")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT rowid FROM people_search_fts WHERE people_search_fts MATCH '\"g.lan\"'"
            )
            assert "VIRTUAL TABLE INDEX" in str(cursor.fetchall())
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT person FROM people_search "
                "WHERE array_to_tsvector(string_to_array(tokens, ' ')) @@ '''g.lan'''::tsquery"
            )
            assert "people_search_tokens" in str(cursor.fetchall())


def test_over_the_whole_nation_numbers_and_duplicates_are_found_too() -> None:
    person = register("Lò Thị Lan", birth="1956", identifiers=[cccd("012156001234")])
    register("Giàng A Sử", identifiers=[cccd("012050000001")])
    assert names("012156001234", SYSTEM) == names("1956", SYSTEM) == ["Lò Thị Lan"]
    same, alike = likely_duplicates(
        SYSTEM, name="lo thi lan", year=1956, commune=HERE, numbers=[("bhyt", "0000000000"), ("cccd", "012156001234")]
    )
    assert ([hit.id for hit in same], alike) == ([person], ())


def test_the_whole_nation_also_finds_the_exact_name_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tram.people.reads.search.READ", 2)
    for number in range(6):
        register(f"Lò Thị Lan{'abcdef'[number]}")
    register("Lò Thị Lan")
    assert names("lo thi lan", SYSTEM)[0] == "Lò Thị Lan"
