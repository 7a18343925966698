"""The few facts a new machine needs as facts: who was erased by law, and who wrote what still waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db.models import Q

from tram.kernel.facts.erasure import ERASED
from tram.kernel.models import Fact, Fork, Held, Version
from tram.sync.snapshot.plan import AT_ONCE
from tram.sync.snapshot.within import Within
from tram.sync.talk.travel import travelling
from tram.sync.wire.batch import pack_facts

T = TypeVar("T")


def needed_facts(within: Within) -> Iterator[tuple[bytes, int]]:
    """Packed facts, a few at a time, and how many they are; in the order this machine took them in."""
    arrivals = sorted({*_erasures(within), *_disputed(within)})
    for start in range(0, len(arrivals), AT_ONCE):
        facts = list(Fact.objects.filter(arrival__in=arrivals[start : start + AT_ONCE]).order_by("arrival"))
        yield pack_facts(travelling(facts, {})), len(facts)


def _erasures(within: Within) -> Iterable[int]:
    found = Fact.objects.filter(name=ERASED).exclude(pk__in=Held.objects.values("pk"))
    return _inside(found.values_list("arrival", "place"), within)


def _disputed(within: Within) -> Iterator[int]:
    """The facts behind the versions of rows that several machines changed, where a person must still decide."""
    forks = Fork.objects.exclude(columns="").values_list("row", "commune")
    rows = list(_inside(forks, within))
    for start in range(0, len(rows), AT_ONCE):
        authors = Version.objects.filter(row__in=rows[start : start + AT_ONCE]).values_list("node", "seq")
        for node, seq in set(authors):
            yield from Fact.objects.filter(Q(node=node, seq=seq)).values_list("arrival", flat=True)


def _inside(found: Iterable[tuple[T, str]], within: Within) -> Iterator[T]:
    return (row for row, place in found if within.covers(place))
