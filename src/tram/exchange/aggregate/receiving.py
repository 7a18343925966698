"""Taking in the numbers of another system: good values are kept, bad ones come back with row and reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from tram.exchange.aggregate.judging import Judged, judge
from tram.exchange.aggregate.mapping import mapping
from tram.exchange.aggregate.reading import read_message
from tram.exchange.faults import Fault, Unfit
from tram.exchange.models import ReceivedValue
from tram.kernel.actors import Actor, may_see, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import batch, deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.places import api as places

FACT_ROWS = 500
SOURCE_SIZE = 120
PROVINCE_DIGITS, COMMUNE_DIGITS = 2, 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: kind of message, values new, changed, same and withdrawn, and those refused."""

    kind: str
    new: int
    changed: int
    same: int
    withdrawn: int
    faults: tuple[Fault, ...]


def import_values(*, by: Actor, at: datetime, data: bytes, source: str, name: str = "") -> Taken:
    """Keeps the values of a DHIS2 or ADX file under the name of their ``source`` (facts ``values.received``).

    Bringing a file twice changes nothing; a value that says otherwise than before replaces it; one that is deleted is
    withdrawn. Refuses who may not import (403), a file without a source's name, and one that is no such message.
    """
    require(by, "exchange.import")
    told = nfc(" ".join(source.split()))[:SOURCE_SIZE]
    if not told:
        raise Refusal("values.source", "Hãy ghi nguồn của tệp, ví dụ tên hệ thống đã xuất.", {"field": "source"})
    try:
        message = read_message(data, name)
    except Unfit as unfit:
        details = {"field": "upload", "file": name, "part": unfit.field}
        raise Refusal("values.unreadable", unfit.reason, details) from None
    good, faults = judge(message, mapping(today_vn(at)), _Reach(by), name)
    counts = {"new": 0, "changed": 0, "same": 0, "withdrawn": 0}
    with batch():
        for place, values in groupby(sorted(good, key=lambda one: one.place), key=lambda one: one.place):
            for some in _portions(list(values)):
                for what in _keep(by, at, place, some, told):
                    counts[what] += 1
    return Taken(message.kind, **counts, faults=tuple(faults))


def _portions(values: Sequence[Judged]) -> Iterator[Sequence[Judged]]:
    return (values[start : start + FACT_ROWS] for start in range(0, len(values), FACT_ROWS))


def keys_text(keys: Iterable[tuple[str, str]]) -> str:
    """The keys of a cell as they are kept: always the same text for the same keys."""
    return json.dumps(dict(sorted(keys)), ensure_ascii=False, separators=(",", ":"))


class _Reach:
    """Whether a place is known on a day and in the actor's scope; looked up once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: dict[tuple[str, date], bool] = {}

    def __call__(self, place: str, day: date) -> bool:
        """Asked for each value."""
        if (place, day) not in self._known:
            self._known[place, day] = self._look(place, day)
        return self._known[place, day]

    def _look(self, place: str, day: date) -> bool:
        if len(place) == COMMUNE_DIGITS:
            return places.commune(place, day) is not None and may_see(self._actor, place)
        communes = places.communes_of_province(place, day) if len(place) == PROVINCE_DIGITS else frozenset()
        return bool(communes) and all(may_see(self._actor, one) for one in communes)


def _keep(by: Actor, at: datetime, place: str, values: Sequence[Judged], source: str) -> list[str]:
    """What became of each value of one place, written as one fact when anything is new."""
    known = _known(place, values, source)
    decided = [(one, known.get(_cell(one)), _fate(one, known.get(_cell(one)))) for one in values]
    if any(fate != "same" for _one, _row, fate in decided):
        with deed("values.received", by=by, at=at, place=place) as fact:
            for one, row, fate in decided:
                if row is None and fate != "same":
                    fact.add(_row(one, source, at))
                elif row is not None and fate != "same":
                    fact.change(row, value=one.value or "", received_at=at)
    return [fate for _one, _row, fate in decided]


def _fate(one: Judged, row: ReceivedValue | None) -> str:
    if row is None:
        return "same" if one.value is None else "new"
    if row.value == (one.value or ""):
        return "same"
    return "withdrawn" if one.value is None else "changed"


Cell = tuple[date, date, str, str, str]


def _cell(one: Judged) -> Cell:
    return one.period.start, one.period.end or one.period.start, one.element, one.part, keys_text(one.keys)


def _known(place: str, values: Sequence[Judged], source: str) -> Mapping[Cell, ReceivedValue]:
    """What was received before about the cells, the latest of each."""
    starts = {one.period.start for one in values}
    rows = ReceivedValue.objects.filter(commune=place, first_day__in=starts, source=source).order_by("stamp")
    return {(row.first_day, row.last_day, row.element, row.part, row.keys): row for row in rows}


def _row(one: Judged, source: str, at: datetime) -> ReceivedValue:
    first, last, element, part, keys = _cell(one)
    return ReceivedValue(
        commune=one.place,
        first_day=first,
        last_day=last,
        element=element,
        part=part,
        keys=keys,
        value=one.value or "",
        source=source,
        received_at=at,
    )
