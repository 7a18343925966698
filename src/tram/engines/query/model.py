"""What an indicator is made of. Values only: reading them is `load`, checking is `check`, running is `compiled`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from tram.engines.definitions.head import Head

Key = str | int | bool | UUID | None
Keys = Mapping[str, Key]
STATE = "day"
HUNDRED = 100
PERIODS = (STATE, "month", "quarter", "half", "year")


@dataclass(frozen=True, slots=True)
class Population:
    """Who (or what) is counted: rows of a table for which the condition is true, narrowed to places first.

    `weight` is a whole number that each row counts for (doses of a delivery); without it a row counts once.
    """

    table: str
    condition: str = "true"
    subject: str = "person"
    place: str = ""
    order: tuple[str, ...] = ()
    words_vi: str = ""
    words_en: str = ""
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A numerator or denominator: a condition on the population and its words."""

    condition: str
    words_vi: str = ""
    words_en: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A way to divide a number: an expression, or bands over a whole number given by their lower bounds.

    `values` says it otherwise for some tables. Keys are read aloud by `words_vi` and `words_en`, or by the lines of the
    code list `code_list` ("room.name", columns code and name). `private`: keys whose people are named to their own
    station only; what is counted under them is no secret.
    """

    id: str
    title_vi: str
    title_en: str
    value: str = ""
    bands: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    words_vi: Mapping[str, str] = field(default_factory=dict)
    words_en: Mapping[str, str] = field(default_factory=dict)
    code_list: str = ""
    private: frozenset[str] = frozenset()

    def value_for(self, table: str) -> str:
        """The expression that divides rows of the table; empty when the split does not know it."""
        return self.values.get(table, self.value)

    def band_names(self) -> tuple[str, ...]:
        """The keys of the bands: "0-4", "5-14", …, "80+"."""
        pairs = zip(self.bands, self.bands[1:], strict=False)
        return (*(f"{low}-{high - 1}" for low, high in pairs), *(f"{low}+" for low in self.bands[-1:]))


@dataclass(frozen=True, slots=True)
class Example:
    """A tiny world with the number it must give.

    `missing` names who must not be in the numerator, `value` what a ratio comes to (None: not asked).
    """

    title_vi: str
    params: Params
    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    numerator: int
    denominator: int | None
    missing: tuple[str, ...] | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """One number over another: how many of `over` for every `per` of `under` (their numerators; ids of indicators)."""

    over: str
    under: str
    per: int = 1_000


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """One number: population, numerator, denominator, splits, target, source, examples; or the ratio of two others.

    `periods` says when it is asked: ("day",) for a state at `:at`, else the lengths of a flow from `:start` to `:end`.
    """

    head: Head
    kind: str
    population: Population
    numerator: Part
    denominator: Part
    direction: str = "up"
    target: Decimal | None = None
    splits: tuple[Split, ...] = ()
    examples: tuple[Example, ...] = ()
    periods: tuple[str, ...] = (STATE,)
    ratio: Ratio | None = None

    @property
    def is_flow(self) -> bool:
        """Whether it counts what happened in a period (else how things stand on a day)."""
        return STATE not in self.periods

    def value(self, numerator: int, denominator: int | None) -> Decimal | None:
        """What the number comes to: percent, or so many per `ratio.per`, one digit after the comma; a count itself.

        None when there is nothing to divide by.
        """
        if denominator is None:
            return Decimal(numerator)
        return per(self.ratio.per if self.ratio else HUNDRED, numerator, denominator)

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.head.id

    def split(self, name: str) -> Split | None:
        """The split of that id, or None."""
        return next((split for split in self.splits if split.id == name), None)


@dataclass(frozen=True, slots=True)
class Params:
    """What a run is given: dates, places (None: everywhere, empty: nowhere) and values of splits to keep to."""

    at: date
    start: date | None = None
    end: date | None = None
    places: tuple[str, ...] | None = None
    only: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)

    def dates(self) -> dict[str, date]:
        """`at`, `start`, `end`: without a period, start and end are the day itself."""
        return {"at": self.at, "start": self.start or self.at, "end": self.end or self.at}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: keys of its splits, numerator, denominator (None for a plain count)."""

    keys: Keys
    numerator: int
    denominator: int | None

    @property
    def missing(self) -> int:
        """How many of the denominator are not in the numerator (0 for a plain count)."""
        return 0 if self.denominator is None else self.denominator - self.numerator

    @property
    def percent(self) -> Decimal | None:
        """Numerator per hundred, one digit after the comma; None for a count or an empty denominator."""
        return per(HUNDRED, self.numerator, self.denominator)


def per(size: int, numerator: int, denominator: int | None) -> Decimal | None:
    """How many in every `size`, one digit after the comma, halves away from zero; None without a denominator."""
    if not denominator:
        return None
    return (Decimal(numerator) * size / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Counted:
    """One row behind a cell: its id, its person (None when the table has none), and whether the numerator has it."""

    row: UUID | str
    person: UUID | None
    counted: bool
