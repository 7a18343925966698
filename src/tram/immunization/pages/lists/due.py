"""Who is due, late or has missed a dose: by village, to be called or printed; counts for whoever sees no names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.immunization.api import AGE_BANDS, DueCount, DueList, DuePerson, Kind, due, due_counts, groups, vaccine_label
from tram.immunization.pages.lists.asked import AHEAD, Asked, read_asked
from tram.immunization.pages.lists.words import (
    dose_words,
    kind_names,
    put_off_words,
)
from tram.kernel.actors import may
from tram.kernel.http import time_of
from tram.kernel.read_log import note
from tram.kernel.said import in_words
from tram.places.api import commune as commune_on

MOST_COMMUNES = 200
NOBODY = UUID(int=0)


@require_GET
def due_page(request: HttpRequest) -> HttpResponse:
    """One kind of list with the people on it; for those who see no names, how many there are in each place."""
    asked = read_asked(request)
    counts = due_counts(
        asked.actor, asked.commune or None, asked.today, until=asked.until, by_village=bool(asked.commune)
    )
    if not may(asked.actor, "vaccination.read"):
        note(asked.actor, time_of(request), f"vaccination.{asked.kind} counts", people=0)
        return render(request, "immunization/lists/counts.html", _head(asked, counts) | _places(asked, counts))
    found = due(
        asked.actor,
        asked.commune or None,
        asked.today,
        asked.kind,
        village=asked.village,
        group=asked.group,
        age=asked.age,
        until=asked.until,
        page=asked.page,
        size=asked.size,
    )
    note(asked.actor, time_of(request), f"vaccination.{asked.kind}", people=found.shown)
    return render(request, "immunization/lists/due.html", _head(asked, counts) | _list(asked, found))


def _head(asked: Asked, counts: Iterable[DueCount]) -> dict[str, Any]:
    """What stands above every list: its tabs with numbers, and what narrows it."""
    sums = {kind: sum(getattr(one, kind.value) for one in counts) for kind in Kind}
    place = commune_on(asked.commune, asked.today) if asked.commune else None
    return {
        "asked": asked,
        "place_name": place.full_name if place else _("toàn bộ địa bàn"),
        "kind_name": kind_names()[asked.kind],
        "tabs": [
            {"label": name, "url": asked.url(loai=kind.value), "current": kind == asked.kind, "count": sums[kind]}
            for kind, name in kind_names().items()
        ],
        **_choices(asked),
    }


def _choices(asked: Asked) -> dict[str, Any]:
    """The fields of the filter."""
    own = asked.actor.communes or ()
    places = ((code, commune_on(code, asked.today)) for code in sorted(own)[:MOST_COMMUNES]) if len(own) > 1 else ()
    return {
        "communes": [(code, place.full_name) for code, place in places if place],
        "groups": [(code, vaccine_label(code)) for code in groups()],
        "ages": [(band.code, in_words(band.name_vi)) for band in AGE_BANDS],
        "aheads": [(str(days), _ahead_words(days)) for days in AHEAD] if asked.kind == Kind.DUE else [],
        "village": str(asked.village or ""),
        "ahead": str(asked.ahead),
        "narrowed": bool(asked.village or asked.group or asked.age),
        "clear_url": asked.url(thon="", vac_xin="", tuoi=""),
    }


def _ahead_words(days: int) -> str:
    return _("đến hôm nay") if days == 0 else _("trong %(n)s ngày tới") % {"n": days}


def _list(asked: Asked, found: DueList) -> dict[str, Any]:
    pages = Paginator(range(found.total), found.size)
    return {
        "found": found,
        "houses": any(person.house for place in found.villages for person in place.people),
        "places": [
            {
                "name": place.name or _("Chưa rõ thôn, bản"),
                "people": [line(asked, person) for person in place.people],
            }
            for place in found.villages
        ],
        "chips": [
            {
                "label": one.name or _("Chưa rõ"),
                "count": one.people,
                "url": asked.url(thon="" if one.village == asked.village else one.village),
                "current": one.village is not None and one.village == asked.village,
            }
            for one in found.counts
        ],
        "print_url": asked.url(**{"in": "1"}) if found.total > found.shown else "",
        "page": pages.get_page(found.page),
        "page_query": asked.url().partition("?")[2],
    }


@cache
def _address() -> str:
    """The address of somebody's page with nobody's id in it: turned around once, not once for each of hundreds."""
    return reverse("immunization:person", args=[NOBODY])


def line(asked: Asked, person: DuePerson) -> dict[str, Any]:
    """One person as plain words: a list has hundreds of them."""
    return {
        "url": _address().replace(str(NOBODY), str(person.person)),
        "name": person.name,
        "birth": person.birth,
        "age": in_words(person.age),
        "doses": [dose_words(dose, asked.today) for dose in person.doses],
        "caregiver": person.caregiver,
        "mother": person.mother,
        "phone": person.phone,
        "house": person.house,
        "put_off": put_off_words(person.put_off),
    }


def _places(asked: Asked, counts: Iterable[DueCount]) -> dict[str, Any]:
    """Counts by place; a commune opens to its villages."""
    return {
        "rows": [
            {
                "name": one.name or _("Chưa rõ"),
                "url": asked.url(xa=one.commune) if not asked.commune else "",
                "cells": [one.due, one.overdue, one.missed],
            }
            for one in counts
        ],
        "back_url": asked.url(xa="") if asked.commune and not asked.actor.commune else "",
    }
