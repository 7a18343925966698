"""People: where they lived, when they were born, died, came and went; their numbers, cover, doctors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from tests.properties.odd.telling import EVER, Telling, shifted
from tram.kernel.facts.draft import Draft
from tram.kernel.ids import uuid7
from tram.people.models import Cover, Death, FamilyDoctor, Identifier, Person, Residence
from tram.people.rules.residences import Span, counted

NEWBORN_IS_REGISTERED = {"day": 60, "month": 60 + 31, "year": 60 + 365}


@dataclass(frozen=True, slots=True)
class Lived:
    """A residence that counts, with its last day as it counts and the village's area."""

    row: Residence
    start: date
    end: date | None
    area: str | None


def person(telling: Telling, code: str, home: UUID | None, before: list[Person]) -> Person:
    """Somebody, perhaps written down twice: merged into somebody before them."""
    draw, born = telling.random, telling.day()
    into = telling.maybe(draw.choice(before), 0.08) if before else None
    twin = telling.maybe(draw.choice(before), 0.1) if before else None
    precision = telling.one("day", "day", "day", "month", "year")
    birth = telling.maybe(_earliest(shifted(born, telling.one(0, 0, 1, 5, 38, 39, 40, 40, 80)), precision), 0.9)
    row = Person(
        id=uuid7(), commune=code, full_name="Lò Thị Lan", search_key="lo thi lan", sort_key=f"{draw.randint(0, 9)}",
        sex=telling.one("male", "female", "female", "other", "unknown"), ethnicity=telling.one("01", "03", "24", ""),
        birth_date=birth, birth_precision=precision, died_on=telling.maybe(telling.day(), 0.2), household_id=home,
        phone=telling.one("", "0912345678"), merged_into=into if into and into.merged_into_id is None else None,
    )  # fmt: skip
    if twin is not None:
        row.sex, row.birth_date, row.sort_key = twin.sex, twin.birth_date, twin.sort_key
    return row


def _earliest(day: date, precision: str) -> date:
    return day if precision == "day" else day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def papers(telling: Telling, fact: Draft, row: Person) -> None:
    """Citizen numbers, in use or not; and the person as published."""
    held = [telling.one("active", "wrong", "reissued") for _ in range(telling.one(0, 1, 1, 2))]
    systems = [telling.one("cccd", "cccd", "cmnd") for _ in held]
    for system, status in zip(systems, held, strict=True):
        fact.add(Identifier(person=row, commune=row.commune, system=system, value="012", status=status))
    if row.merged_into_id is None:
        telling.tell(
            "people.persons", id=row.id, person=row.id, commune=row.commune, sex=row.sex, birth_date=row.birth_date,
            birth_precision=row.birth_precision, ethnicity=row.ethnicity or None, died_on=row.died_on,
            name_sort=row.sort_key, has_id=("cccd", "active") in zip(systems, held, strict=True),
            phone_known=row.phone != "",
        )  # fmt: skip


def residences(telling: Telling, fact: Draft, row: Person, villages: list[tuple[UUID, str | None]]) -> None:
    """Where they lived: nowhere, here, next door, twice at once; and all that follows from it."""
    spans = [_residence(telling, fact, row, villages) for _ in range(telling.one(0, 1, 1, 1, 2, 3))]
    counting = [one for one in spans if one.row.kind != "visitor"]
    ends = counted(Span(one.row.id, one.row.valid_from, one.row.valid_to) for one in counting)
    lived = [replace(one, end=ends[one.row.id]) for one in counting if one.row.id in ends]
    if row.merged_into_id is None:
        lived.sort(key=lambda one: one.start)
        for one in lived:
            _tell_residence(telling, row, one)
        _tell_birth(telling, row, lived)
        _tell_moves(telling, row, lived)
    deaths(telling, fact, row, resident=bool(lived))


def _residence(telling: Telling, fact: Draft, row: Person, villages: list[tuple[UUID, str | None]]) -> Lived:
    start, end = telling.span()
    village, area = telling.maybe(telling.one(*villages), 0.9) or (None, None)
    if start and telling.random.random() < 0.05:
        end = start - timedelta(days=1)  # withdrawn
    kept = Residence(
        person=row, commune=telling.one(row.commune, row.commune, "90000"), village_id=village, valid_from=start,
        valid_to=end, kind=telling.one("permanent", "permanent", "temporary", "visitor"),
    )  # fmt: skip
    return Lived(fact.add(kept), start or EVER, end, area)


