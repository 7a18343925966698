"""Provinces and communes as published law has them, remembered because law does not change while a program runs."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from tram.kernel.text import nfc, search_key, sort_key
from tram.places.models import Commune, CommuneSuccession, Province
from tram.places.reads.validity import holds, on
from tram.places.rules import carry_over
from tram.places.views import Baseline, CommuneView, ProvinceView, Succession

K = TypeVar("K")
V = TypeVar("V")
_COMMUNES: dict[str, tuple[CommuneView, ...]] = {}
_OF_PROVINCE: dict[tuple[str, date], tuple[CommuneView, ...]] = {}
LARGEST = 20_000


def forget() -> None:
    """Empties what was remembered, after the tables were loaded anew."""
    _COMMUNES.clear()
    _OF_PROVINCE.clear()


def provinces(day: date) -> tuple[ProvinceView, ...]:
    """The provinces in force on a day, by code."""
    rows = Province.objects.filter(on(day)).order_by("code")
    return tuple(ProvinceView(row.code, row.name, row.unit_type) for row in rows)


def commune(code: str, day: date) -> CommuneView | None:
    """The commune that bore this code on a day; None when none did."""
    return next((found for found in _versions(code) if holds(found, day)), None)


def place_label(code: str, day: date) -> tuple[str, str]:
    """A place in words: the commune and, apart, its province; ("Cả nước", "") for '', the code when it is unknown."""
    if not code:
        return "Cả nước", ""
    found = commune(code, day)
    return (found.full_name, found.province_name) if found else (code, "")


def communes(province: str, day: date) -> tuple[CommuneView, ...]:
    """The communes of a province on a day, by Vietnamese alphabet."""
    found = _OF_PROVINCE.get((province, day))
    if found is None:
        rows = [_view(row) for row in Commune.objects.filter(on(day), province_code=province)]
        found = tuple(sorted(rows, key=lambda row: (sort_key(row.name), row.code)))
        _remember(_OF_PROVINCE, (province, day), found)
    return found


def communes_of_province(province: str, day: date) -> frozenset[str]:
    """Codes of a province's communes on a day."""
    return frozenset(found.code for found in communes(province, day))


def search_communes(text: str, day: date, limit: int = 20) -> tuple[CommuneView, ...]:
    """Communes whose words (with those of district and province) begin with the words typed, with tones or without.

    Names that fit the tones typed come first, then names that begin with the text. A code finds its commune.
    """
    words = search_key(text).split()
    if not words:
        return ()
    rows = Commune.objects.filter(on(day))
    if text.strip().isdigit():
        return tuple(_view(row) for row in rows.filter(code__startswith=text.strip()).order_by("code")[:limit])
    for word in words:
        rows = rows.filter(search_key__contains=word)
    fitting = [row for row in rows if all(f" {word}" in f" {row.search_key}" for word in words)]
    typed = nfc(text).casefold()
    fitting.sort(key=lambda row: (*_rank(row, typed), sort_key(row.name), row.code))
    return tuple(_view(row) for row in fitting[:limit])


def successors(old_code: str, day: date) -> tuple[Succession, ...]:
    """Where an old commune went, as in force on a day; empty when nothing says so (it goes on, or is unknown)."""
    rows = CommuneSuccession.objects.filter(old_code=old_code, effective_on__lte=day).order_by("new_code")
    return tuple(_succession(row) for row in rows)


def predecessors(new_code: str) -> tuple[Succession, ...]:
    """The old communes whose people and baselines came to a new one."""
    return tuple(_succession(row) for row in CommuneSuccession.objects.filter(new_code=new_code).order_by("old_code"))


def baseline_to_new(counts: dict[str, int]) -> Baseline:
    """Counts by commune code from before July 2025 as counts by today's communes; the sum of the mapped ones is kept.

    A divided commune is shared by the rule of ``definitions/places/baseline_sharing.toml`` and its receivers are marked
    assumed. Codes without a successor come back in ``unmapped``.
    """
    found: dict[str, list[str]] = {}
    for old, new in CommuneSuccession.objects.filter(old_code__in=counts).values_list("old_code", "new_code"):
        found.setdefault(old, []).append(new)
    numbers, assumed, unmapped = carry_over(counts, found)
    return Baseline(numbers=numbers, assumed=assumed, unmapped=unmapped, source="places.baseline_sharing")


def _rank(row: Commune, typed: str) -> tuple[bool, bool]:
    full = row.full_name.casefold()
    return (typed not in f"{full} {row.province_name.casefold()}", not row.name.casefold().startswith(typed))


def _versions(code: str) -> tuple[CommuneView, ...]:
    found = _COMMUNES.get(code)
    if found is None:
        found = tuple(_view(row) for row in Commune.objects.filter(code=code).order_by("-valid_from"))
        _remember(_COMMUNES, code, found)
    return found


def _remember(memory: dict[K, tuple[V, ...]], key: K, found: tuple[V, ...]) -> None:
    if found and len(memory) < LARGEST:  # "nothing" is not remembered: the tables may not be loaded yet
        memory[key] = found


def _view(row: Commune) -> CommuneView:
    return CommuneView(
        code=row.code,
        name=row.name,
        full_name=row.full_name,
        unit_type=row.unit_type,
        district_name=row.district_name,
        province_code=row.province_code,
        province_name=row.province_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        population=row.population,
        area_km2=row.area_km2,
        longitude=row.longitude,
        latitude=row.latitude,
    )


def _succession(row: CommuneSuccession) -> Succession:
    return Succession(row.old_code, row.new_code, row.divided, row.effective_on)
