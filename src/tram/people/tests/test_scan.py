"""Scanned cards: found, or the form filled in; mended where a scanner broke them."""

from __future__ import annotations

import random
import unicodedata
from datetime import date

import pytest

from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import NewCover, cover_on, covers_of, keep_card
from tram.people.reads.scan import scan
from tram.people.rules.scan import CitizenCard, InsuranceCard, looks_scanned, read_card
from tram.people.tests.support import AT, HANH, HERE, TUAN, cccd, register, village
from tram.places.models import Commune, CommuneSuccession
from tram.places.reads.law import forget

TODAY = date(2026, 11, 22)
CARD = "012156001234|045012345|Lò Thị Lan|12031956|Nữ|Bản Hon, Xã Bình Lư, Lai Châu|01062021"
NAME = "Lò Thị Lan".encode().hex().upper()
PLACE = "Bản Hon, Xã Bình Lư, Lai Châu".encode().hex().upper()
OLD_HEALTH = (
    f"DT4120123456789|{NAME}|12/03/1956|2|{PLACE}|12 - 001|01/01/2026|31/12/2026|15/12/2025|12010123456789|-|4|"
    f" 01/01/2025|15a-1234|4|{PLACE}|$"
)
NEW_HEALTH = f"0123456789|{NAME}|1956|2|-|12 - 001|01/01/2026|-|15/12/2025|$"


def seq() -> int:
    return Fact.objects.count()


def test_a_citizen_card_is_read() -> None:
    assert read_card(CARD, TODAY) == CitizenCard(
        "012156001234", "045012345", "Lò Thị Lan", read_birth("12/03/1956"), "female",
        "Bản Hon, Xã Bình Lư, Lai Châu", date(2021, 6, 1),
    )  # fmt: skip


def read_birth(text: str):
    from tram.people.rules.births import parse_birth

    return parse_birth(text, TODAY)


@pytest.mark.parametrize(
    "broken",
    [
        CARD.rpartition("|")[0],
        CARD + "|Lò Văn Cha|Lò Thị Mẹ",
        CARD.replace("|", " | ") + "\r\n",
        CARD.upper(),
        unicodedata.normalize("NFD", CARD),
        CARD.encode().decode("latin-1"),
        "\ufeff" + CARD,
        CARD.replace("045012345", ""),
        CARD.replace("12031956", "12/03/1956"),
    ],
)
def test_a_broken_scan_of_a_citizen_card_is_mended(broken: str) -> None:
    card = read_card(broken, TODAY)
    assert isinstance(card, CitizenCard)
    assert (card.number, card.name, card.sex, card.birth and card.birth.text) == (
        "012156001234", "Lò Thị Lan", "female", "12/03/1956",
    )  # fmt: skip


def test_both_kinds_of_insurance_card_are_read() -> None:
    old = read_card(OLD_HEALTH, TODAY)
    assert isinstance(old, InsuranceCard)
    assert (old.number, old.social, old.name, old.sex, old.facility_code, old.benefit) == (
        "DT4120123456789", "0123456789", "Lò Thị Lan", "female", "12001", "4",
    )  # fmt: skip
    assert (old.valid_from, old.valid_to, old.five_years_on) == (date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1))
    new = read_card(NEW_HEALTH.lower(), TODAY)
    assert isinstance(new, InsuranceCard)
    assert (new.number, new.birth and new.birth.text, new.valid_to, new.address) == ("0123456789", "1956", None, "")


def test_whatever_is_scanned_nothing_breaks() -> None:
    dice = random.Random(5)
    for _ in range(500):
        signs = list(dice.choice((CARD, OLD_HEALTH, NEW_HEALTH)))
        for _ in range(dice.randint(1, 12)):
            signs[dice.randrange(len(signs))] = dice.choice("|0a é\x00ữ\ud7ff$-/")
        read_card("".join(signs), TODAY)
    assert read_card("lan 1956", TODAY) is None
    assert read_card("||||", TODAY) is None
    assert (looks_scanned(CARD), looks_scanned("lò thị lan")) == (True, False)