def _tell_residence(telling: Telling, row: Person, one: Lived) -> None:
    telling.tell(
        "people.residents", id=one.row.id, person=row.id, commune=one.row.commune, village=one.row.village_id,
        start=one.start, end=one.end, kind=one.row.kind, sex=row.sex, ethnicity=row.ethnicity or None,
        birth_date=row.birth_date, birth_precision=row.birth_precision, died_on=row.died_on, name_sort=row.sort_key,
        household=row.household_id if one.row.commune == row.commune else None, area=one.area,
    )  # fmt: skip


def _tell_birth(telling: Telling, row: Person, lived: list[Lived]) -> None:
    """Somebody was born where they lived first, if that began before birth or soon after."""
    born = row.birth_date
    if born is None:
        return
    first = next((one for one in lived if one.end is None or one.end >= born), None)
    if first and (first.start - born).days <= NEWBORN_IS_REGISTERED[row.birth_precision]:
        telling.tell(
            "people.births", id=row.id, person=row.id, commune=first.row.commune, village=first.row.village_id,
            day=born, precision=row.birth_precision, sex=row.sex, name_sort=row.sort_key,
        )  # fmt: skip


def _tell_moves(telling: Telling, row: Person, lived: list[Lived]) -> None:
    """Each gap and each change of commune between two addresses; and going away without a next one, unless dead."""
    for old, new in zip([None, *lived], [*lived, None], strict=True):
        away = old.end + timedelta(days=1) if old and old.end else None
        if old and new and old.row.commune == new.row.commune and away == new.start:
            continue
        other = {"person": row.id}
        if new and old:
            came = None if old.row.commune == new.row.commune else old.row.commune
            where = {"commune": new.row.commune, "village": new.row.village_id}
            telling.tell("people.arrivals", id=new.row.id, **other, **where, day=new.start, from_commune=came)
        if old and old.end and away and not (row.died_on and row.died_on <= old.end):
            goes = None if new is None or new.row.commune == old.row.commune else new.row.commune
            here = {"commune": old.row.commune, "day": away, "to_commune": goes}
            telling.tell("people.departures", id=old.row.id, **other, **here)


def deaths(telling: Telling, fact: Draft, row: Person, *, resident: bool) -> None:
    """What was written down of a death: nothing, once, wrongly, by two machines."""
    kept = []
    for _ in range(telling.one(0, 1, 1, 2) if row.died_on else 0):
        kept.append(
            fact.add(
                Death(
                    person=row,
                    commune=row.commune,
                    died_on=row.died_on,
                    precision=telling.one("day", "day", "year"),
                    place=telling.one("", "home", "trên đường"),
                    cause_code=telling.one("", "I64", "J18.9", "V29.9"),
                    status=telling.one("active", "active", "wrong"),
                )
            )
        )
    said = min((one for one in kept if one.status == "active"), key=lambda one: one.id, default=None)
    if row.died_on and resident and row.merged_into_id is None:
        cause = said.cause_code if said else ""
        telling.tell(
            "people.deaths", id=row.id, person=row.id, commune=row.commune, day=row.died_on,
            precision=said.precision if said else "day", place=_place(said),
            cause=cause or None, cause3=cause[:3] or None, sex=row.sex, birth_date=row.birth_date,
            name_sort=row.sort_key,
        )  # fmt: skip


def _place(said: Death | None) -> str | None:
    return None if said is None or not said.place else "home" if said.place == "home" else "other"


def cover(telling: Telling, fact: Draft, row: Person) -> None:
    """A period of insurance."""
    start, end = telling.span()
    told = {"status": telling.one("active", "active", "active", "wrong", "cancelled")}
    number, benefit = telling.one("DT4120123456789", "HN2120123456789", "0123456789"), telling.one("", "2")
    code = telling.one("", "12034")
    kept = fact.add(
        Cover(
            person=row,
            commune=row.commune,
            number=number,
            benefit=benefit,
            facility_code=code,
            valid_from=start,
            valid_to=end,
            **told,
        )
    )
    who = {"id": kept.id, "person": row.id, "commune": row.commune, **told}
    group = number[:2] if len(number) == 15 else None
    telling.tell(
        "people.covers", **who, start=start or EVER, end=end, benefit=benefit or None, facility_code=code or None,
        object=group,
    )  # fmt: skip


def family_doctor(telling: Telling, fact: Draft, row: Person, facilities: list[UUID]) -> None:
    """A time on a facility's list."""
    if not facilities:
        return
    start, end = telling.span()
    told = {"person_id": row.id, "commune": row.commune, "facility_id": telling.one(*facilities)}
    kept = fact.add(FamilyDoctor(**told, valid_from=start, valid_to=end))
    read = {"person": row.id, "commune": row.commune, "facility": told["facility_id"], "doctor": None}
    telling.tell("people.family_doctors", id=kept.id, **read, start=start or EVER, end=end)
