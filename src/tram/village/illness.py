"""Imagining the visits of one person over some years: how often, for what, what was measured. Pure and seeded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from tram.kernel.clock import VN_TZ
from tram.kernel.definitions import load_csv
from tram.village.outcomes import ended, followed_up, other
from tram.village.specs import PersonSpec, VisitSpec

BANDS = ((5, "under5", 0.9), (15, "child", 0.3), (60, "adult", 0.3), (200, "elder", 0.7))
MANAGED = 0.72
SYSTOLIC, DIASTOLIC, PULSE, TEMPERATURE, WEIGHT, GLUCOSE = "8480-6", "8462-4", "8867-4", "8310-5", "29463-7", "15074-8"
CARE = {
    "I10": ("Tái khám tăng huyết áp", "Không đau ngực; không khó thở", "Tiếp tục thuốc huyết áp; ăn nhạt",
            "Amlodipin 5 mg x 30 viên: 1 viên buổi sáng"),
    "E11": ("Tái khám đái tháo đường", "Không tê chân; ăn uống được", "Tiếp tục thuốc hạ đường huyết; vận động",
            "Metformin 500 mg x 60 viên: ngày 2 viên sau ăn"),
    "J44.9": ("Tái khám phổi tắc nghẽn", "Ho đờm trắng; khó thở khi gắng sức", "Thuốc giãn phế quản; cai thuốc lá",
              "Salbutamol 4 mg x 30 viên: ngày 2 viên"),
}  # fmt: skip


def visits(
    rng: Random, person: PersonSpec, start: date, end: date, *, aside: Random | None = None
) -> Iterator[VisitSpec]:
    """The person's visits from ``start`` to ``end`` in order of time.

    ``aside`` decides how they ended and which are of another kind; without it nothing is said of that.
    """
    days = (end - start).days
    found: list[VisitSpec] = []
    for code in person.chronic:
        if rng.random() < MANAGED:
            care = list(_care(rng, person, code, start, end))
            found.extend(care if aside is None else _kept(aside, care))
    rate = _band(person, end)[2] * days / 365.25
    for _ in range(_poisson(rng, rate)):
        day = start + timedelta(days=rng.randrange(days + 1))
        if day >= person.birth:
            visit = _ordinary(rng, person, day)
            found.append(visit if aside is None else _aside(aside, person, visit, day))
    return iter(sorted(found, key=lambda visit: visit.at))


def _kept(aside: Random, care: list[VisitSpec]) -> list[VisitSpec]:
    before: list[VisitSpec | None] = [None, *care]
    return [ended(aside, followed_up(visit, last)) for visit, last in zip(care, before, strict=False)]


def _aside(aside: Random, person: PersonSpec, visit: VisitSpec, day: date) -> VisitSpec:
    return ended(aside, other(aside, visit, _band(person, day)[1], person.sex))


def _band(person: PersonSpec, day: date) -> tuple[int, str, float]:
    years = (day - person.birth).days / 365.25
    return next(band for band in BANDS if years < band[0])


@cache
def _table(band: str, sex: str) -> tuple[tuple[dict[str, str], ...], tuple[int, ...]]:
    rows = tuple(row for row in load_csv("village", "illness") if row["sex"] in {"", sex} and row[band] != "0")
    return rows, tuple(int(row[band]) for row in rows)


def _poisson(rng: Random, rate: float) -> int:
    """A Poisson count by waiting times; rates here are small."""
    count, waited = 0, rng.expovariate(1.0)
    while waited < rate:
        count += 1
        waited += rng.expovariate(1.0)
    return count


def _ordinary(rng: Random, person: PersonSpec, day: date) -> VisitSpec:
    rows, weights = _table(_band(person, day)[1], person.sex)
    row = rng.choices(rows, weights)[0]
    adult = (day - person.birth).days > 18 * 365
    return VisitSpec(
        at=_moment(rng, day),
        payer=_payer(person, day),
        reason=row["reason"],
        symptoms=row["symptoms"],
        treatment=row["treatment"],
        advice="Khám lại ngay nếu nặng hơn",
        codes=(row["code"],),
        lines=tuple(line for line in row["lines"].split("|") if line),
        vitals=(_pressure(rng, 118, 9) if adult and rng.random() < 0.6 else _warmth(rng)) + _weight(person, day),
        follow_up=None,
    )


def _care(rng: Random, person: PersonSpec, code: str, start: date, end: date) -> Iterator[VisitSpec]:
    reason, symptoms, treatment, line = CARE[code]
    day = start + timedelta(days=rng.randrange(30))
    while day <= end:
        follow_up = day + timedelta(days=30)
        yield VisitSpec(
            at=_moment(rng, day),
            payer=_payer(person, day),
            reason=reason,
            symptoms=symptoms,
            treatment=treatment,
            advice="Uống thuốc đều; tái khám đúng hẹn",
            codes=(code,),
            lines=(line,),
            vitals=_pressure(rng, 138 if code == "I10" else 124, 12) + _sugar(rng, code) + _weight(person, day),
            follow_up=follow_up,
        )
        day += timedelta(days=rng.choice((30, 33, 45, 61, 75, 90)))


def _moment(rng: Random, day: date) -> datetime:
    local = datetime(day.year, day.month, day.day, rng.choice((7, 7, 8, 8, 9, 9, 10, 10, 14, 15)), tzinfo=VN_TZ)
    return (local + timedelta(minutes=rng.randrange(60), seconds=rng.randrange(60))).astimezone(UTC)


def _payer(person: PersonSpec, day: date) -> str:
    return "bhyt" if any(cover.start <= day <= cover.end for cover in person.covers) else "self"


def _pressure(rng: Random, middle: int, spread: int) -> tuple[tuple[str, str], ...]:
    high = max(85, min(210, round(rng.gauss(middle, spread))))
    low = max(50, min(high - 15, round(high * 0.62 + rng.gauss(0, 5))))
    return ((SYSTOLIC, str(high)), (DIASTOLIC, str(low)), (PULSE, str(round(rng.gauss(78, 8)))))


def _warmth(rng: Random) -> tuple[tuple[str, str], ...]:
    return ((TEMPERATURE, f"{min(40.2, max(36.2, rng.gauss(37.3, 0.7))):.1f}"),)


def _sugar(rng: Random, code: str) -> tuple[tuple[str, str], ...]:
    return ((GLUCOSE, f"{max(4.2, rng.gauss(7.6, 1.4)):.1f}"),) if code == "E11" else ()


def _weight(person: PersonSpec, day: date) -> tuple[tuple[str, str], ...]:
    """About what somebody of that age weighs; an insured visit must say it. Drawn by nothing, so nothing else moves."""
    years = (day - person.birth).days / 365.25
    grown = 44 + person.birth.toordinal() % 22
    return ((WEIGHT, f"{min(3.4 + 5 * min(years, 1) + 2.2 * max(0, years - 1), grown):.1f}"),)
