"""Provinces and communes as published law has them, remembered because law does not change while a program runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext

from tram.kernel.text import nfc, search_key, sort_key
from tram.places.models import Commune, CommuneSuccession, Province
from tram.places.reads.validity import holds, on
from tram.places.rules import carry_over
from tram.places.views import Baseline, CommuneView, ProvinceView, Succession

K = TypeVar("K")
V = TypeVar("V")
LARGEST, DAYS = 20_000, 4


@dataclass(frozen=True, slots=True)
class _Known:
    """A commune with what a search compares: its key as words with a blank before each, and its names as typed."""

    view: CommuneView
    key: str
    names: str


_COMMUNES: dict[str, tuple[CommuneView, ...]] = {}
_OF_PROVINCE: dict[tuple[str, date], tuple[CommuneView, ...]] = {}
_IN_FORCE: dict[date, tuple[_Known, ...]] = {}


def forget() -> None:
    """Empties what was remembered, after the tables were loaded anew."""
    _COMMUNES.clear()
    _OF_PROVINCE.clear()
    _IN_FORCE.clear()


def provinces(day: date) -> tuple[ProvinceView, ...]:
    """The provinces in force on a day, by code."""
    rows = Province.objects.filter(on(day)).order_by("code")
    return tuple(ProvinceView(row.code, row.name, row.unit_type) for row in rows)


def commune(code: str, day: date) -> CommuneView | None:
    """The commune that bore this code on a day; None when none did."""
    return next((found for found in _versions(code) if holds(found, day)), None)


def province_of(code: str) -> str:
    """The province a commune code belongs to, whenever it was in force; '' when nobody ever bore it."""
    return next((found.province_code for found in _versions(code)), "")


def place_label(code: str, day: date) -> tuple[str, str]:
    """A place in words: the commune and, apart, its province; ("Cả nước", "") for '', the code when it is unknown."""
    if not code:
        return gettext("Cả nước"), ""
    found = commune(code, day)
    return (found.full_name, found.province_name) if found else (code, "")


def communes(province: str, day: date) -> tuple[CommuneView, ...]:
    """The communes of a province on a day, by Vietnamese alphabet."""
    found = _OF_PROVINCE.get((province, day))
    if found is None:
        found = tuple(known.view for known in _in_force(day) if known.view.province_code == province)
        _remember(_OF_PROVINCE, (province, day), found)
    return found


def communes_of_province(province: str, day: date) -> frozenset[str]:
    """Codes of a province's communes on a day."""
    return frozenset(found.code for found in communes(province, day))


def codes_of_province(province: str) -> frozenset[str]:
    """Codes of a province's communes, in force now or ever."""
    found = Commune.objects.filter(province_code=province).values_list("code", flat=True).distinct()
    return frozenset(code for code in found if province_of(code) == province)


def search_communes(text: str, day: date, limit: int = 20) -> tuple[CommuneView, ...]:
    """Communes whose words (with those of district and province) begin with the words typed, with tones or without.

    Names that fit the tones typed come first, then names that begin with the text. A code finds its commune.
    """
    words = [f" {word}" for word in search_key(text).split()]
    if not words:
        return ()
    typed = nfc(text).casefold()
    if typed.isdigit():
        return tuple(known.view for known in _in_force(day) if known.view.code.startswith(typed))[:limit]
    fitting = [known for known in _in_force(day) if all(word in known.key for word in words)]
    fitting.sort(key=lambda known: (typed not in known.names, not known.view.name.casefold().startswith(typed)))
    return tuple(known.view for known in fitting[:limit])


def communes_named(name: str, day: date) -> tuple[CommuneView, ...]:
    """Communes that bear this name, with or without their kind in front; without tones only when none has them so."""
    typed, bare = nfc(name).casefold().strip(), search_key(name)
    exact = [one.view for one in _in_force(day) if typed in {one.view.name.casefold(), one.view.full_name.casefold()}]
    if exact or not bare:
        return tuple(exact)
    keys = ((one.view, {search_key(one.view.name), search_key(one.view.full_name)}) for one in _in_force(day))
    return tuple(view for view, known in keys if bare in known)


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


def _in_force(day: date) -> tuple[_Known, ...]:
    """Every commune in force on a day, by Vietnamese alphabet."""
    found = _IN_FORCE.get(day)
    if found is None:
        rows = [_known(row) for row in Commune.objects.filter(on(day))]
        found = tuple(sorted(rows, key=lambda known: (sort_key(known.view.name), known.view.code)))
        while len(_IN_FORCE) >= DAYS:
            _IN_FORCE.pop(next(iter(_IN_FORCE)))
        _remember(_IN_FORCE, day, found)
    return found


def _known(row: Commune) -> _Known:
    return _Known(_view(row), f" {row.search_key}", f"{row.full_name} {row.province_name}".casefold())


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
