"""A random deed of any room, on whatever the machine at hand holds: mostly one that may be done, sometimes refused.

Everybody works on few people, so that two machines often change the same row without knowing of each other.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.test import override_settings

from tram.encounters import api as encounters
from tram.encounters.models import Visit
from tram.exchange.api import import_fhir
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import batch, deed
from tram.kernel.facts.columns import table_of
from tram.kernel.facts.conflicts import open_conflicts
from tram.kernel.facts.erasure import erase_person
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.people import api as people
from tram.people.models import Cover, Household, Identifier, Person
from tram.places import api as places
from tram.places.models import Facility, Village
from tram.workforce import api as workforce
from tram.workforce.models import Account, RoleGrant, StaffMember

RowT = TypeVar("RowT", bound=Record)
SINCE = date(2026, 1, 1)
NAMES = ("Lò Thị Lan", "Giàng A Ba", "Tòng Thị Mai", "Vàng Văn Tuấn", "Đỗ Văn Minh", "Lù Thị Đặng")
PHONES = ("", "0912345670", "0912345671", "0868123456")
NUMBERS = tuple(f"0121610043{number:02d}" for number in range(60))
CARDS = tuple(f"DT21201234567{number:02d}" for number in range(8))
CODES = ("I10", "E11.9", "J00", "J18.9", "K29.7")
HOT = 3  # people everybody works on
_FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(slots=True)
class Hands:
    """Somebody at work: who, when, over which communes; ``elsewhere`` is where people may move to."""

    random: Random
    at: datetime
    communes: Sequence[str]
    elsewhere: Sequence[str]

    @property
    def by(self) -> Actor:
        """Somebody who may do everything in the machine's communes, in the whole nation now and then."""
        return Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), frozenset(self.communes), commune=self.commune)

    @property
    def commune(self) -> str:
        """The first commune of the machine."""
        return self.communes[0]

    @property
    def who(self) -> dict[str, Any]:
        """What every deed is told."""
        return {"by": self.by, "at": self.at}

    def day(self) -> date:
        """A day near the present one, to come at times."""
        return self.at.date() + timedelta(days=self.random.choice((-40, -3, -1, 0, 0, 0, 1)))

    def maybe(self, value: Any, chance: float = 0.5) -> Any:
        """The value, or None."""
        return value if self.random.random() < chance else None

    def any_of(self, model: type[RowT], **where: Any) -> RowT:
        """One of the table's rows, the first few more often. Refuses when there is none, as a page would."""
        rows: QuerySet[RowT] = QuerySet(model)
        found = list(rows.filter(**where).order_by("pk")[:40])
        if not found:
            raise Refusal("test.nothing_there", "Chưa có gì để làm.")
        return self.random.choice(found[:HOT] if self.random.random() < 0.6 else found)

    def person(self) -> Person:
        """Somebody of the machine's communes; at times somebody from elsewhere whom it knows."""
        if self.random.random() < 0.1:
            return self.any_of(Person)
        return self.any_of(Person, commune__in=self.communes, merged_into=None)

    def here(self) -> str:
        """One of the machine's communes."""
        return self.random.choice(list(self.communes))


Deed = Callable[[Hands], object]
DEEDS: dict[str, tuple[int, Deed]] = {}


def often(weight: int) -> Callable[[Deed], Deed]:
    """Decorator: a deed that is drawn so often against the others."""

    def register(function: Deed) -> Deed:
        DEEDS[getattr(function, "__name__", "")] = (weight, function)
        return function

    return register


def do(hands: Hands, name: str = "") -> str:
    """Does a deed of this name, or any; returns its name, and why when it was refused ("move refused row.stale")."""
    chosen = name or hands.random.choices(list(DEEDS), [weight for weight, _ in DEEDS.values()])[0]
    try:
        DEEDS[chosen][1](hands)
    except Refusal as refusal:
        return f"{chosen} refused {refusal.code}"
    return chosen


def found(communes: Sequence[str], at: datetime, *, people_each: int = 2) -> None:
    """The beginning of a world, done at its root: in each commune a station, two villages, a nurse and some people."""
    for number, commune in enumerate(communes):
        who: dict[str, Any] = {"by": SYSTEM, "at": at}
        station = places.found_facility(
            **who, commune=commune, kind="commune_station", name="Trạm Y tế", day=SINCE, bhxh_code=f"12{number:03d}"
        )
        for name in ("Bản Hon", "Nà Khum"):
            places.found_village(**who, commune=commune, name=name, day=SINCE, kind="ban")
        workforce.add_staff(
            **who, commune=commune, facility=station.id, full_name="Lò Thị Hạnh", profession="nurse", day=SINCE
        )
        home = people.open_household(**who, commune=commune, since=SINCE, code=f"H{number}")
        for _ in range(people_each):
            people.register_person(
                **who, full_name=NAMES[number % len(NAMES)], commune=commune, birth="1961", household=home.id,
                resident_since=SINCE, same_name_is_new=True,
            )  # fmt: skip


