"""Pure rules of places: shares of divided communes, which kind may lead which, the order of dates, codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import ceil, cos, radians
from typing import Any

from tram.places import refusals
from tram.places.views import Outline

BHXH_CODE = re.compile(r"[0-9A-Z]{5}")
WEST, EAST, SOUTH, NORTH = 100, 120, 5, 25
SMALLEST_RING = 4
COARSE = 3
NATIONAL_CODE = re.compile(r"\d{13}")


def share_equally(number: int, parts: Sequence[str], first: str = "") -> dict[str, int]:
    """A count divided equally over ``parts``, whole numbers that sum to it exactly.

    What is left over goes one by one to ``first`` (the part that kept the old code) and then in order of code.
    """
    ordered = sorted(parts, key=lambda part: (part != first, part))
    each, left = divmod(number, len(ordered))
    return {part: each + (1 if index < left else 0) for index, part in enumerate(ordered)}


def carry_over(
    counts: Mapping[str, int], successors: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], frozenset[str], tuple[str, ...]]:
    """Counts by old commune as counts by new one: (numbers, new codes with a shared part, codes nobody succeeded)."""
    numbers: dict[str, int] = {}
    assumed: set[str] = set()
    for old, number in counts.items():
        parts = successors.get(old, ())
        if not parts:
            continue
        assumed |= set(parts) if len(parts) > 1 else set()
        for new, share in share_equally(number, parts, first=old).items():
            numbers[new] = numbers.get(new, 0) + share
    unmapped = tuple(sorted(old for old in counts if not successors.get(old)))
    return numbers, frozenset(assumed), unmapped


def check_change_day(day: date, valid_from: date, valid_to: date | None) -> None:
    """Refuses a change dated outside the life of what it changes (it must leave the earlier state a day)."""
    if day <= valid_from:
        raise refusals.too_early(valid_from)
    if valid_to is not None and day > valid_to:
        raise refusals.already_closed(valid_to)


def check_code(system: str, value: str) -> None:
    """Refuses a facility code of the wrong shape; ``local`` codes are free."""
    if system == "bhxh" and not BHXH_CODE.fullmatch(value):
        raise refusals.bhxh_code_shape()
    if system == "national" and not NATIONAL_CODE.fullmatch(value):
        raise refusals.national_code_shape()


def check_leader(kind: str, leader_kind: str, allowed: Mapping[str, Sequence[str]]) -> None:
    """Refuses a leader of a kind that does not lead this kind (``allowed``: kind → kinds that may lead it)."""
    if leader_kind not in allowed.get(kind, ()):
        raise refusals.leader_kind()


def rounded(geometry: Any) -> dict[str, Any] | None:
    """A Polygon or MultiPolygon with coordinates of five decimals (about a metre); None when it is no such thing.

    Every point must lie in Vietnam's land and sea (longitude 100 to 120, latitude 5 to 25).
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return None
    polygons = geometry.get("coordinates") if kind == "MultiPolygon" else [geometry.get("coordinates")]
    try:
        drawn = [[[_point(point) for point in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError):
        return None
    if not drawn or not all(polygon and all(len(ring) >= SMALLEST_RING for ring in polygon) for polygon in drawn):
        return None
    return {"type": "MultiPolygon", "coordinates": drawn}


def fault_of(geometry: Mapping[str, Any]) -> str:
    """What is wrong with the rings of a rounded geometry, in words after its name; "" when nothing is."""
    for ring in (ring for polygon in geometry["coordinates"] for ring in polygon):
        if ring[0] != ring[-1]:
            return "có đường biên không khép kín (điểm đầu phải trùng điểm cuối)"
    if not any(_area(polygon[0]) > 0 for polygon in geometry["coordinates"]):
        return "không có diện tích"
    return ""


def coarse(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A MultiPolygon on a grid of 0.001 degrees (about 100 m): neighbours still share their border, points that fell
    together are one, islands smaller than the grid are left out unless nothing else is left."""
    drawn = [[_snapped(ring) for ring in polygon] for polygon in geometry["coordinates"]]
    kept = [[ring for ring in polygon if _area(ring) > 0] for polygon in drawn if _area(polygon[0]) > 0]
    return {"type": "MultiPolygon", "coordinates": kept or geometry["coordinates"]}


def _snapped(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    snapped = [[round(x, COARSE), round(y, COARSE)] for x, y in ring]
    return [point for index, point in enumerate(snapped) if index == 0 or point != snapped[index - 1]]


def _area(ring: Sequence[Sequence[float]]) -> float:
    """The area a ring goes round, in square degrees (the shoelace rule)."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _point(point: Any) -> list[float]:
    longitude, latitude = round(float(point[0]), 5), round(float(point[1]), 5)
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise ValueError
    return [longitude, latitude]


def outline(geometry: Mapping[str, Any], width: int = 320) -> Outline:
    """A stored geometry as one SVG path, ``width`` units wide, north up, true to shape at its own latitude."""
    rings = [ring for polygon in geometry["coordinates"] for ring in polygon]
    west, east = min(p[0] for r in rings for p in r), max(p[0] for r in rings for p in r)
    south, north = min(p[1] for r in rings for p in r), max(p[1] for r in rings for p in r)
    shrink = cos(radians((south + north) / 2))
    scale = width / max((east - west) * shrink, (north - south), 1e-9)
    paths = (
        "M" + "L".join(f"{(x - west) * shrink * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring) + "Z"
        for ring in rings
    )
    return Outline("".join(paths), ceil((east - west) * shrink * scale), ceil((north - south) * scale))
