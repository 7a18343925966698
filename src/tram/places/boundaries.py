"""Outlines of communes from a GeoJSON file: optional, for drawing on this machine only; nothing else needs them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tram.kernel.actors import Actor, require
from tram.places import refusals
from tram.places.models import Boundary
from tram.places.reads.law import commune
from tram.places.rules import outline, rounded
from tram.places.views import BoundariesStored, Outline

GZIP = b"\x1f\x8b"
LARGEST = 300 * 1024 * 1024


def import_boundaries(*, by: Actor, data: bytes, source: str, day: date) -> BoundariesStored:
    """Stores the outlines of communes in force on the day from GeoJSON (gzip or plain), each replacing its former one.

    A feature names its commune in the property ``code`` (or ``ma_xa``, ``commune_code``). Features of other places are
    counted as skipped. Refuses a file that is no GeoJSON, holds no commune, or draws outside Vietnam.
    """
    require(by, "system.manage")
    rows, skipped = [], 0
    for code, geometry in _features(_parsed(data)):
        if commune(code, day) is None:
            skipped += 1
            continue
        drawn = rounded(geometry)
        if drawn is None:
            raise refusals.boundary_file(f"vùng {code} không phải Polygon hoặc MultiPolygon trong lãnh thổ Việt Nam")
        rows.append(Boundary(commune=code, geometry=json.dumps(drawn, separators=(",", ":")), source=source[:120]))
    if not rows:
        raise refusals.boundary_file("không có vùng nào mang mã xã đang dùng")
    with transaction.atomic():
        Boundary.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["commune"],
            update_fields=["geometry", "source"],
        )
    return BoundariesStored(stored=len({row.commune for row in rows}), skipped=skipped)


def boundary(code: str) -> Outline | None:
    """A commune's outline ready to draw; None when no boundary was imported."""
    row = Boundary.objects.filter(commune=code).first()
    return outline(json.loads(row.geometry)) if row else None


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


def _features(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for feature in found["features"]:
        named = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(named, dict):
            code = named.get("code") or named.get("ma_xa") or named.get("commune_code") or ""
            yield str(code), feature.get("geometry")
