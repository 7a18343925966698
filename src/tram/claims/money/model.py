"""What is asked about money and what is answered: frozen values, exact decimals of đồng.

Formulas are in ``lines``, ``aid`` and ``totals``; what the decisions leave open is a dated setting (``rules``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
DRUGS, SERVICES = "XML2", "XML3"


class MoneyError(ValueError):
    """A line that cannot be reckoned; ``str()`` says in Vietnamese what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence that explains, where it is from, and how sure that is (official, transcribed, assumed)."""

    sentence: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What others than the patient and the fund pay for one line, by T_NGUONKHAC_NSNN, _VTNN, _VTTN and _CL."""

    nsnn: Decimal = ZERO
    vtnn: Decimal = ZERO
    vttn: Decimal = ZERO
    cl: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """T_NGUONKHAC: the sum of the four."""
        return self.nsnn + self.vtnn + self.vttn + self.cl


@dataclass(frozen=True, slots=True)
class Line:
    """One line of XML2 or XML3 before money is reckoned.

    ``price`` is DON_GIA (XML2) or DON_GIA_BV, ``price_bh`` DON_GIA_BH (XML2: None, the same price). Rates and
    ``level`` are percents: TYLE_TT_DV (XML3 only), TYLE_TT_BH, MUC_HUONG. ``aid`` says whom other sources help:
    "patient", "facility" or "arv"; "" = the patient. ``scope`` is PHAM_VI, ``payer`` NGUON_CTRA, ``pays`` MA_PTTT,
    ``group`` MA_NHOM, ``ceiling`` T_TRANTT (None = no ceiling).
    """

    table: str
    quantity: Decimal
    price: Decimal
    level: Decimal
    price_bh: Decimal | None = None
    group: str = ""
    service_rate: Decimal = HUNDRED
    fund_rate: Decimal = HUNDRED
    sources: Sources = field(default_factory=Sources)
    aid: str = ""
    scope: str = "1"
    payer: str = "1"
    ceiling: Decimal | None = None
    pays: str = "1"


@dataclass(frozen=True, slots=True)
class Amounts:
    """A line in đồng, two decimals: THANH_TIEN_BV, THANH_TIEN_BH, T_BNTT, T_BNCCT, T_BHTT, T_NGUONKHAC.

    ``bv`` is always ``self_paid + copaid + fund + other``, and none is negative. ``sources`` tells ``other`` apart.
    """

    bv: Decimal
    bh: Decimal
    self_paid: Decimal
    copaid: Decimal
    fund: Decimal
    other: Decimal
    sources: Sources


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of XML1.

    T_THUOC, T_VTYT, T_TONGCHI_BV, T_TONGCHI_BH, T_BNTT, T_BNCCT, T_BHTT, T_NGUONKHAC, T_BHTT_GDV, in đồng.
    """

    drugs: Decimal
    supplies: Decimal
    bv: Decimal
    bh: Decimal
    self_paid: Decimal
    copaid: Decimal
    fund: Decimal
    other: Decimal
    fund_by_service: Decimal


@dataclass(frozen=True, slots=True)
class Route:
    """What an entitlement (MA_DOITUONG_KCB) lets the fund pay: ``share`` of the level, or all whatever the card."""

    share: Decimal
    whatever_card: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of money on a day: settings where the decisions conflict, base salary, levels, routes.

    Settings: ``service_bv`` "plain|rate|difference", ``drug_shares`` "bh|bv", ``aid`` "kind|order",
    ``ceiling`` "line|unit", ``total_fund`` "lines|formula". ``whys`` explains each by its name.
    """

    day: date
    base_salary: Decimal
    service_bv: str
    drug_shares: str
    aid: str
    ceiling: str
    total_fund: str
    supply_groups: frozenset[str]
    small_share: Decimal
    ceiling_months: Decimal
    pockets: Mapping[str, str]
    exam_rates: tuple[tuple[int, Decimal], ...]
    bed_rates: tuple[tuple[int, Decimal], ...]
    levels: Mapping[str, Decimal]
    transport: Mapping[str, Decimal]
    routes: Mapping[tuple[str, str], Route]
    areas: frozenset[str]
    area_route: str
    area_helps: frozenset[str]
    whys: Mapping[str, Why]

    @property
    def small_total(self) -> Decimal:
        """Below this total in scope the patient pays no share (15 % of the base salary), in đồng."""
        return self.base_salary * self.small_share / HUNDRED

    @property
    def copaid_limit(self) -> Decimal:
        """Above this sum of shares in a year one who is insured five years on end pays none, in đồng."""
        return self.base_salary * self.ceiling_months


@dataclass(frozen=True, slots=True)
class LevelAsked:
    """What decides the level of cover (MUC_HUONG) of a visit.

    ``digit`` is the benefit digit in force on the day ("" = no card), ``entitlement`` MA_DOITUONG_KCB.
    ``total_in_scope`` is T_TONGCHI_BH (None = not known yet: the small-total rule is then not asked).
    ``dispensed_for_above``: the station only hands out drugs a higher facility prescribed for a chronic disease.
    ``exempt``: holds a paper that frees from co-payment this year. ``copaid_this_year`` in đồng.
    """

    day: date
    digit: str
    entitlement: str = "1.2"
    commune_station: bool = True
    total_in_scope: Decimal | None = None
    exempt: bool = False
    area: str = ""
    five_years_reached: bool = False
    copaid_this_year: Decimal = ZERO
    inpatient: bool = False
    dispensed_for_above: bool = False
    transport: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """MUC_HUONG in percent (0 to 100, at most one decimal as QĐ 1931/2026 allows) and why."""

    percent: Decimal
    why: Why
