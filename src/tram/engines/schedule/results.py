"""Who is assessed and what comes out: doses judged, dates forecast, each with the rule that decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Literal

import msgspec

DoseStatus = Literal["valid", "not_valid", "extraneous", "sub_standard"]
SeriesStatus = Literal["complete", "immune", "contraindicated", "not_complete", "not_recommended", "aged_out"]
ReasonCode = Literal[
    "too_young", "too_old", "grace_age", "too_soon", "grace_interval", "conflict",
    "wrong_vaccine", "vaccine_age", "wrong_maker", "inadvertent", "series_complete", "substandard",
]  # fmt: skip
WhyCode = Literal[
    "minimum_age", "minimum_interval", "conflict", "season", "inadvertent", "last_dose",  # what made the earliest day
    "recommended_age", "recommended_interval", "earliest",  # what made the recommended day
    "latest_age", "latest_interval",  # what made the past-due day
    "maximum_age",  # what made the latest day
]  # fmt: skip

NoForecast = Literal["complete", "history", "immune", "contraindicated", "past_season", "too_old", "cannot_finish", ""]


class Given(msgspec.Struct, frozen=True, gc=False):
    """A dose that was given. `vaccine` is a code of the schedule's vaccine list; `spoiled` or past `expires` makes it
    sub-standard."""

    key: Hashable
    day: date
    vaccine: str
    maker: str = ""
    expires: date | None = None
    spoiled: bool = False


class Observed(msgspec.Struct, frozen=True, gc=False):
    """A circumstance from `day` on (None: since ever), through `until` (None: still)."""

    code: str
    day: date | None = None
    until: date | None = None


class Patient(msgspec.Struct, frozen=True, gc=False):
    """A person: `sex` "M", "F" or anything else for unknown. The order of doses and observations does not matter."""

    birth: date
    sex: str
    doses: tuple[Given, ...] = ()
    observed: tuple[Observed, ...] = ()
    country: str = ""


Mark = tuple[WhyCode, str, int | None]  # a rule that gave a date: its code, its id, the day number it counts from


class Reason(msgspec.Struct, frozen=True, gc=False):
    """Why a dose is judged so. `rule` is the id of the rule of the schedule; `limit` the day it should have reached
    (too_young, too_soon, conflict) or not reached (too_old); `since` the day the limit is counted from: birth, a
    dose, an observation."""

    code: ReasonCode
    rule: str = ""
    limit: date | None = None
    since: date | None = None
    vaccine: str = ""  # the other vaccine of a conflict, or the one that does not count


class DoseResult(msgspec.Struct, frozen=True, gc=False):
    """One dose for one antigen (or, in a group, for the group: `antigen` is then the group's code). `number` counts the
    doses that satisfied a target dose up to this one; None when it satisfied none."""

    key: Hashable
    antigen: str
    status: DoseStatus
    number: int | None
    reasons: tuple[Reason, ...] = ()
    target: int | None = None  # the target dose it was judged against, from 1; None when the series was already over


class Why(msgspec.Struct, frozen=True, gc=False):
    """Which rule gave a date: its code and id, and the day it is counted from (birth, a dose, an observation), where
    there is one."""

    code: WhyCode
    rule: str = ""
    since: date | None = None


class Forecast(msgspec.Struct, frozen=True, gc=False):
    """The next dose. `number` counts satisfied doses plus one; `latest` is the last day it may still be given.
    `vaccines` are those the schedule names for it. `why` answers for "earliest", "recommended", "past_due" and
    "latest"."""

    number: int
    earliest: date
    recommended: date
    past_due: date | None
    latest: date | None
    vaccines: tuple[str, ...] = ()
    marks: tuple[tuple[str, Mark], ...] = ()
    target: int = 1  # the target dose forecast, from 1
    unadjusted_recommended: date | None = None
    unadjusted_past_due: date | None = None

    @property
    def why(self) -> dict[str, Why]:
        """Which rule gave each date."""
        return {
            name: Why(code, rule, None if since is None else date.fromordinal(since))
            for name, (code, rule, since) in self.marks
        }


class AntigenResult(msgspec.Struct, frozen=True, gc=False):
    """What one antigen's chosen series says. Where more than one series is needed (a risk series beside the standard
    one), `others` holds the rest. `series` is "" when no series applies to the person; the status is then
    not_recommended."""

    antigen: str
    series: str
    kind: str
    status: SeriesStatus
    doses: tuple[DoseResult, ...]
    forecast: Forecast | None
    reason: NoForecast = ""
    others: tuple[AntigenResult, ...] = ()


class GroupResult(msgspec.Struct, frozen=True, gc=False):
    """What a vaccine group says: its antigens put together. `others` holds the results of further kinds of series
    ("risk" before "standard" when both exist: the main one is the risk series unless it asks for nothing)."""

    group: str
    kind: str
    status: SeriesStatus
    doses: tuple[DoseResult, ...]
    forecast: Forecast | None
    antigens: tuple[str, ...]  # those due in this forecast
    others: tuple[GroupResult, ...] = ()


class Assessment:
    """Everything about one person on one day. The vaccine groups are put together when first asked for."""

    __slots__ = ("_groups", "_make_groups", "antigens")

    def __init__(
        self, antigens: Mapping[str, AntigenResult], make_groups: Callable[[], Mapping[str, GroupResult]]
    ) -> None:
        self.antigens = antigens
        self._make_groups = make_groups
        self._groups: Mapping[str, GroupResult] | None = None

    @property
    def groups(self) -> Mapping[str, GroupResult]:
        """Every vaccine group by code."""
        if self._groups is None:
            self._groups = self._make_groups()
        return self._groups

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        return self.antigens == other.antigens and self.groups == other.groups

    __hash__ = None  # type: ignore[assignment]
