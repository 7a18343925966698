"""What a list is asked for, as it stands in the address; every link of the page keeps the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tram.immunization.api import AGE_BANDS, Kind, groups
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid

AHEAD = (0, 7, 30)
MOST_PAGES = 10_000
ON_SCREEN, ON_PAPER = 60, 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """One list: place, kind, and what narrows it. ``commune`` "" means all of the actor's; ``ahead`` days.

    ``whole``: for paper, so without pages.
    """

    actor: Actor
    today: date
    kind: Kind
    commune: str = ""
    village: UUID | None = None
    group: str = ""
    age: str = ""
    ahead: int = 7
    page: int = 1
    whole: bool = False

    @property
    def size(self) -> int:
        """How many people stand on a page: few on a screen, everybody on paper."""
        return ON_PAPER if self.whole else ON_SCREEN

    @property
    def until(self) -> date:
        """The last day that counts as due."""
        return self.today + timedelta(days=self.ahead)

    def url(self, **changed: object) -> str:
        """The address of this list with something changed; a change begins at the first page."""
        said = self._said() | {name: str(value or "") for name, value in {"page": "", "in": "", **changed}.items()}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{reverse('immunization:due')}?{query}" if query else reverse("immunization:due")

    def hidden(self, *but: str) -> Mapping[str, str]:
        """What a form keeps beside the fields it shows."""
        return {name: value for name, value in self._said().items() if value and name not in but}

    def _said(self) -> dict[str, str]:
        return {
            "loai": self.kind.value,
            "xa": self.commune,
            "thon": str(self.village or ""),
            "vac_xin": self.group,
            "tuoi": self.age,
            "in": "1" if self.whole else "",
            "den": "" if self.ahead == Asked.__dataclass_fields__["ahead"].default else str(self.ahead),
        }


def read_asked(request: HttpRequest) -> Asked:
    """The list an address asks for; what it says wrongly is as if it had not been said."""
    actor, said = actor_of(request), request.GET
    asked = Asked(actor, today_vn(time_of(request)), _kind(said.get("loai", "")))
    page, ahead = said.get("page", ""), said.get("den", "")
    return replace(
        asked,
        commune=said.get("xa", "")[:5] or actor.commune,
        village=as_uuid(said.get("thon", "")),
        group=said.get("vac_xin", "") if said.get("vac_xin", "") in groups() else "",
        age=said.get("tuoi", "") if said.get("tuoi", "") in {band.code for band in AGE_BANDS} else "",
        ahead=int(ahead) if ahead in map(str, AHEAD) else asked.ahead,
        whole=said.get("in") == "1",
        page=_page(page),
    )


def _kind(text: str) -> Kind:
    return Kind(text) if text in set(Kind) else Kind.OVERDUE


def _page(text: str) -> int:
    """The page's number; 1 for none. Python reads no number of thousands of digits, so a long one is none."""
    fits = text.isascii() and text.isdigit() and len(text) < len(str(MOST_PAGES))
    return max(int(text), 1) if fits else 1
