"""What the pages of the store share: whose store, which vaccine is called what, what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.immunization.api import vaccines
from tram.kernel.actors import Actor, may, not_found, require
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day
from tram.places.api import commune as commune_on
from tram.places.api import place_label, station_of

MOST_PLACES = 60


def store_of(request: HttpRequest) -> str:
    """The commune whose store is looked at: the one asked for (``xa``), else the actor's own, else the first in scope.

    Refuses (404) one out of scope.
    """
    actor = actor_of(request)
    chosen = request.GET.get("xa", "")[:5] or actor.commune or next(iter(sorted(actor.communes or ())), "")
    if not chosen:
        raise not_found()
    require(actor, "vaccine_stock.read", chosen)
    return chosen


def frame(request: HttpRequest, commune: str) -> dict[str, Any]:
    """What every page of the store shows around itself."""
    actor, at = actor_of(request), time_of(request)
    place, province = place_label(commune, today_vn(at))
    own = station_of(commune, today_vn(at))
    return {
        "commune": commune,
        "station": own.name if own else place,
        "province": province,
        "today": today_vn(at),
        "at": at,
        "may_write": may(actor, "vaccine_stock.write") and (actor.communes is None or commune in actor.communes),
        "places": _places(actor, today_vn(at)),
    }


def _places(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The communes to choose from, for whoever works for several."""
    codes = sorted(actor.communes or ())
    if len(codes) < 2 or len(codes) > MOST_PLACES:
        return []
    found = ((code, commune_on(code, day)) for code in codes)
    return [(code, one.full_name if one else code) for code, one in found]


def vaccine_name(code: str) -> str:
    """What a vaccine is called in the reader's language; its code when nobody knows it."""
    known = vaccines().get(code)
    if known is None:
        return code
    return known.name_en if get_language() == "en" else known.name_vi


def vaccine_choices(codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Vaccines to choose from, those of the programme first."""
    wanted = vaccines() if codes is None else codes
    return [(code, vaccine_name(code)) for code in wanted]


def typed(source: QueryDict, name: str) -> str:
    """What was typed, without what no database keeps."""
    return source.get(name, "").replace("\0", "").strip()


def token_of(request: HttpRequest) -> str:
    """The name a form bears from its first showing until it is saved, so that sent twice it is saved once."""
    return str(as_uuid(request.POST.get("token", "")) or uuid7())


def number_in(text: str, field: str) -> int:
    """A whole number as people type it. Refuses what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Refusal(f"stock.{field}_wrong", _("Hãy ghi số nguyên từ 0 trở lên."), {"field": field})
    return int(text)


def celsius_in(text: str) -> Decimal | None:
    """A temperature as people type it (4,5 or 4.5 or -1); None when nothing was typed. Refuses what is none."""
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 1000 or found != round(found, 1):
        told = _("Nhiệt độ ghi như 5 hoặc 4,5. Hãy xem lại.")
        raise Refusal("stock.celsius_wrong", told, {"field": "celsius"})
    return round(found, 1)


def at_in(day: str, hour: str, field: str) -> datetime:
    """A day and an hour (9:30) as people type them, as an instant. Refuses what is none."""
    try:
        clock = datetime.strptime(hour.replace("h", ":").replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 - a time only
    except ValueError:
        raise Refusal(f"stock.{field}_wrong", _("Giờ ghi như 9:30. Hãy xem lại."), {"field": field}) from None
    return datetime.combine(parse_day(day, field), clock, VN_TZ)
