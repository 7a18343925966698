"""What an address of the indicator pages says, and how it is written back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.formats import get_format

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal
from tram.reports import api


@dataclass(frozen=True, slots=True)
class Board:
    """The filters of the dashboard. ``commune`` "" means every commune in scope; ``chosen`` "" the first indicator."""

    actor: Actor
    at: datetime
    day: date
    province: str
    commune: str
    chosen: str
    split: str
    areas: tuple[api.Area, ...]
    provinces: tuple[api.Area, ...]

    @property
    def communes(self) -> Sequence[str] | None:
        """What the questions are asked about: one commune, a province's, or (None) all in scope."""
        if self.commune:
            return [self.commune]
        return api.province_communes(self.actor, self.day, self.province)

    @property
    def area_name(self) -> str:
        """The name of the chosen commune or province; "" for all in scope."""
        for code, choices in ((self.commune, self.areas), (self.province, self.provinces)):
            name = next((one.name for one in choices if one.code == code), "")
            if code and name:
                return name
        return ""

    @property
    def compares(self) -> bool:
        """Whether there is more than one commune to compare."""
        return len(self.areas) > 1

    def query(self, **changes: str) -> str:
        """The address's parameters with some changed; empty ones are left out."""
        said = {
            "tinh": self.province,
            "xa": self.commune,
            "ngay": self.day.isoformat(),
            "chi_tieu": self.chosen,
            "theo": self.split,
            **changes,
        }
        return urlencode({name: value for name, value in said.items() if value})


def read_board(request: HttpRequest) -> Board:
    """The filters of a request; a missing day is today in Vietnam. Refuses a day that cannot be read."""
    actor, at = actor_of(request), time_of(request)
    day = read_day(request.GET.get("ngay", ""), today_vn(at))
    province = request.GET.get("tinh", "")[:2]
    areas = api.areas(actor, day, province)
    commune = request.GET.get("xa", "")[:5] or (areas[0].code if len(areas) == 1 else "")
    return Board(
        actor=actor,
        at=at,
        day=day,
        province=province,
        commune=commune,
        chosen=request.GET.get("chi_tieu", "")[:60],
        split=request.GET.get("theo", "")[:30],
        areas=areas,
        provinces=api.provinces_to_choose(actor, day),
    )


def read_day(text: str, default: date) -> date:
    """A day as addresses (2026-10-31) and people (31/10/2026) write it."""
    if not text.strip():
        return default
    for shape in ("%Y-%m-%d", *get_format("DATE_INPUT_FORMATS")):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise Refusal("day.unreadable", "Ngày phải có dạng dd/mm/yyyy, ví dụ 31/10/2026.", {"field": "ngay"})


def read_page(request: HttpRequest) -> int:
    """The page number asked for, 1 when it is none."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) <= 6 else 1
