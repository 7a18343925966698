"""The room's code lists, typed: vaccines, antigens, groups, circumstances, reasons, sites and routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tram.immunization.schedule.rows import Line, read_rows, words
from tram.kernel import definitions
from tram.kernel.definitions import remembered

ROOM = "immunization"


@dataclass(frozen=True, slots=True)
class Vaccine:
    """One vaccine. ``antigens`` empty: it is recorded, the schedule asks for none of it. ``presentations``: doses a
    vial, the usual first. ``live_interval``: an injected live vaccine that keeps a distance from others."""

    code: str
    name_vi: str
    short_vi: str
    name_en: str
    antigens: tuple[str, ...]
    group: str
    cvx: str
    cvx_also: tuple[str, ...]
    programme: bool
    live: bool
    live_interval: bool
    presentations: tuple[int, ...]
    dose_ml: Decimal
    dose_ml_later: Decimal | None
    later_months: int | None
    route: str
    sites: tuple[str, ...]
    reconstituted: bool
    source: str
    status: str

    def quantity(self, months: int) -> Decimal:
        """Millilitres of a dose at an age in whole months."""
        later = self.later_months is not None and months >= self.later_months
        return self.dose_ml_later if later and self.dose_ml_later is not None else self.dose_ml

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups it counts for, the one it is named under first."""
        found = [code for code, group in groups().items() if not set(group.antigens).isdisjoint(self.antigens)]
        return tuple(sorted(found, key=lambda code: code != self.group))


@dataclass(frozen=True, slots=True)
class AntigenName:
    """An antigen of the schedule and the disease behind it (ICD-10)."""

    code: str
    name_vi: str
    name_en: str
    disease_vi: str
    disease_en: str
    icd10: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """One line of the schedule as a nurse says it."""

    code: str
    name_vi: str
    short_vi: str
    name_en: str
    antigens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CircumstanceKind:
    """What may be noted of a person. ``effect``: contraindicated (``groups``, ``vaccines``), immune (``antigens``) or
    note. ``ends``: whether it has an end."""

    code: str
    name_vi: str
    name_en: str
    effect: str
    groups: tuple[str, ...]
    vaccines: tuple[str, ...]
    antigens: tuple[str, ...]
    ends: bool
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class DeferralReason:
    """Why a dose was not given. ``kind``: deferred, refused, contraindicated, absent; ``days`` until asked again."""

    code: str
    kind: str
    name_vi: str
    name_en: str
    days: int | None
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its words: a site or a route."""

    code: str
    name_vi: str
    name_en: str


@remembered
def vaccines() -> Mapping[str, Vaccine]:
    """Every vaccine by code, those of the programme first."""
    return {one.code: one for one in read_rows("immunization.vaccines", path("vaccines"), _vaccine)}


@remembered
def vaccine_of_cvx() -> Mapping[str, str]:
    """Our vaccine code of each CVX code."""
    return {cvx: one.code for one in vaccines().values() for cvx in (one.cvx, *one.cvx_also) if cvx}


@remembered
def antigens() -> Mapping[str, AntigenName]:
    """Every antigen by code."""
    return {one.code: one for one in read_rows("immunization.antigens", path("antigens"), _antigen)}


@remembered
def groups() -> Mapping[str, GroupName]:
    """Every group by code, in the order of the schedule."""
    return {one.code: one for one in read_rows("immunization.groups", path("groups"), _group)}


@remembered
def circumstances() -> Mapping[str, CircumstanceKind]:
    """Every circumstance by code."""
    return {one.code: one for one in read_rows("immunization.circumstances", path("circumstances"), _circumstance)}


@remembered
def deferral_reasons(kind: str = "") -> Mapping[str, DeferralReason]:
    """The reasons of a kind (deferred, refused, contraindicated, absent), or all of them, by code."""
    found = read_rows("immunization.deferral_reasons", path("deferral_reasons"), _reason)
    return {one.code: one for one in found if kind in {"", one.kind}}


@remembered
def sites() -> Mapping[str, Named]:
    """Where a dose is given, by code."""
    return {one.code: one for one in read_rows("immunization.sites", path("sites"), _named)}


@remembered
def routes() -> Mapping[str, Named]:
    """How a dose is given, by code."""
    return {one.code: one for one in read_rows("immunization.routes", path("routes"), _named)}


def path(name: str) -> Path:
    """The room's list of that name."""
    return definitions.ROOT / ROOM / f"{name}.csv"


def _vaccine(line: Line) -> Vaccine:
    return Vaccine(
        code=line["code"],
        name_vi=line["name"],
        short_vi=line["short"],
        name_en=line["name_en"],
        antigens=words(line["antigens"]),
        group=line["group"],
        cvx=line["cvx"],
        cvx_also=words(line["cvx_also"]),
        programme=line["programme"] == "yes",
        live=line["live"] == "yes",
        live_interval=line["live_interval"] == "yes",
        presentations=tuple(int(one) for one in words(line["presentations"])),
        dose_ml=Decimal(line["dose_ml"]),
        dose_ml_later=Decimal(line["dose_ml_later"]) if line["dose_ml_later"] else None,
        later_months=int(line["later_months"]) if line["later_months"] else None,
        route=line["route"],
        sites=words(line["sites"]),
        reconstituted=line["reconstituted"] == "yes",
        source=line["source"],
        status=line["status"],
    )


def _antigen(line: Line) -> AntigenName:
    return AntigenName(line["code"], line["name"], line["name_en"], line["disease"], line["disease_en"], line["icd10"])


def _group(line: Line) -> GroupName:
    return GroupName(line["code"], line["name"], line["short"], line["name_en"], words(line["antigens"]))


def _circumstance(line: Line) -> CircumstanceKind:
    return CircumstanceKind(
        code=line["code"],
        name_vi=line["name"],
        name_en=line["name_en"],
        effect=line["effect"],
        groups=words(line["groups"]),
        vaccines=words(line["vaccines"]),
        antigens=words(line["antigens"]),
        ends=line["ends"] == "yes",
        source=line["source"],
        status=line["status"],
    )


def _reason(line: Line) -> DeferralReason:
    days = int(line["days"]) if line["days"] else None
    return DeferralReason(
        line["code"], line["kind"], line["name"], line["name_en"], days, line["source"], line["status"]
    )


def _named(line: Line) -> Named:
    return Named(line["code"], line["name"], line["name_en"])
