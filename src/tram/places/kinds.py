"""The kinds of facility as ``definitions/places/facility_kinds.csv`` has them: names and who may lead whom."""

from __future__ import annotations

from collections.abc import Mapping

from tram.kernel.definitions import load_csv, remembered


@remembered
def leading_kinds() -> Mapping[str, tuple[str, ...]]:
    """Kind of facility → the kinds that may lead it (none: it stands alone)."""
    return {row["code"]: tuple(row["led_by"].split()) for row in load_csv("places", "facility_kinds")}
