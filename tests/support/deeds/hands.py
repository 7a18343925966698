"""Somebody at work on a machine of a test, and the list of what may be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.db.models import QuerySet

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.people.models import Person

RowT = TypeVar("RowT", bound=Record)
SINCE = date(2026, 1, 1)
NAMES = ("Lò Thị Lan", "Giàng A Ba", "Tòng Thị Mai", "Vàng Văn Tuấn", "Đỗ Văn Minh", "Lù Thị Đặng")
PHONES = ("", "0912345670", "0912345671", "0868123456")
NUMBERS = tuple(f"0121610043{number:02d}" for number in range(60))
CARDS = tuple(f"DT21201234567{number:02d}" for number in range(8))
CODES = ("I10", "E11.9", "J00", "J18.9", "K29.7")
HOT = 3  # people everybody works on


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
