"""What an address of the indicator pages says, and how it is written back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest

from tram.kernel import read_log
from tram.kernel.actors import Actor, may, may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, month, name_of, parse_period
from tram.places import api as places
from tram.reports import api

BEHIND, EQUITY = "cham", "cong-bang"
GROUPS = {
    "chi-thi": "directive",
    "man-tinh": "chronic",
    "cong-viec": "work",
    "tiem-chung": "immunization",
    "benh": "disease",
    "dan-so": "population",
    "chat-luong": "quality",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the actor's scope is looked at. All "" means the whole of it."""

    province: str = ""
    commune: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The filters of the dashboard. ``chosen`` "" is the first indicator of the group, ``split`` "" undivided."""

    actor: Actor
    at: datetime
    today: date
    period: Period
    place: Place
    group: str
    chosen: str
    split: str
    second: str
    order: str
    areas: tuple[api.Area, ...]
    provinces: tuple[api.Area, ...]
    villages: tuple[api.Area, ...]

    @property
    def asker(self) -> Actor:
        """Who the questions are asked for: the actor, narrowed to the chosen village."""
        if not self.place.village:
            return self.actor
        return replace(
            self.actor,
            communes=frozenset({self.place.commune}),
            villages=frozenset({UUID(self.place.village)}),
        )

    @property
    def communes(self) -> Sequence[str] | None:
        """What the questions are asked about: one commune, a province's, or (None) all in scope."""
        if self.place.commune:
            return [self.place.commune]
        return api.province_communes(self.actor, self.day, self.place.province)

    @property
    def day(self) -> date:
        """The day on which names and places are told: the period's last, or today while it runs."""
        return max(self.period.start, min(self.period.end or self.today, self.today))

    @property
    def place_name(self) -> str:
        """The name of the chosen village, commune or province, or of the province that all in scope is; "" else."""
        chosen = (
            (self.place.village, self.villages),
            (self.place.commune, self.areas),
            (self.place.province, self.provinces),
        )
        if self.actor.villages is not None and len(self.villages) == 1:
            return self.villages[0].name
        found = next((one.name for code, known in chosen if code for one in known if one.code == code), "")
        return found or (_province_name(self.plan_place, self.day) if self.plan_place else "")

    @property
    def plan_place(self) -> str:
        """The commune or province whose plan is looked at: the chosen one, or the province when all of it is in scope;
        "" else (the nation, or several communes)."""
        if self.place.commune or self.place.province:
            return self.place.commune or self.place.province
        provinces = {places.province_of(one.code) for one in self.areas}
        only = next(iter(provinces)) if len(provinces) == 1 else ""
        return only if only and places.communes_of_province(only, self.day) <= {one.code for one in self.areas} else ""

    @property
    def finest(self) -> str:
        """What compares the places below the chosen one: "province", "commune", "village", or "" in a village."""
        if self.provinces and not (self.place.province or self.place.commune):
            return "province"
        if self.place.village or (self.actor.villages is not None and len(self.actor.villages) == 1):
            return ""
        return "village" if self.place.commune else "commune"

    @property
    def names_people(self) -> bool:
        """Whether this person may see who stands behind a number."""
        return may(self.actor, "indicator.people")

    def query(self, **changes: str) -> str:
        """The address's parameters with some changed; empty ones are left out."""
        said = {
            "ky": name_of(self.period),
            "tinh": self.place.province,
            "xa": self.place.commune,
            "thon": self.place.village,
            "nhom": self.group,
            "chi_tieu": self.chosen,
            "theo": self.split,
            "va": self.second,
            "xep": self.order,
            **changes,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def fields(self, *left_out: str) -> tuple[tuple[str, str], ...]:
        """The address's parameters as a form carries them, without those it asks for itself."""
        return tuple((name, text) for name, text in parse_qsl(self.query()) if name not in left_out)

    def note(self, what: str) -> None:
        """Writes into the read log that the counts of a place were looked at; nobody's name was in them."""
        where = self.place.village or self.place.commune or self.place.province or "*"
        read_log.note(self.actor, self.at, f"{what} {where} {name_of(self.period)}", people=0)


def read_board(request: HttpRequest) -> Board:
    """The filters of a request; a missing period is this month. Refuses a period that cannot be read (422) and a place
    out of scope (404)."""
    actor, at = actor_of(request), time_of(request)
    today = today_vn(at)
    period = _period(request.GET.get("ky", ""), today)
    day = max(period.start, min(period.end or today, today))
    province = _province(actor, request.GET.get("tinh", ""), {day, today})
    areas = api.areas(actor, day, province)
    commune = request.GET.get("xa", "")[:5] or (areas[0].code if len(areas) == 1 else "")
    villages = _villages(actor, commune, day)
    return Board(
        actor=actor,
        at=at,
        today=today,
        period=period,
        place=Place(province, commune, _village(request.GET.get("thon", ""), villages)),
        group=request.GET.get("nhom", "")[:12],
        chosen=request.GET.get("chi_tieu", "")[:60],
        split=request.GET.get("theo", "")[:30],
        second=request.GET.get("va", "")[:30],
        order=request.GET.get("xep", "")[:8],
        areas=areas,
        provinces=api.provinces_to_choose(actor, day),
        villages=villages,
    )


def read_page(request: HttpRequest) -> int:
    """The page number asked for, 1 when it is none."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) <= 6 else 1


def _province(actor: Actor, code: str, days: set[date]) -> str:
    """The province asked for. Refuses (404) one that none of the actor's communes lies in, and one that is not."""
    if not code:
        return ""
    if actor.communes is None:
        known = {one.code for each in days for one in places.provinces(each)}
    else:
        known = {places.province_of(one) for one in actor.communes}
    if code not in known:
        raise not_found()
    return code


def _province_name(code: str, day: date) -> str:
    return next((one.name for one in places.provinces(day) if one.code == code), "")


def _period(text: str, today: date) -> Period:
    period = parse_period(text) if text.strip() else month(today.year, today.month)
    return period if period.end else Period(period.start, today)


def _villages(actor: Actor, commune: str, day: date) -> tuple[api.Area, ...]:
    if not commune:
        return ()
    if not may_see(actor, commune):
        raise not_found()
    found = (one for one in places.villages(commune, day) if may_see(actor, commune, one.id))
    return tuple(api.Area(str(one.id), one.full_name) for one in found)


def _village(text: str, villages: Sequence[api.Area]) -> str:
    """The village asked for. Refuses (404) one that is not of the chosen commune or not in scope."""
    if text and text not in {one.code for one in villages}:
        raise not_found()
    return text
