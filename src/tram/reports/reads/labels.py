"""Names of cells as people read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.engines.query import Split
from tram.engines.query.model import Key
from tram.kernel.definitions import load_csv
from tram.kernel.text import sort_key
from tram.places import api as places
from tram.reports.catalogue import Indicator
from tram.reports.reads.keys import key_text, read_key
from tram.reports.views import Labels, Slice

QUARTERS = "cohort"  # the quarter of first diagnosis, in definitions of long diseases


def labels(found: Indicator, split: str, keys: Collection[Key], day: date) -> Labels:
    """Each key of an indicator's split as people read it; a missing key is "Chưa rõ"."""
    known = [key for key in keys if key is not None]
    return {**{key: str(key) for key in known}, **_named(found, split, known, day), None: _("Chưa rõ")}


def cell_label(indicator: Indicator, split: str, key: str, day: date) -> str:
    """The cell an address names, as people read it. Refuses a split or key that cannot be read."""
    value = read_key(indicator, split, key)
    return labels(indicator, split, [value], day)[value]


def ordered(indicator: Indicator, split: str, slices: Sequence[Slice]) -> tuple[Slice, ...]:
    """Cells in the order people expect: bands by age, places by alphabet, others by size; "Chưa rõ" last."""
    part = indicator.definition.split(split)
    bands = part.band_names() if part else ()
    if bands:
        return tuple(sorted(slices, key=lambda one: bands.index(one.key) if one.key in bands else len(bands)))
    if split == QUARTERS:
        return tuple(sorted(slices, key=lambda one: (one.key == "", one.key)))
    if split in _PLACES:
        return tuple(sorted(slices, key=lambda one: (one.key == "", sort_key(one.label))))
    return tuple(sorted(slices, key=lambda one: (one.key == "", -_size(one), one.label)))


def _size(one: Slice) -> int:
    return one.numerator if one.denominator is None else one.denominator


def _named(found: Indicator, split: str, keys: Sequence[Key], day: date) -> dict[Key, str]:
    """Places by their names, bands by age, others by the words or the list of the split."""
    if split in _PLACES:
        return _PLACES[split](keys, day)
    part = found.definition.split(split)
    if part is None:
        return {}
    if part.bands:
        return {key: _age(str(key)) for key in keys}
    if split == QUARTERS:
        return _quarters(keys)
    words = _words(part)
    if part.code_list:
        room, name = part.code_list.split(".", 1)
        words = {row["code"]: _name(row) for row in load_csv(room, name, day)} | words
    return {key: words[key_text(key)] for key in keys if words.get(key_text(key))}


def _words(split: Split) -> dict[str, str]:
    return {**split.words_vi, **(split.words_en if _english() else {})}


def _name(row: Mapping[str, str]) -> str:
    """A code's name; the English one, where the list has it and the reader reads English."""
    return (row.get("name_en") if _english() else "") or row["name"]


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _quarters(keys: Sequence[Key]) -> dict[Key, str]:
    """Year and quarter as one number: 20263 is the third quarter of 2026."""
    return {
        key: _("Quý %(quarter)s/%(year)s") % {"quarter": int(str(key)) % 10, "year": int(str(key)) // 10}
        for key in keys
    }


def _villages(keys: Sequence[Key], day: date) -> dict[Key, str]:
    found = places.villages_by_id([key for key in keys if isinstance(key, UUID)], day)
    several = len({one.commune for one in found.values()}) > 1
    names: dict[Key, str] = {key: _village(one, day, several=several) for key, one in found.items()}
    return {key: names.get(key, _("Thôn đã thôi")) for key in keys}


def _communes(keys: Sequence[Key], day: date) -> dict[Key, str]:
    communes = {key: places.commune(str(key), day) for key in keys}
    return {key: where.name if where else str(key) for key, where in communes.items()}


def _village(village: places.VillageView, day: date, *, several: bool) -> str:
    """The village's name, with its commune's where villages of several communes stand together."""
    commune = places.commune(village.commune, day) if several else None
    return f"{village.full_name}, {commune.name}" if commune else village.full_name


def _age(band: str) -> str:
    if band.endswith("+"):
        return _("Từ %(age)s tuổi") % {"age": band[:-1]}
    return _("%(band)s tuổi") % {"band": band.replace("-", "–")}


_PLACES: dict[str, Callable[[Sequence[Key], date], dict[Key, str]]] = {"village": _villages, "commune": _communes}
