"""Which places and which rooms a machine may hold and write. Pure: the province of a commune is asked of the caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tram.kernel.refusals import Refusal

PROVINCE_DIGITS, COMMUNE_DIGITS = 2, 5
_PLACE = re.compile(r"[0-9]{2}|[0-9]{5}")
_KIND = re.compile(r"[a-z][a-z_]{1,29}")

PAPERS = frozenset({"sync_certificate", "sync_revocation", "sync_loan"})
ProvinceOf = Callable[[str], str]
"""Province code of a commune code; '' when the commune is unknown. A commune's code does not begin with it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Places (2 digits a province, 5 a commune; none: the whole nation) and rooms (none: every room)."""

    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, places: str, kinds: str = "") -> Scope:
        """A scope from two texts of words parted by blanks; '' is all. Refuses ``scope.unreadable``."""
        return cls(_words(places, _PLACE, "places"), _words(kinds, _KIND, "kinds"))

    @property
    def places_text(self) -> str:
        """The places as ``parse`` reads them, always in the same order."""
        return " ".join(sorted(self.places))

    @property
    def kinds_text(self) -> str:
        """The rooms as ``parse`` reads them, always in the same order."""
        return " ".join(sorted(self.kinds))

    @property
    def text(self) -> str:
        """Places and rooms in one text: two scopes are the same when their texts are."""
        return f"{self.places_text}|{self.kinds_text}"

    @property
    def whole(self) -> bool:
        """Whether it is the whole nation."""
        return not self.places

    def covers(self, place: str, province_of: ProvinceOf) -> bool:
        """Whether a place lies inside: a commune, a province, or '' (the nation, which only the nation covers)."""
        if self.whole:
            return True
        if place in self.places:
            return True
        return len(place) == COMMUNE_DIGITS and province_of(place) in self.places

    def allows(self, room: str) -> bool:
        """Whether rows of a room (its app label) may be held and written."""
        return not self.kinds or room in self.kinds

    def allows_table(self, table: str, room: str) -> bool:
        """Whether rows of a table may be held: those of an allowed room, and the papers that say who may what."""
        return table in PAPERS or self.allows(room)

    def contains(self, other: Scope, province_of: ProvinceOf) -> bool:
        """Whether all that the other scope may, this one may too."""
        if self.kinds and (not other.kinds or not other.kinds <= self.kinds):
            return False
        if other.whole:
            return self.whole
        return all(self.covers(place, province_of) for place in other.places)


def _words(text: str, shape: re.Pattern[str], field: str) -> frozenset[str]:
    words = text.split(" ") if text else []
    if not _all_fit(words, shape):
        raise Refusal(
            "scope.unreadable",
            "Phạm vi phải là các mã tỉnh (2 chữ số) hoặc mã xã (5 chữ số), cách nhau một dấu cách; trống là cả nước.",
            {"field": field},
        )
    return frozenset(words)


def _all_fit(words: Iterable[str], shape: re.Pattern[str]) -> bool:
    return all(shape.fullmatch(word) for word in words)
