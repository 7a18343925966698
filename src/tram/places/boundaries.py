"""Outlines of communes from a GeoJSON file: optional, for drawing on this machine only; nothing else needs them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from django.db import transaction

from tram.kernel.actors import Actor, require
from tram.kernel.text import nfc
from tram.places import refusals
from tram.places.models import Boundary
from tram.places.reads.law import commune, communes, communes_named, provinces
from tram.places.rules import coarse, fault_of, outline, rounded
from tram.places.views import BoundariesStored, CommuneView, Outline, Outlines, ProvinceView

GZIP = b"\x1f\x8b"
LARGEST = 300 * 1024 * 1024
CODES = ("code", "ma_xa", "commune_code", "MA_XA", "maXa")
NAMES = ("fullName", "full_name", "ten_xa", "TEN_XA", "tenXa", "name", "ten", "NAME_3")
PROVINCES = ("province_code", "ma_tinh", "MA_TINH", "maTinh", "province", "ten_tinh", "TEN_TINH", "tenTinh", "NAME_1")
_OUTLINES: dict[tuple[str, str], Outlines] = {}
KEPT = 4


@dataclass(frozen=True, slots=True)
class _Region:
    """One feature of a file: what it calls itself, its properties and shape."""

    label: str
    properties: Mapping[str, Any]
    geometry: Any


def import_boundaries(*, by: Actor, data: bytes, source: str, day: date) -> BoundariesStored:
    """Stores the outlines of communes in force on the day from GeoJSON (gzip or plain), each replacing its former one.

    A feature names its commune by code (``code``, ``ma_xa``, ``commune_code``) or by a name that only one commune of
    the province it names, or of the nation, bears. Features that name none are told in ``unmatched``, communes of the
    provinces drawn that still lack an outline in ``without``. Refuses a file that is no GeoJSON, holds no commune,
    draws outside Vietnam, or has a shape that is not closed or has no area.
    """
    require(by, "system.manage")
    rows: dict[str, Boundary] = {}
    unmatched = []
    for region in _regions(_parsed(data)):
        found = _commune_of(region.properties, day)
        if found is None:
            unmatched.append(region.label)
            continue
        rows[found.code] = _row(found, region, source)
    if not rows:
        raise refusals.boundary_file("không có vùng nào mang mã hoặc tên xã đang dùng")
    _store(list(rows.values()))
    return BoundariesStored(len(rows), tuple(unmatched), _without(set(rows), day))


def boundary(code: str) -> Outline | None:
    """A commune's outline ready to draw; None when no boundary was imported."""
    row = Boundary.objects.filter(commune=code).first()
    return outline(json.loads(row.geometry)) if row else None


def outlines(province: str, day: date) -> Outlines | None:
    """The outlines of a province's communes as one GeoJSON text, drawn to about 100 m; None when there are none.

    Each feature bears the commune's code as its ``name``. ``digest`` changes with the outlines.
    """
    rows = Boundary.objects.filter(commune__in=[one.code for one in communes(province, day)]).order_by("commune")
    stored = list(rows.values_list("commune", "geometry"))
    if not stored:
        return None
    digest = blake2b(json.dumps(stored).encode(), digest_size=8).hexdigest()
    if (province, digest) not in _OUTLINES:
        while len(_OUTLINES) >= KEPT:
            _OUTLINES.pop(next(iter(_OUTLINES)))
        _OUTLINES[province, digest] = Outlines(_collection(stored), digest, frozenset(code for code, _ in stored))
    return _OUTLINES[province, digest]


def _collection(stored: list[tuple[str, str]]) -> str:
    features = [
        {"type": "Feature", "properties": {"name": code}, "geometry": coarse(json.loads(geometry))}
        for code, geometry in stored
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def _row(found: CommuneView, region: _Region, source: str) -> Boundary:
    drawn = rounded(region.geometry)
    if drawn is None:
        raise refusals.boundary_file(
            f"vùng {region.label} không phải Polygon hoặc MultiPolygon trong lãnh thổ Việt Nam"
        )
    if fault := fault_of(drawn):
        raise refusals.boundary_file(f"vùng {region.label} {fault}")
    return Boundary(commune=found.code, geometry=json.dumps(drawn, separators=(",", ":")), source=source[:120])


def _store(rows: list[Boundary]) -> None:
    with transaction.atomic():
        Boundary.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["commune"],
            update_fields=["geometry", "source"],
        )


def _without(drawn: set[str], day: date) -> tuple[str, ...]:
    """Communes that lack an outline in the provinces just drawn, by name."""
    touched = {found.province_code for code in drawn if (found := commune(code, day))}
    there = [one for province in sorted(touched) for one in communes(province, day)]
    held = set(Boundary.objects.filter(commune__in=[one.code for one in there]).values_list("commune", flat=True))
    return tuple(f"{one.code} {one.full_name}" for one in there if one.code not in held)


def _commune_of(properties: Mapping[str, Any], day: date) -> CommuneView | None:
    """By code where the feature has one, else by a name that only one commune bears."""
    code = _first(properties, CODES)
    if code:
        return commune(code, day)
    name = _first(properties, NAMES)
    found = communes_named(name, day) if name else ()
    province = _first(properties, PROVINCES)
    if province:
        named = (one for one in provinces(day) if nfc(province).casefold() in _names(one))
        told = {one.code for one in named}
        found = tuple(one for one in found if one.province_code in told)
    return found[0] if len(found) == 1 else None


def _names(province: ProvinceView) -> set[str]:
    """What a file may call a province: its code, its name with its kind in front or without."""
    return {province.code, province.name.casefold(), province.name.removeprefix(f"{province.unit_type} ").casefold()}


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(properties[name]).strip() for name in names if properties.get(name)), "")


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        text = _unpacked(data) if data.startswith(GZIP) else data
        found = json.loads(text)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        raise refusals.boundary_file("tệp hỏng hoặc không phải JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise refusals.boundary_file("không có danh sách features")
    return found


def _unpacked(data: bytes) -> bytes:
    """The bytes of a gzip file. Refuses one that swells beyond any map of the nation."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    text = unpacker.decompress(data, LARGEST)
    if unpacker.unconsumed_tail:
        raise refusals.boundary_file(f"giải nén ra lớn hơn {LARGEST // 2**20} MB")
    if not unpacker.eof:
        raise gzip.BadGzipFile
    return text


def _regions(found: Mapping[str, Any]) -> Iterator[_Region]:
    for number, feature in enumerate(found["features"], 1):
        told = feature.get("properties") if isinstance(feature, dict) else None
        properties = told if isinstance(told, dict) else {}
        words = " ".join(word for word in (_first(properties, CODES), _first(properties, NAMES)) if word)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        yield _Region(words or f"thứ {number}", properties, geometry)
