"""Our numbers as messages: a closed report, or indicators of a place and period, in DHIS2's JSON or in ADX."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tram.exchange.aggregate.adx import write_adx
from tram.exchange.aggregate.dxf import write_json
from tram.exchange.aggregate.mapping import DENOMINATOR, NUMERATOR, Names
from tram.exchange.aggregate.periods import period_text
from tram.exchange.aggregate.values import DataValue
from tram.kernel.periods import Period
from tram.kernel.refusals import Refusal

DHIS2, ADX = "dhis2", "adx"
FORMATS = (DHIS2, ADX)


@dataclass(frozen=True, slots=True)
class Number:
    """A cell of an indicator: its keys, and how many; ``denominator`` None for a count."""

    indicator: str
    keys: Mapping[str, str]
    numerator: int
    denominator: int | None


def message_values(
    numbers: Iterable[Number], names: Names, *, place: str, period: Period, data_set: str = ""
) -> tuple[DataValue, ...]:
    """The numbers as values of data elements, by element and group; 0 is said too.

    Splits that the mapping does not list are summed over. Refuses days that are no period of DHIS2's calendar.
    """
    text = period_text(period)
    if text is None:
        raise Refusal("values.period", "Chỉ gửi được số liệu của ngày, tuần, tháng, quý, nửa năm hoặc năm.")
    found = [
        DataValue(
            element=names.identifier(names.by_name[indicator, part]),
            period=text,
            place=names.places.get(place, place),
            value=str(value),
            combo=names.combo(dict(keys)),
            keys=names.options(dict(keys)),
            data_set=data_set,
        )
        for (indicator, part, keys), value in _summed(numbers, names).items()
    ]
    return tuple(sorted(found, key=lambda one: (one.element, one.combo)))


def written(values: Sequence[DataValue], form: str, *, exported: date | None = None) -> bytes:
    """The values as a message: DHIS2 names a group by its combination, ADX by its options. Refuses other formats."""
    if form == DHIS2:
        return write_json([_in_dxf(one) for one in values], schemes=SCHEMES)
    if form == ADX:
        return write_adx([_in_adx(one) for one in values], exported=f"{exported}T00:00:00Z" if exported else "")
    raise Refusal("values.format", f"Không có định dạng “{form[:20]}”. Hãy chọn {' hoặc '.join(FORMATS)}.")


SCHEMES = {"categoryOptionComboIdScheme": "CODE", "orgUnitIdScheme": "CODE"}
Summed = dict[tuple[str, str, tuple[tuple[str, str], ...]], int]


def _summed(numbers: Iterable[Number], names: Names) -> Summed:
    found: Summed = defaultdict(int)
    for one in numbers:
        keys = tuple(sorted((split, key) for split, key in one.keys.items() if split in names.by_split))
        for part, value in _parts(one):
            if (one.indicator, part) in names.by_name:
                found[one.indicator, part, keys] += value
    return found


def _parts(one: Number) -> Iterator[tuple[str, int]]:
    yield NUMERATOR, one.numerator
    if one.denominator is not None:
        yield DENOMINATOR, one.denominator


def _in_dxf(one: DataValue) -> DataValue:
    return DataValue(one.element, one.period, one.place, one.value, combo=one.combo, data_set=one.data_set)


def _in_adx(one: DataValue) -> DataValue:
    return DataValue(one.element, one.period, one.place, one.value, keys=one.keys, data_set=one.data_set)
