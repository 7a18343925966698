"""The pages of places as somebody signed in sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.refusals import Refusal
from tram.places.api import FacilityView, VillageView, rename_facility, set_staff_count, staff_counts, villages
from tram.places.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, somebody, village

pytestmark = [pytest.mark.django_db]
TODAY = date(2026, 11, 2)


def ask(actor: Actor, name: str, *args: Any, post: dict[str, Any] | None = None, **query: str) -> HttpResponse:
    """The answer of a page of this room to an actor, without the frame's sign-in."""
    address = reverse(f"places:{name}", args=args)
    factory = RequestFactory()
    request = factory.get(address, query) if post is None else factory.post(address, post)
    request.actor, request.tram_at, request.session = actor, AT, {}  # type: ignore[attr-defined,assignment]
    request._messages = Messages()  # type: ignore[attr-defined]
    found = resolve(address)
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return response


class Messages(list[str]):
    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.append(message)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_commune_shows_its_places_its_numbers_and_where_it_came_from(
    head: Actor, hon: VillageView, station: FacilityView
) -> None:
    set_staff_count(by=SYSTEM, at=AT, category="doctor", number=3, day=FOUNDED, facility=station.id)
    page = text(ask(head, "commune", HERE))
    for words in ("Phường Đoàn Kết", "Bản Hon", station.name, "12001", "Phường Quyết Thắng", ">3<"):
        assert words in page, words
    assert reverse("places:village_found", args=[HERE]) in page


def test_a_nurse_sees_the_places_without_the_ways_to_change_them(nurse: Actor, hon: VillageView) -> None:
    assert reverse("places:village_found", args=[HERE]) not in text(ask(nurse, "commune", HERE))
    assert reverse("places:village_rename", args=[hon.id]) not in text(ask(nurse, "village", hon.id))


def test_a_page_asked_about_an_earlier_day_shows_the_name_of_that_day(head: Actor, station: FacilityView) -> None:
    rename_facility(by=head, at=AT, facility=station.id, name="Trạm mới", day=date(2026, 1, 1))
    then = text(ask(head, "commune", HERE, ngay="31/12/2025"))
    assert (station.name in then, "Trạm mới" in then) == (True, False)
    now = text(ask(head, "facility", station.id))
    assert ("<h1>Trạm mới</h1>" in now, station.name in now) == (True, True)


def test_the_index_opens_the_only_commune_and_lists_several(head: Actor) -> None:
    response = ask(head, "index")
    assert (response.status_code, response["Location"]) == (302, reverse("places:commune", args=[HERE]))
    nation = Actor(id=head.id, name="Q", roles=frozenset({Role.ADMINISTRATOR}), communes=None)
    assert "Tỉnh Lai Châu" in text(ask(nation, "index"))
    assert "Phường Tân Phong" in text(ask(nation, "index", tinh="12"))
    assert "Phường Đoàn Kết" in text(ask(nation, "index", q="doan ket"))


def test_a_search_within_a_scope_finds_nothing_outside_it(head: Actor) -> None:
    both = Actor(id=head.id, name="Q", roles=head.roles, communes=frozenset({HERE, "03385"}))
    assert "Tân Phong" not in text(ask(both, "index", q="tan phong")).replace('value="tan phong"', "")


def test_a_field_that_searches_gets_communes_by_name(nurse: Actor) -> None:
    assert '"value": "03408"' in text(ask(nurse, "search", q="tan phong"))


@pytest.mark.parametrize("name", ["commune", "village_found", "facility_found", "staff_counts"])
def test_the_next_commune_does_not_exist_for_us(stranger: Actor, name: str) -> None:
    assert _status(stranger, name, HERE) == 404


def test_the_places_of_the_next_commune_do_not_exist_for_us(
    stranger: Actor, hon: VillageView, station: FacilityView
) -> None:
    for name in ("village", "village_rename", "village_merge"):
        assert _status(stranger, name, hon.id) == 404
    acts = ("rename", "move", "lead", "code", "merge", "close")
    for name in ("facility", *(f"facility_{act}" for act in acts)):
        assert _status(stranger, name, station.id) == 404


