"""Imagining households of a Lai Châu commune: age, kin, names, numbers, insurance. Pure and seeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tram.village.names import lists, name
from tram.village.specs import CoverSpec, HouseholdSpec, PersonSpec

ETHNIC_WEIGHTS = {"03": 34, "08": 24, "01": 16, "09": 13, "35": 4, "25": 4, "41": 3, "42": 2}
CODE_LAI_CHAU = "012"
FARMER, TEACHER, TRADER, WORKER, NONE = "6", "2", "5", "9", "00000"
ADULT, SCHOOL, OLD = 18, 6, 60
CHRONIC = (("I10", 30, 0.011), ("E11", 40, 0.0035), ("J44.9", 45, 0.0022))
INSURED, LAPSED = 0.955, 0.03


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and when a household is imagined: the day it is seen, and the mix of its commune."""

    day: date
    mix: tuple[tuple[str, int], ...]


def ground(rng: Random, day: date) -> Ground:
    """The ethnic mix of one commune: two or three peoples prevail, as in the valleys and on the heights."""
    leading = rng.sample(list(ETHNIC_WEIGHTS), 3)
    mix = [(code, weight + (90 if code in leading else 0)) for code, weight in ETHNIC_WEIGHTS.items()]
    return Ground(day, tuple(mix))


def households(rng: Random, here: Ground, people: int) -> Iterator[HouseholdSpec]:
    """Households until there are ``people`` people; the last one is cut to fit."""
    left, number = people, 0
    while left > 0:
        number += 1
        members = tuple(_members(rng, here))[:left]
        left -= len(members)
        yield HouseholdSpec(f"H{number:05d}", f"Số {number % 97 + 1}", members)


def _members(rng: Random, here: Ground) -> Iterator[PersonSpec]:
    ethnicity = rng.choices([c for c, _ in here.mix], [w for _, w in here.mix])[0]
    family = rng.choice(lists()[ethnicity]["families"])
    head_age = rng.triangular(21, 74, 36)
    head_sex = "male" if rng.random() < 0.8 else "female"
    yield _person(rng, here, head_age, head_sex, ethnicity, family, "head")
    if rng.random() < 0.86:
        other = "female" if head_sex == "male" else "male"
        yield _person(rng, here, max(19, head_age + rng.gauss(-2, 3)), other, ethnicity, None, "spouse")
    for age in _children(rng, head_age):
        yield _person(rng, here, age, rng.choice(("male", "female")), ethnicity, family, "child")
    if head_age < 50 and rng.random() < 0.42:
        for sex in rng.sample(("male", "female"), rng.choice((1, 1, 2))):
            age = min(97.0, head_age + rng.uniform(19, 30))
            yield _person(rng, here, age, sex, ethnicity, family, "parent")


def _children(rng: Random, head_age: float) -> Iterator[float]:
    """Ages of the children still at home, oldest first."""
    age = head_age - rng.uniform(18, 25)
    for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
        if age < 0:
            return
        if age < 22 or rng.random() < 0.25:
            yield age
        age -= rng.uniform(1.6, 4.5)


def _person(
    rng: Random, here: Ground, age: float, sex: str, ethnicity: str, family: str | None, relation: str
) -> PersonSpec:
    birth = here.day - timedelta(days=int(age * 365.25) + rng.randrange(0, 30))
    years = int(age)
    citizen_id = _citizen_id(rng, birth, sex) if years >= 14 or rng.random() < 0.6 else ""
    return PersonSpec(
        name=name(rng, ethnicity, sex, family),
        sex=sex,
        birth=birth,
        birth_text=_birth_text(rng, birth, years),
        ethnicity=ethnicity,
        occupation=_occupation(rng, years),
        relation=relation,
        citizen_id=citizen_id,
        phone=f"09{rng.randrange(10**8):08d}" if years >= ADULT and rng.random() < 0.55 else "",
        covers=_covers(rng, here.day, years),
        chronic=tuple(code for code, start, slope in CHRONIC if rng.random() < max(0, years - start) * slope),
    )


def _birth_text(rng: Random, birth: date, years: int) -> str:
    """Old people often know only the year."""
    if years >= OLD and rng.random() < 0.3:
        return str(birth.year)
    return birth.strftime("%d/%m/%Y")


def _citizen_id(rng: Random, birth: date, sex: str) -> str:
    century = (birth.year // 100 - 19) * 2 + (sex == "female")
    return f"{CODE_LAI_CHAU}{century}{birth.year % 100:02d}{rng.randrange(10**6):06d}"


def _occupation(rng: Random, years: int) -> str:
    if years < 15:
        return NONE
    return rng.choices((FARMER, TRADER, WORKER, TEACHER), (80, 8, 8, 4))[0]


def _covers(rng: Random, day: date, years: int) -> tuple[CoverSpec, ...]:
    if rng.random() > INSURED:
        return ()
    prefix, benefit = ("TE", "1") if years < SCHOOL else ("DT", "2") if rng.random() < 0.7 else ("GD", "4")
    number = f"{prefix}{benefit}12{rng.randrange(10**10):010d}"
    start = date(day.year - 1, 1, 1)
    end = day - timedelta(days=rng.randrange(5, 200)) if rng.random() < LAPSED else date(day.year, 12, 31)
    return (CoverSpec(number, benefit, start, end),)
