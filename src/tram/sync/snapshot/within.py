"""What a machine's scope means in a condition on rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tram.places.api import codes_of_province, province_of
from tram.sync.rules.scope import PROVINCE_DIGITS, Scope
from tram.sync.snapshot.plan import Plan, among

COMMONS = frozenset({"places", "workforce"})  # small, and what other rows point to: the whole province holds them


@dataclass(frozen=True, slots=True)
class Within:
    """The communes of a scope and, for the commons, those of its provinces; None: all of them. '' is always inside.

    A province in the scope is inside too: what is about all of it (its reports, its plan) bears its two digits.
    """

    scope: Scope
    codes: tuple[str, ...] | None
    common: tuple[str, ...] | None

    @classmethod
    def of(cls, scope: Scope) -> Within:
        """The communes of a scope, by codes in force now or ever."""
        if scope.whole:
            return cls(scope, None, None)
        provinces = {place for place in scope.places if len(place) == PROVINCE_DIGITS}
        around = provinces | {province_of(place) for place in scope.places - provinces}
        codes = scope.places | _codes(provinces)
        return cls(scope, tuple(sorted(codes | {""})), tuple(sorted(codes | _codes(around - {""}) | {""})))

    def rows(self, plan: Plan) -> tuple[str, list[Any]]:
        """(condition, parameters): the rows of a table that bear a place inside."""
        codes = self.common if plan.room in COMMONS else self.codes
        if not self.scope.allows_table(plan.table, plan.room):
            return "1 = 0", []
        if codes is None or plan.place is None:
            return "1 = 1", []
        return among(f'"{plan.place}"', codes)

    def homes(self) -> tuple[str, list[Any]]:
        """(condition, parameters): the people who live inside."""
        return ("1 = 1", []) if self.codes is None else among("commune", self.codes)

    def covers(self, commune: str) -> bool:
        """Whether a commune is inside."""
        return self.codes is None or commune in self.codes


def _codes(provinces: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(codes_of_province(province) for province in provinces))
