"""Names of cells as people read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tram.engines.query.model import Key
from tram.kernel.definitions import load_csv
from tram.kernel.text import sort_key
from tram.places import api as places
from tram.reports.catalogue import Indicator
from tram.reports.reads.keys import read_key
from tram.reports.views import Labels, Slice


def labels(split: str, keys: Collection[Key], day: date) -> Labels:
    """Each key of a split as people read it; a missing key is "Chưa rõ"."""
    known = [key for key in keys if key is not None]
    return {**{key: str(key) for key in known}, **_named(split, known, day), None: _("Chưa rõ")}


def cell_label(indicator: Indicator, split: str, key: str, day: date) -> str:
    """The cell an address names, as people read it. Refuses a split or key that cannot be read."""
    value = read_key(indicator, split, key)
    return labels(split, [value], day)[value]


def ordered(indicator: Indicator, split: str, slices: Sequence[Slice]) -> tuple[Slice, ...]:
    """Cells in the order people expect: bands by age, places by alphabet, others by size; "Chưa rõ" last."""
    part = indicator.definition.split(split)
    bands = part.band_names() if part else ()
    if bands:
        return tuple(sorted(slices, key=lambda one: bands.index(one.key) if one.key in bands else len(bands)))
    if split in ("village", "commune"):
        return tuple(sorted(slices, key=lambda one: (one.key == "", sort_key(one.label))))
    return tuple(sorted(slices, key=lambda one: (one.key == "", -one.denominator, one.label)))


def _named(split: str, keys: Sequence[Key], day: date) -> dict[Key, str]:
    if split == "sex":
        names = {"male": _("Nam"), "female": _("Nữ"), "other": _("Khác"), "unknown": _("Chưa rõ")}
        return {key: names.get(str(key), str(key)) for key in keys}
    if split == "age_group":
        return {key: _age(str(key)) for key in keys}
    if split == "ethnicity":
        groups = {row["code"]: row["name"] for row in load_csv("people", "ethnic_groups", day)}
        return {key: groups.get(str(key), str(key) or _("Chưa rõ")) for key in keys}
    if split == "village":
        found = places.villages_by_id([key for key in keys if isinstance(key, UUID)], day)
        several = len({one.commune for one in found.values()}) > 1
        villages: dict[Key, str] = {key: _village(one, day, several=several) for key, one in found.items()}
        return {key: villages.get(key, _("Thôn đã thôi")) for key in keys}
    if split == "commune":
        communes = {key: places.commune(str(key), day) for key in keys}
        return {key: where.name if where else str(key) for key, where in communes.items()}
    return {}


def _village(village: places.VillageView, day: date, *, several: bool) -> str:
    """The village's name, with its commune's where villages of several communes stand together."""
    commune = places.commune(village.commune, day) if several else None
    return f"{village.full_name}, {commune.name}" if commune else village.full_name


def _age(band: str) -> str:
    if band.endswith("+"):
        return _("Từ %(age)s tuổi") % {"age": band[:-1]}
    return _("%(band)s tuổi") % {"band": band.replace("-", "–")}