@pytest.mark.django_db
@pytest.mark.on_both
@pytest.mark.usefixtures("communes")
class TestScan:
    def test_a_known_card_opens_its_holder_and_only_to_who_may_see(self) -> None:
        person = register("Lò Thị Lan", identifiers=[cccd("012156001234")], cover=NewCover("DT4120123456789"))
        for text in (CARD, OLD_HEALTH, NEW_HEALTH):
            found = scan(HANH, text, AT)
            assert found.person
            assert found.person.id == person
            assert scan(TUAN, text, AT).person is None

    def test_an_unknown_card_fills_the_form_with_commune_and_village(self) -> None:
        here = village("Bản Hon")
        form = scan(HANH, CARD.replace("Bản Hon", "Số 5, Bản Hon"), AT).form
        assert form == {
            "full_name": "Lò Thị Lan", "birth": "12/03/1956", "sex": "female", "commune": HERE, "village": str(here),
            "address": "Số 5", "residence_kind": "permanent", "cccd": "012156001234", "cmnd": "045012345",
        }  # fmt: skip

    def test_an_old_address_lands_in_todays_commune(self) -> None:
        Commune.objects.create(
            code="03400", name="Hồ Thầu", full_name="Xã Hồ Thầu", unit_type="Xã", search_key="xa ho thau",
            district_name="Huyện Tam Đường", province_code="12", province_name="Tỉnh Lai Châu",
            valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30),
        )  # fmt: skip
        CommuneSuccession.objects.create(old_code="03400", new_code=HERE, effective_on=date(2025, 7, 1))
        forget()
        form = scan(HANH, CARD.replace("Xã Bình Lư", "Hồ Thầu, Tam Đường"), AT).form
        assert (form["commune"], form["residence_kind"], form["address"]) == (HERE, "permanent", "Bản Hon")

    def test_somebody_from_elsewhere_is_a_visitor_with_the_whole_address(self) -> None:
        form = scan(HANH, CARD.replace("Xã Bình Lư, Lai Châu", "Xã Bình Lư, Hà Nội"), AT).form
        assert (form["commune"], form["residence_kind"]) == (HERE, "visitor")
        assert form["address"] == "Bản Hon, Xã Bình Lư, Hà Nội"

    def test_somebody_alike_is_shown_before_a_second_record_is_made(self) -> None:
        person = register("Lò Thị Lan", birth="1956")
        assert [hit.id for hit in scan(HANH, CARD, AT).alike] == [person]

    def test_an_insurance_card_fills_in_the_cover(self) -> None:
        form = scan(HANH, OLD_HEALTH, AT).form
        assert (form["bhyt"], form["bhyt_from"], form["bhyt_to"], form["bhyt_facility"]) == (
            "DT4120123456789", "01/01/2026", "31/12/2026", "12001",
        )  # fmt: skip


def test_an_insurance_card_says_when_it_was_issued_and_where_its_holder_lives() -> None:
    card = read_card(OLD_HEALTH.replace("|-|4|", "|-|k2|"), TODAY)
    assert isinstance(card, InsuranceCard)
    assert (card.issued_on, card.area) == (date(2025, 12, 15), "K2")
    digit = read_card(OLD_HEALTH, TODAY)
    assert isinstance(digit, InsuranceCard)
    assert digit.area == ""


@pytest.mark.django_db
@pytest.mark.on_both
@pytest.mark.usefixtures("communes")
class TestKeepCard:
    def test_what_the_card_says_is_recorded_once_and_nothing_known_is_lost(self) -> None:
        person = register("Lò Thị Lan", birth="1956", cover=NewCover("DT4120123456789", date(2026, 1, 1)))
        before = seq()
        kept = keep_card(by=HANH, at=AT, person=person, text=OLD_HEALTH)
        assert (kept.changed, kept.valid_to, seq()) == (True, date(2026, 12, 31), before + 1)
        again = keep_card(by=HANH, at=AT, person=person, text=OLD_HEALTH)
        assert (again.changed, again.cover, seq()) == (False, kept.cover, before + 1)
        ten_digits = OLD_HEALTH.replace("DT4120123456789", "0123456789")
        keep_card(by=HANH, at=AT, person=person, text=ten_digits)
        cover = cover_on(person, TODAY)
        assert cover
        assert (cover.number, cover.benefit, cover.five_years_on, cover.issued_on) == (
            "DT4120123456789", "4", date(2025, 1, 1), date(2025, 12, 15),
        )  # fmt: skip

    def test_a_renewed_card_closes_the_one_before(self) -> None:
        person = register("Lò Thị Lan", birth="1956", cover=NewCover("DT4120123456789", date(2025, 1, 1)))
        assert keep_card(by=HANH, at=AT, person=person, text=OLD_HEALTH).changed
        assert [one.valid_to for one in covers_of(person, TODAY)] == [date(2026, 12, 31), date(2025, 12, 31)]

    @pytest.mark.parametrize(
        ("name", "birth", "since", "text", "code"),
        [
            ("Lò Thị Lan", "1956", date(2026, 6, 1), OLD_HEALTH, "person.card_older"),
            ("Lò Thị Lành", "1956", None, OLD_HEALTH, "person.card_not_theirs"),
            ("Lò Thị Lan", "1957", None, OLD_HEALTH, "person.card_not_theirs"),
            ("Lò Thị Lan", "1956", None, CARD, "person.card_unread"),
        ],
    )
    def test_a_card_that_does_not_fit_is_refused(
        self, name: str, birth: str, since: date | None, text: str, code: str
    ) -> None:
        person = register(name, birth=birth, cover=NewCover("DT4120123456789", since) if since else None)
        before = seq()
        with pytest.raises(Refusal) as refusal:
            keep_card(by=HANH, at=AT, person=person, text=text)
        assert (refusal.value.code, seq()) == (code, before)

    def test_nobody_writes_a_card_next_door(self) -> None:
        person = register("Lò Thị Lan", birth="1956")
        with pytest.raises(Refusal) as refusal:
            keep_card(by=TUAN, at=AT, person=person, text=OLD_HEALTH)
        assert refusal.value.status == 404
