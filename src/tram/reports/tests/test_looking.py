"""The dashboard: what is behind, what it is made of, whom to visit; every step logged, nobody's name out of scope."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from tram.kernel.actors import Actor, Role
from tram.kernel.models import ReadEntry
from tram.kernel.periods import month
from tram.places.models import Province
from tram.reports import api
from tram.reports.models import PlannedTarget
from tram.reports.pages.filters import read_board
from tram.reports.tests.test_pages import PARTS, signed_in, text_of
from tram.reports.tests.world import HERE, NEXT, World, actor, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
MONTH, TODAY, AT = "2026-10", date(2026, 10, 31), datetime(2026, 10, 31, 3, tzinfo=UTC)


@pytest.fixture
def desk(world: World) -> Client:
    """Hạnh's browser."""
    return signed_in(world, Role.NURSE)


@pytest.fixture
def province(world: World) -> Client:
    """The browser of somebody at the province's department of health, who sees no names."""
    return signed_in(world, Role.PROVINCE, HERE, "ngoc")


def links(page: str, kind: str = "cell") -> list[str]:
    """The addresses of a page's marks of a kind."""
    return [unescape(found) for found in re.findall(rf'<a class="{kind}[^"]*" href="([^"]+)"', page)]


def marks(page: str, name: str) -> Any:
    """The data of a chart on a page."""
    found = re.search(rf'<script id="{name}-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found, page
    return json.loads(found[1])


def test_the_page_begins_with_what_is_behind_worst_first(desk: Client) -> None:
    page = text_of(desk, "indicators", ky=MONTH)
    told = re.findall(r'<span class="gauge-value">([\d,.–]+)', page)
    rates = [float(one.replace(",", ".")) for one in told]
    assert len(rates) >= 2
    assert rates == sorted(rates)
    assert "còn thiếu" in page
    assert 'aria-current="page">Đang chậm' in page


def test_every_group_that_has_indicators_is_a_tab(desk: Client) -> None:
    page = text_of(desk, "indicators", ky=MONTH, nhom="chi-thi")
    for words in ("Đang chậm", "Chỉ thị 25", "Công bằng", "Trạm có bác sĩ", "do quản trị nhập"):
        assert words in page
    assert page.count('class="gauge"') + page.count('class="gauge gauge-low"') == 6


def test_an_indicator_in_an_address_opens_its_group(desk: Client) -> None:
    assert 'aria-current="page">Chỉ thị 25' in text_of(desk, "indicators", ky=MONTH, chi_tieu="ct25-insured")


def test_the_chosen_indicator_is_divided_and_explained(desk: Client) -> None:
    page = text_of(desk, "indicators", ky=MONTH, chi_tieu="ct25-high-risk", theo="age_group")
    for words in ("60–79 tuổi", "Cách tính giả định"):
        assert words in page
    why = text_of(desk, "why", ky=MONTH, chi_tieu="ct25-high-risk")
    for words in ("Chỉ thị 25-CT/TW", "SELECT", "giả định của Trạm"):
        assert words in why


def test_two_splits_at_once_make_a_cross_table_whose_cells_open(world: World, desk: Client) -> None:
    page = text_of(desk, "indicators", ky=MONTH, chi_tieu="ct25-managed", theo="age_group", va="sex")
    cells = [unescape(found) for found in re.findall(r'<td class="num shade shade-\d"><a href="([^"]+)"', page)]
    assert cells
    lan = next(address for address in cells if "o.age_group=60-79" in address and "o.sex=female" in address)
    listed = desk.get(lan).content.decode()
    assert "Lò Thị Lan" in listed
    assert "Vàng Thị Mai" not in listed


def test_every_mark_leads_to_people_and_from_there_to_the_person(world: World, desk: Client) -> None:
    page = text_of(desk, "indicators", ky=MONTH, chi_tieu="ct25-managed", theo="sex")
    cells = links(page)
    assert len(cells) >= 7
    for address in cells:
        assert desk.get(address).status_code == 200
    listing = text_of(desk, "people", "ct25-managed", ky=MONTH, phia="missing", **{"o.sex": "female"})
    assert reverse("web:person", args=[world.people["lan"]]) in listing


def test_a_list_says_the_side_only_where_both_stand_together(desk: Client) -> None:
    assert "Trạng thái" not in text_of(desk, "people", "ct25-managed", ky=MONTH, phia="missing")
    both = text_of(desk, "people", "ct25-managed", ky=MONTH, phia="all")
    assert "Trạng thái" in both
    assert "Xã, phường" not in both


def test_a_visit_moves_the_number_on_the_next_look(world: World, desk: Client) -> None:
    assert "Lò Thị Lan" in text_of(desk, "people", "ct25-managed", ky=MONTH, phia="missing")
    add_visit(world, "lan", "2026-10-31")
    assert "Lò Thị Lan" in text_of(desk, "people", "ct25-managed", ky=MONTH, phia="in")


def test_the_trend_names_plan_and_target_and_each_point_opens_its_month(desk: Client) -> None:
    chart = marks(text_of(desk, "trend", ky=MONTH, chi_tieu="ct25-insured"), "trend")
    assert chart["labels"][-2:] == ["09/26", "10/26"]
    assert [one["kind"] for one in chart["marks"]] == ["target"]
    assert "ky=2026-09" in chart["links"][-2]


def test_villages_stand_by_how_many_are_missing_and_open_to_visits(world: World, desk: Client) -> None:
    page = text_of(desk, "comparison", ky=MONTH, chi_tieu="ct25-managed")
    counts = [int(one) for one in re.findall(r'<a class="cell" href="[^"]*di-tham[^"]*">(\d+)</a>', page)]
    assert counts
    assert counts == sorted(counts, reverse=True)
    assert all("di-tham" in one for one in links(page))
    assert '<tr aria-current="true">' not in page


def test_the_worklist_has_what_a_visit_needs_longest_unseen_first(world: World, desk: Client) -> None:
    page = text_of(desk, "worklist", "ct25-managed", ky=MONTH)
    for words in ("Mai đi thăm ai", "Lò Thị Lan", "Điện thoại", "Lần khám cuối", "Danh sách đi thăm"):
        assert words in page
    assert reverse("web:person", args=[world.people["lan"]]) in page


def test_in_a_village_those_never_seen_come_before_those_seen_long_ago(world: World) -> None:
    add_visit(world, "lan", "2024-05-05")
    found = ask_worklist(actor(Role.NURSE, HERE))
    for village in found.villages:
        days = [one.last_seen or date.min for one in village.people]
        assert days == sorted(days)
    lan = next(one for village in found.villages for one in village.people if one.name == "Lò Thị Lan")
    assert lan.last_seen == date(2024, 5, 5)


def test_the_villages_of_the_list_hold_as_many_as_the_number_counts_there(world: World) -> None:
    counts = api.indicator_cells(
        actor(Role.NURSE, HERE), "ct25-managed", period=month(2026, 10), today=TODAY, communes=[HERE], by=("village",)
    )
    found = {one.village: len(one.people) for one in ask_worklist(actor(Role.NURSE, HERE)).villages}
    assert found == {one.labels["village"]: one.missing for one in counts if one.missing}


def ask_worklist(asking: Actor) -> api.Worklist:
    return api.worklist(asking, "ct25-managed", at=AT, period=month(2026, 10), today=TODAY, communes=[HERE])


def test_one_village_is_chosen_by_its_address_and_a_strange_one_does_not_exist(world: World, desk: Client) -> None:
    own, strange = world.villages[HERE][0], world.villages[NEXT][0]
    page = text_of(desk, "worklist", "ct25-managed", ky=MONTH, thon=str(own))
    assert "Bình Lư 1" in page
    assert "<h2>Bản Bình Lư 2" not in page
    for name, args in (("indicators", ()), ("worklist", ("ct25-managed",)), ("people", ("ct25-managed",))):
        answer = desk.get(reverse(f"reports:{name}", args=args), {"ky": MONTH, "xa": HERE, "thon": str(strange)})
        assert answer.status_code == 404, name


def test_the_province_sees_counts_and_whom_to_ask_but_no_name(world: World, province: Client) -> None:
    assert "Bình Lư" in text_of(province, "people", "ct25-managed", ky=MONTH)
    page = text_of(province, "people", "ct25-managed", ky=MONTH, xa=HERE)
    assert "Hãy hỏi Trạm Y tế xã Bình Lư" in page
    assert "Bản Bình Lư 1" in page
    assert "Lan" not in page
    refused = province.get(reverse("reports:worklist", args=["ct25-managed"]), {"ky": MONTH, "xa": HERE})
    assert refused.status_code == 403
    assert "Hãy hỏi Trạm Y tế xã Bình Lư" in refused.content.decode()
    assert "Lan" not in refused.content.decode()


def test_facilities_and_villages_are_open_to_everybody_who_sees_the_number(province: Client) -> None:
    assert "Trạm Y tế xã Bình Lư" in text_of(province, "people", "ct25-doctors", ky=MONTH, phia="all")


def test_every_look_is_logged_with_place_and_period_and_without_people_where_there_were_none(desk: Client) -> None:
    ReadEntry.objects.all().delete()
    text_of(desk, "indicators", ky=MONTH, chi_tieu="ct25-managed")
    for part in PARTS:
        text_of(desk, part, ky=MONTH, chi_tieu="ct25-managed")
    assert {one.people for one in ReadEntry.objects.all()} == {0}
    told = sorted(ReadEntry.objects.values_list("why", flat=True))
    assert len(told) == 1 + len(PARTS)
    assert all(HERE in why and MONTH in why for why in told)
    text_of(desk, "worklist", "ct25-managed", ky=MONTH)
    assert ReadEntry.objects.filter(why__startswith="indicator.ct25-managed missing", people__gte=1).count() == 1


def test_somebody_bound_to_a_village_looks_at_that_village(world: World) -> None:
    villages = frozenset({world.villages[HERE][0]})
    board = read_board(asked_by(actor(Role.VILLAGE_HEALTH_WORKER, HERE, villages=villages), ky=MONTH))
    assert (board.place_name, board.finest) == ("Bản Bình Lư 1", "")


def asked_by(asking: Actor, **query: str) -> HttpRequest:
    request = RequestFactory().get("/chi-tieu/", query)
    request.actor, request.tram_at = asking, AT  # type: ignore[attr-defined]
    return request


def test_a_map_needs_no_outlines(world: World) -> None:
    centre = signed_in_over_two(world)
    chart = marks(text_of(centre, "comparison", ky=MONTH, chi_tieu="ct25-insured"), "map")
    assert {one["name"] for one in chart["points"]} == {"Bình Lư", "Bản Bo"}
    assert chart["outlines"] == ""
    assert all("xa=" in one["url"] for one in chart["points"])


def signed_in_over_two(world: World) -> Client:
    from tram.kernel.actors import SYSTEM
    from tram.workforce.api import grant_role
    from tram.workforce.models import Account

    client = signed_in(world, Role.STATION_HEAD, HERE, "thu")
    grant_role(
        by=SYSTEM, at=datetime(2025, 7, 1, 1, tzinfo=UTC), account=Account.objects.get(username="thu").id,
        role=Role.STATION_HEAD, commune=NEXT, facility=world.stations[NEXT], day=date(2025, 7, 1),
    )  # fmt: skip
    return client


def test_the_gap_between_groups_says_both_ends_and_opens_them(desk: Client) -> None:
    page = text_of(desk, "equity", ky=MONTH, chi_tieu="ct25-managed")
    assert "điểm" in page or "Không có hai nhóm" in page


def test_a_period_is_stepped_and_never_leads_past_today(desk: Client) -> None:
    page = text_of(desk, "indicators", ky="2025-Q4")
    for words in ("Quý 4 năm 2025", "ky=2025-Q3", "ky=2026-Q1", "ky=2025&amp;", "ky=2025-12"):
        assert words in page
    assert 'rel="next"' not in text_of(desk, "indicators", ky="2099")


def test_the_home_page_gets_what_is_behind_as_tiles(desk: Client) -> None:
    page = text_of(desk, "tiles")
    assert 'class="tile"' in page
    assert "style=" not in page


@pytest.fixture
def head(world: World) -> Client:
    """The browser of the head of the station, who sets its plan."""
    return signed_in(world, Role.STATION_HEAD, HERE, "thu")


def test_the_plan_of_the_year_is_set_on_a_page_and_the_number_is_held_to_it(head: Client) -> None:
    where = f"{reverse('reports:targets')}?ky={MONTH}&nam=2026"
    assert head.post(where, {"giua-ct25-insured": "50,5", "nguon": "KH 12/KH-UBND"}).status_code == 302
    page = text_of(head, "targets", ky=MONTH, nam="2026")
    assert 'value="50,5"' in page
    assert "KH 2026 50,5 %" in text_of(head, "indicators", ky=MONTH, chi_tieu="ct25-insured")
    chart = marks(text_of(head, "trend", ky=MONTH, chi_tieu="ct25-insured"), "trend")
    assert ("plan", 50.5) in {(one["kind"], one["value"]) for one in chart["marks"]}
    assert head.post(where, {"giua-ct25-insured": ""}).status_code == 302
    assert "KH 2026" not in text_of(head, "indicators", ky=MONTH, chi_tieu="ct25-insured")


def test_a_plan_that_cannot_be_is_answered_beside_its_field_and_nothing_is_kept(head: Client) -> None:
    where = f"{reverse('reports:targets')}?ky={MONTH}&nam=2026"
    answer = head.post(where, {"giua-ct25-insured": "80", "cuoi-ct25-managed": "chín mươi"})
    assert answer.status_code == 422
    assert 'id="loi-cuoi-ct25-managed"' in answer.content.decode()
    assert "Hãy gõ một số" in answer.content.decode()
    assert "KH 2026" not in text_of(head, "indicators", ky=MONTH, chi_tieu="ct25-insured")


@pytest.mark.parametrize("year", ["x", "0", "-1", "0000", "2101", "²⁰²⁶", "2026 "])
def test_a_year_that_cannot_be_read_sets_no_other_years_plan(head: Client, year: str) -> None:
    where = f"{reverse('reports:targets')}?{urlencode({'ky': MONTH, 'nam': year})}"
    for answer in (head.post(where, {"giua-ct25-insured": "80"}), head.get(where)):
        assert answer.status_code == 422
        assert "không dùng được. Hãy ghi năm từ 2000 đến 2100." in answer.content.decode()
    assert not PlannedTarget.objects.exists()


def test_a_nurse_sees_the_plan_and_cannot_set_it(desk: Client) -> None:
    page = text_of(desk, "targets", ky=MONTH)
    assert "Kế hoạch năm 2026" in page
    assert "Lưu kế hoạch" not in page
    assert desk.post(f"{reverse('reports:targets')}?ky={MONTH}", {"giua-ct25-insured": "80"}).status_code == 403


def test_the_province_plans_for_itself_and_its_communes_see_whose_plan_it_is(province: Client, world: World) -> None:
    where = f"{reverse('reports:targets')}?ky={MONTH}&nam=2026"
    assert province.post(where, {"giua-ct25-insured": "91"}).status_code == 302
    desk = signed_in(world, Role.NURSE)
    assert "tỉnh: 91 %" in text_of(desk, "targets", ky=MONTH, nam="2026")


def test_the_nation_is_compared_by_province_and_leads_down_to_it(world: World) -> None:
    Province.objects.create(code="12", name="Tỉnh Lai Châu", unit_type="Tỉnh", valid_from=date(2025, 7, 1))
    desk = signed_in(world, Role.ADMINISTRATOR, HERE, "quantri")
    page = text_of(desk, "comparison", ky=MONTH, chi_tieu="ct25-insured")
    assert "Ở tỉnh nào" in page
    assert "tinh=12" in page
    assert "data-chart" not in page  # one province is no map
    inside = marks(text_of(desk, "comparison", ky=MONTH, chi_tieu="ct25-insured", tinh="12"), "map")["points"]
    assert len(inside) == 2
    assert f'/{sum(one["size"] for one in inside)}"' in page
    counts = text_of(desk, "people", "ct25-insured", ky=MONTH)
    assert "Lai Châu" in counts
    assert "Lan" not in counts


@pytest.mark.parametrize(("role", "status"), [(Role.NURSE, (200, 404, 404)), (Role.ADMINISTRATOR, (200, 200, 404))])
def test_a_province_out_of_scope_or_that_is_not_does_not_exist(
    world: World, role: Role, status: tuple[int, ...]
) -> None:
    for code, name in (("12", "Tỉnh Lai Châu"), ("01", "Thành phố Hà Nội")):
        Province.objects.create(code=code, name=name, unit_type="Tỉnh", valid_from=date(2025, 7, 1))
    browser = signed_in(world, role, HERE, "oanh")
    where = reverse("reports:indicators")
    asked = [browser.get(where, {"ky": MONTH, "tinh": code}) for code in ("12", "01", "99")]
    assert tuple(answer.status_code for answer in asked) == status
    assert browser.get(where, {"ky": MONTH, "tinh": "012"}).status_code == 404
