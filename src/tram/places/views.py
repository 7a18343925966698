"""What the places room answers with: frozen values, each true on the day that was asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProvinceView:
    """A province or centrally-run city."""

    code: str
    name: str
    unit_type: str


@dataclass(frozen=True, slots=True)
class CommuneView:
    """A commune, ward or special zone as published law has it.

    ``district_name`` is '' since 1 July 2025. ``population`` (people), ``area_km2`` and the centre (WGS 84 degrees) are
    None where no source gives them.
    """

    code: str
    name: str
    full_name: str
    unit_type: str
    district_name: str
    province_code: str
    province_name: str
    valid_from: date
    valid_to: date | None
    population: int | None = None
    area_km2: Decimal | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """Where an old commune went; ``divided`` when it went to several new ones."""

    old_code: str
    new_code: str
    divided: bool
    effective_on: date


@dataclass(frozen=True, slots=True)
class Baseline:
    """Counts carried to the new communes.

    ``numbers``: new code → count; ``assumed``: new codes whose count holds a share of a divided commune; ``unmapped``:
    codes no succession knows, whose counts are left out and must be shown.
    """

    numbers: Mapping[str, int]
    assumed: frozenset[str]
    unmapped: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class VillageView:
    """A village (thôn, bản, tổ dân phố). ``merged_into`` is the village it became part of, else None.

    ``area`` is K1, K2, K3 or "" for nowhere special.
    """

    id: UUID
    commune: str
    name: str
    kind: str
    kind_name: str
    code: str
    area: str
    area_name: str
    valid_from: date
    valid_to: date | None
    merged_into: UUID | None

    @property
    def full_name(self) -> str:
        """``Bản Hon`` with its kind in front when the name does not say it already."""
        if self.name.casefold().startswith(self.kind_name.casefold() + " "):
            return self.name
        return f"{self.kind_name} {self.name}"


@dataclass(frozen=True, slots=True)
class FacilityView:
    """A facility with the name, site, codes and leader it had on a day. ``codes``: code system → value."""

    id: UUID
    kind: str
    kind_name: str
    name: str
    commune: str
    address: str
    parent: UUID | None
    valid_from: date
    valid_to: date | None
    merged_into: UUID | None
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffCountView:
    """How many staff of a category a facility or a village has, as an administrator entered it."""

    id: UUID
    commune: str
    facility: UUID | None
    village: UUID | None
    category: str
    number: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a place's history: the day, what happened (``founded``, ``renamed``, ``moved``, ``led``, ``coded``,
    ``counted``, ``merged``, ``closed``) and the name, address, code or number it happened with."""

    day: date
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What ``load_reference`` wrote: rows added, rows brought up to the definitions, seconds are the caller's."""

    added: int
    changed: int


@dataclass(frozen=True, slots=True)
class BoundariesStored:
    """How many communes got an outline, which features named no commune in force, and which communes of the provinces
    drawn still have none."""

    stored: int
    unmatched: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A commune's shape as an SVG path in a box of ``width`` by ``height``."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shapes of a province's communes as GeoJSON text, of which communes, and a digest of it all."""

    geojson: str
    digest: str
    codes: frozenset[str]