# people


@often(6)
def register(hands: Hands) -> object:
    """A newcomer, with a number and a card at times."""
    draw = hands.random
    numbers = [people.NewIdentifier("cccd", draw.choice(NUMBERS))] if draw.random() < 0.3 else []
    return people.register_person(
        **hands.who, full_name=draw.choice(NAMES), commune=hands.here(), birth=str(draw.randint(1930, 2020)),
        sex=draw.choice(("male", "female")), phone=draw.choice(PHONES), identifiers=numbers, resident_since=SINCE,
        same_name_is_new=True, cover=hands.maybe(people.NewCover(draw.choice(CARDS), SINCE), 0.2),
    )  # fmt: skip


@often(14)
def correct(hands: Hands) -> object:
    """One thing about a person is corrected: the deed that two machines do at once."""
    draw = hands.random
    told: dict[str, Any] = draw.choice(
        (
            {"phone": draw.choice(PHONES)},
            {"phone": draw.choice(PHONES)},
            {"full_name": draw.choice(NAMES)},
            {"birth": draw.choice(("1956", "03/1956", "12/03/1956", "1957", ""))},
            {"sex": draw.choice(("male", "female"))},
            {"ethnicity": draw.choice(("01", "03", ""))},
            {"full_name": draw.choice(NAMES), "phone": draw.choice(PHONES)},
        )
    )
    keep = draw.random() < 0.3
    return people.change_person(**hands.who, person=hands.person().id, keep_former_name=keep, **told)


@often(5)
def move(hands: Hands) -> object:
    """Somebody moves, to another commune as often as not."""
    goal = hands.random.choice([*hands.communes, *hands.elsewhere])
    return people.move_person(**hands.who, person=hands.person().id, commune=goal, on=hands.day(), address="Nhà mới")


@often(2)
def open_household(hands: Hands) -> object:
    """A household without members."""
    return people.open_household(**hands.who, commune=hands.here(), since=SINCE, address="Cạnh suối")


@often(3)
def join(hands: Hands) -> object:
    """Somebody joins a household."""
    home = hands.any_of(Household, commune__in=hands.communes)
    relation = hands.random.choice(("head", "child", "other"))
    return people.join_household(**hands.who, person=hands.person().id, household=home.id, relation=relation)


@often(2)
def leave(hands: Hands) -> object:
    """Somebody leaves a household."""
    return people.leave_household(**hands.who, person=hands.person().id, on=hands.day())


@often(2)
def change_head(hands: Hands) -> object:
    """A household has another head: two facts in one transaction."""
    member = hands.any_of(Person, commune__in=hands.communes, household__isnull=False)
    return people.change_head(**hands.who, household=member.household_id, person=member.id, on=hands.day())


@often(3)
def add_number(hands: Hands) -> object:
    """A number, in place of an old one at times."""
    return people.add_identifier(
        **hands.who, person=hands.person().id, system="cccd", value=hands.random.choice(NUMBERS),
        old_becomes=hands.maybe("reissued"),
    )  # fmt: skip


@often(2)
def retire_number(hands: Hands) -> object:
    """A number found wrong."""
    status = hands.random.choice(("wrong", "cancelled"))
    return people.retire_identifier(**hands.who, identifier=hands.any_of(Identifier).id, status=status)


@often(3)
def record_cover(hands: Hands) -> object:
    """A period of insurance."""
    start = date(2026, hands.random.randint(1, 6), 1)
    card = people.NewCover(hands.random.choice(CARDS), start, hands.maybe(date(2026, 12, 31)))
    return people.record_cover(**hands.who, person=hands.person().id, cover=card)


@often(1)
def withdraw_cover(hands: Hands) -> object:
    """A period of insurance recorded by mistake."""
    return people.withdraw_cover(**hands.who, cover=hands.any_of(Cover).id)


@often(1)
def death(hands: Hands) -> object:
    """A death."""
    return people.record_death(**hands.who, person=hands.person().id, died=str(hands.at.year))


@often(1)
def death_withdrawn(hands: Hands) -> object:
    """A death that was none."""
    gone = hands.any_of(Person, died_on__isnull=False)
    return people.withdraw_death(**hands.who, person=gone.id)