def test_a_nurse_gets_no_form(nurse: Actor, hon: VillageView, station: FacilityView) -> None:
    for name in ("village_found", "facility_found", "staff_counts"):
        assert _status(nurse, name, HERE) == 403
    assert _status(nurse, "village_rename", hon.id) == 403
    assert _status(nurse, "facility_close", station.id) == 403


def _status(actor: Actor, name: str, *args: Any) -> int:
    with pytest.raises(Refusal) as refusal:
        ask(actor, name, *args)
    return refusal.value.status


def test_every_form_opens(head: Actor, hon: VillageView, station: FacilityView) -> None:
    for name in ("village_found", "facility_found", "staff_counts"):
        assert ask(head, name, HERE).status_code == 200
    for name in ("rename", "merge"):
        assert ask(head, f"village_{name}", hon.id).status_code == 200
    for name in ("rename", "move", "lead", "code", "merge", "close"):
        assert ask(head, f"facility_{name}", station.id).status_code == 200


def test_a_village_is_founded_from_the_form(head: Actor) -> None:
    response = ask(head, "village_found", HERE, post={"name": "Bản Thẳm", "kind": "ban", "day": "01/10/2026"})
    assert (response.status_code, response["Location"]) == (302, reverse("places:commune", args=[HERE]))
    [found] = villages(HERE, TODAY)
    assert (found.name, found.valid_from) == ("Bản Thẳm", date(2026, 10, 1))


def test_a_refused_deed_comes_back_with_its_sentence_beside_the_field(head: Actor, hon: VillageView) -> None:
    response = ask(head, "village_found", HERE, post={"name": "bản hon", "kind": "ban", "day": "01/10/2026"})
    assert response.status_code == 409
    assert "đã có thôn, bản tên" in text(response)
    assert 'aria-invalid="true"' in text(response)
    response = ask(head, "village_found", HERE, post={"name": "X", "kind": "ban", "day": "31/02/2026"})
    assert response.status_code == 422


def test_the_area_of_a_village_is_chosen_on_its_page(head: Actor, hon: VillageView) -> None:
    assert ask(head, "village_area", hon.id, post={"area": "K1"}).status_code == 302
    assert "K1: vùng khó khăn" in text(ask(head, "village", hon.id))
    assert ask(head, "village_area", hon.id, post={"area": "K9"}).status_code == 422


def test_a_village_is_merged_from_the_form(head: Actor, hon: VillageView) -> None:
    other = village("Bản Thẳm")
    ask(head, "village_merge", hon.id, post={"place": str(other.id), "day": "01/10/2026"})
    assert [row.name for row in villages(HERE, TODAY)] == ["Bản Thẳm"]


def test_a_facility_is_founded_and_led_from_the_forms(head: Actor, station: FacilityView) -> None:
    asked = {"kind": "satellite_point", "name": "Điểm trạm A", "parent": str(station.id), "day": "01/10/2026"}
    assert ask(head, "facility_found", HERE, post=asked).status_code == 302
    page = text(ask(head, "commune", HERE))
    assert "Điểm trạm A" in page
    assert ask(head, "facility_close", station.id, post={"day": "01/11/2026"}).status_code == 422


def test_staff_numbers_are_entered_from_the_form_and_a_blank_changes_nothing(
    head: Actor, hon: VillageView, station: FacilityView
) -> None:
    asked = {f"facility_{station.id}": "2", f"village_{hon.id}": "", "day": "01/10/2026"}
    assert ask(head, "staff_counts", HERE, post=asked).status_code == 302
    assert [(row.facility, row.number) for row in staff_counts(HERE, TODAY)] == [(station.id, 2)]


def test_an_administrator_of_the_next_commune_posts_into_the_void(hon: VillageView) -> None:
    outsider = somebody(Role.ADMINISTRATOR, NEXT_DOOR)
    with pytest.raises(Refusal) as refusal:
        ask(outsider, "village_rename", hon.id, post={"name": "X", "day": "01/10/2026"})
    assert refusal.value.status == 404
    assert [row.name for row in villages(HERE, TODAY)] == ["Bản Hon"]