@often(2)
def family_doctor(hands: Hands) -> object:
    """Somebody comes on a station's list."""
    facility = hands.any_of(Facility, commune__in=hands.communes)
    return people.assign_family_doctor(**hands.who, person=hands.person().id, facility=facility.id, on=hands.day())


@often(2)
def merge(hands: Hands) -> object:
    """Two records of one person become one, as a room will do it one day."""
    one, other = hands.person(), hands.person()
    if one.id == other.id or one.merged_into_id or other.merged_into_id:
        raise Refusal("test.same_person", "Chọn hai hồ sơ khác nhau.")
    with deed("person.merged", **hands.who, place=one.commune, person=one.id) as fact:
        fact.change(one, merged_into_id=other.id)
    return one


@often(3)
def decide(hands: Hands) -> object:
    """Somebody decides a conflict for one of the versions, or for neither."""
    waiting = open_conflicts(communes=hands.communes)
    if not waiting:
        raise Refusal("test.nothing_there", "Không có gì để quyết định.")
    conflict = hands.random.choice(waiting)
    rows: QuerySet[Record] = QuerySet(table_of(conflict.table).model)
    row = rows.get(pk=conflict.row)
    chosen = hands.random.choice(conflict.sides).values
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in chosen.items()}
    with deed("conflict.decided", **hands.who, place=conflict.commune, person=conflict.person) as fact:
        fact.decide(row, **values)
    return row


@often(1)
def erase(hands: Hands) -> object:
    """The law demands that somebody be forgotten; done seldom."""
    row = hands.person()
    if hands.random.random() < 0.7:
        raise Refusal("test.not_today", "Hôm nay thì không.")
    return erase_person(**hands.who, person=row.id, commune=row.commune)


# encounters


def _content(hands: Hands) -> encounters.VisitContent:
    draw = hands.random
    station = hands.any_of(Facility, commune__in=hands.communes, kind="commune_station")
    pressure = {"8480-6": Decimal(draw.randint(100, 180)), "8462-4": Decimal(draw.randint(60, 99))}
    return {
        "facility": station.id,
        "reason": "Khám",
        "vitals": pressure,
        "diagnoses": [encounters.DiagnosisInput(draw.choice(CODES))],
        "prescription": [encounters.LineInput("Amlodipin 5 mg x 30 viên", "Sáng 1 viên")],
        "status": draw.choice(("finished", "finished", "in-progress")),
    }


def _visit(hands: Hands) -> UUID:
    return UUID(str(hands.any_of(Visit, commune__in=hands.communes).id))


@often(10)
def visit(hands: Hands) -> object:
    """A visit with vitals, a diagnosis and a prescription."""
    return encounters.record_visit(**hands.who, person=hands.person().id, **_content(hands))


def see(hands: Hands, person: UUID) -> object:
    """A visit of somebody named, from wherever they are."""
    by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), None, commune=hands.commune)
    return encounters.record_visit(by=by, at=hands.at, person=person, **_content(hands))


@often(4)
def amend(hands: Hands) -> object:
    """A visit is written anew."""
    advice = hands.random.choice(("Ăn nhạt", "Tập đi bộ"))
    return encounters.amend_visit(**hands.who, visit=_visit(hands), change_reason="Ghi nhầm", advice=advice)


@often(2)
def cancel(hands: Hands) -> object:
    """A visit that was none."""
    return encounters.cancel_visit(**hands.who, visit=_visit(hands), cancel_reason="Nhầm người")


@often(2)
def close(hands: Hands) -> object:
    """A visit in progress ends."""
    open_ = hands.any_of(Visit, commune__in=hands.communes, status="in-progress")
    return encounters.close_visit(**hands.who, visit=open_.id, advice="Tái khám sau một tháng")


@often(2)
def problem(hands: Hands) -> object:
    """A condition that is followed."""
    code = encounters.DiagnosisInput(hands.random.choice(CODES))
    return encounters.record_problem(**hands.who, person=hands.person().id, problem=code)


@often(2)
def allergy(hands: Hands) -> object:
    """What somebody must not be given."""
    told = encounters.AllergyInput(hands.random.choice(("Penicillin", "Tôm")))
    return encounters.record_allergy(**hands.who, person=hands.person().id, allergy=told)


@often(2)
def document(hands: Hands) -> object:
    """A paper."""
    told = encounters.DocumentInput("Giấy ra viện", text="Bệnh nhân đỡ.")
    return encounters.record_document(**hands.who, person=hands.person().id, document=told)


# places and workforce


@often(2)
def found_village(hands: Hands) -> object:
    """A new village."""
    name = f"Bản {hands.random.randint(1, 99)}"
    return places.found_village(**hands.who, commune=hands.here(), name=name, day=SINCE)


@often(2)
def rename_village(hands: Hands) -> object:
    """A village gets another name."""
    row = hands.any_of(Village, commune__in=hands.communes)
    name = f"Nà {hands.random.randint(1, 99)}"
    return places.rename_village(**hands.who, village=row.id, name=name, day=hands.day())


@often(1)
def merge_villages(hands: Hands) -> object:
    """A village goes up in another."""
    one, other = (hands.any_of(Village, commune__in=hands.communes) for _ in range(2))
    return places.merge_villages(**hands.who, villages=[one.id], into=other.id, day=hands.day())


@often(1)
def found_facility(hands: Hands) -> object:
    """A new facility, led by a station at times."""
    leader = hands.any_of(Facility, kind="commune_station")
    parent = hands.maybe(leader.id)
    return places.found_facility(
        **hands.who, commune=hands.here(), kind="village_post", name="Điểm y tế", day=SINCE, parent=parent
    )


@often(2)
def rename_facility(hands: Hands) -> object:
    """A facility gets another name."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    name = f"Trạm {hands.random.randint(1, 9)}"
    return places.rename_facility(**hands.who, facility=row.id, name=name, day=hands.day())


@often(1)
def move_facility(hands: Hands) -> object:
    """A facility moves, to another commune of the machine at times."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    return places.move_facility(
        **hands.who, facility=row.id, day=hands.day(), address="Bên đường", commune=hands.here()
    )


@often(1)
def close_facility(hands: Hands) -> object:
    """A village post closes."""
    row = hands.any_of(Facility, commune__in=hands.communes, kind="village_post")
    return places.close_facility(**hands.who, facility=row.id, day=hands.day())


@often(2)
def count_staff(hands: Hands) -> object:
    """How many doctors a station has."""
    row = hands.any_of(Facility, commune__in=hands.communes)
    number = hands.random.randint(0, 3)
    return places.set_staff_count(**hands.who, category="doctor", number=number, day=hands.day(), facility=row.id)


@often(1)
def add_staff(hands: Hands) -> object:
    """Somebody begins to work."""
    name = hands.random.choice(NAMES)
    return workforce.add_staff(**hands.who, full_name=name, profession="nurse", commune=hands.here(), day=SINCE)


@often(1)
def end_staff(hands: Hands) -> object:
    """Somebody stops working."""
    row = hands.any_of(StaffMember, commune__in=hands.communes)
    return workforce.end_staff(**hands.who, staff=row.id, day=hands.day())


@often(1)
def open_account(hands: Hands) -> object:
    """An account with a role."""
    commune = hands.here()
    with override_settings(PASSWORD_HASHERS=_FAST):
        view = workforce.open_account(
            **hands.who, username=f"nv{hands.random.randint(0, 999)}", name="Hạnh", commune=commune,
            password="mot-cau-that-dai-de-nho",  # pragma: allowlist secret
        )  # fmt: skip
    return workforce.grant_role(**hands.who, account=view.id, role="nurse", day=hands.day(), commune=commune)


@often(1)
def end_role(hands: Hands) -> object:
    """A role is taken back."""
    row = hands.any_of(RoleGrant, commune__in=hands.communes)
    return workforce.end_role(**hands.who, grant=row.id, day=hands.day())


@often(1)
def close_account(hands: Hands) -> object:
    """An account is closed."""
    found = Account.objects.filter(is_active=True).order_by("pk").first()
    if found is None:
        raise Refusal("test.nothing_there", "Chưa có tài khoản.")
    return workforce.close_account(**hands.who, account=found.id)


# exchange, and many deeds at once


@often(2)
def take_in(hands: Hands) -> object:
    """A small FHIR bundle; the same few patients come to every machine of a commune."""
    from tests.support.bundles import small_bundle

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "bundle.json"
        path.write_text(json.dumps(small_bundle(hands.random, hands.commune)))
        by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), frozenset(hands.communes), commune=hands.commune)
        return import_fhir(by=by, at=hands.at, paths=[path], commune=hands.commune)


@often(3)
def many(hands: Hands) -> object:
    """Several deeds in one transaction, as an import writes them."""
    with batch(size=hands.random.choice((2, 3, 500))):
        return [register(hands) for _ in range(hands.random.randint(2, 5))]
