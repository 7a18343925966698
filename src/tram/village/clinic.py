"""A commune's vaccinations as they lie in the books: sessions that were held, lots they opened, the fridge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

from tram.immunization.api import (
    PastLot,
    PastReading,
    PastSession,
    carry_fridge,
    carry_lots,
    carry_readings,
    carry_session,
    vaccines,
)
from tram.kernel.clock import VN_TZ
from tram.kernel.ids import uuid7
from tram.kernel.periods import Period, quarter
from tram.village.network import Network
from tram.village.shots import CAMPAIGN

OPENS, CLOSES = time(7, 30), time(11, 0)
SUPPLIER = "Trung tâm Y tế khu vực Tam Đường"
MAKERS = {"bcg": "IVAC", "opv": "POLYVAC", "measles": "POLYVAC", "mr": "POLYVAC", "je": "VABIOTECH", "td": "IVAC"}
SPARE, KEPT_FOR = 0.25, timedelta(days=600)
WARM_DAY, WARM = 20, Decimal("9.6")  # so many days before the end the power failed in the morning
WARM_ACTION = "Mất điện từ 3 giờ; đã chuyển vắc xin sang hòm lạnh, 9 giờ tủ về 5 °C, VVM chưa đổi"
FORGOTTEN = 0.012  # readings that nobody took, at stations that are not the demo's
A_VISIT = timedelta(minutes=4)


@dataclass(slots=True)
class Held:
    """A session while the cards of its day are written down: how many came, doses given by lot, vaccines."""

    id: UUID
    came: int = 0
    given: Counter[tuple[str, date]] = field(default_factory=Counter)


@dataclass(slots=True)
class Clinic:
    """The books of one commune from ``begin`` to before ``end``."""

    network: Network
    begin: date
    end: date
    sessions: dict[date, Held] = field(default_factory=dict)
    lots: dict[tuple[str, date], UUID] = field(default_factory=dict)

    def held(self, day: date) -> Held:
        """The session of a day; it was held because somebody came."""
        if day not in self.sessions:
            self.sessions[day] = Held(uuid7())
        return self.sessions[day]

    def arrival(self, day: date) -> datetime:
        """When the next one came to the session of a day."""
        held = self.held(day)
        held.came += 1
        return datetime.combine(day, OPENS, VN_TZ) + held.came * A_VISIT

    def lot(self, vaccine: str, day: date) -> tuple[UUID, str, date]:
        """The lot a dose of that day was of (id, number, expiry), and that it was given."""
        key = (vaccine, self._quarter(day).start)
        if key not in self.lots:
            self.lots[key] = uuid7()
        self.held(day).given[key] += 1
        return self.lots[key], _number(*key), key[1] + KEPT_FOR

    def close(self, rng: Random, *, forgetful: bool) -> None:
        """Writes what the doses of the cards came from: lots with their arrival, sessions, readings of the fridge."""
        by, at = self.network.nurse, datetime.combine(self.begin, OPENS, VN_TZ)
        if self.lots:
            carry_lots(by=by, at=at, commune=self.network.commune, lots=list(self._arrivals()))
        for day, held in sorted(self.sessions.items(), key=lambda one: one[0]):
            carry_session(by=by, at=datetime.combine(day, CLOSES, VN_TZ), session=self._told(day, held))
        fridge = carry_fridge(
            by=by, at=at, commune=self.network.commune, name="Tủ lạnh vắc xin TCW 40", since=self.begin
        )
        for month in _months(self.begin, self.end):
            readings = list(_readings(rng, month, self.end - timedelta(days=WARM_DAY), forgetful=forgetful))
            carry_readings(by=by, at=at, commune=self.network.commune, fridge=fridge, readings=readings)

    def _quarter(self, day: date) -> Period:
        return quarter(day.year, (day.month + 2) // 3)

    def _arrivals(self) -> Iterator[PastLot]:
        used: Counter[tuple[str, date]] = Counter()
        for held in self.sessions.values():
            for key, doses in held.given.items():
                used[key] += _vials(key[0], doses)
        for key, lot in self.lots.items():
            yield PastLot(
                id=lot,
                vaccine=key[0],
                number=_number(*key),
                manufacturer=MAKERS.get(key[0], ""),
                presentation=_presentation(key[0]),
                expires_on=key[1] + KEPT_FOR,
                came_on=max(key[1], self.begin),
                vials=used[key] + 2 + int(used[key] * SPARE),
                partner=SUPPLIER,
            )

    def _told(self, day: date, held: Held) -> PastSession:
        opened = {self.lots[key]: _vials(key[0], doses) for key, doses in held.given.items()}
        return PastSession(
            id=held.id,
            commune=self.network.commune,
            facility=self.network.station,
            day=day,
            kind="campaign" if day == CAMPAIGN else "fixed",
            place_name="",
            starts_at=datetime.combine(day, OPENS, VN_TZ),
            ends_at=max(
                datetime.combine(day, CLOSES, VN_TZ), datetime.combine(day, OPENS, VN_TZ) + held.came * A_VISIT
            ),
            vaccines=tuple(sorted({vaccine for vaccine, _quarter in held.given})),
            opened=opened,
        )


@cache
def _presentation(vaccine: str) -> int:
    return vaccines()[vaccine].presentations[0]


def _vials(vaccine: str, doses: int) -> int:
    return -(-doses // _presentation(vaccine))


def _number(vaccine: str, since: date) -> str:
    return f"{vaccine.replace('-', '')[:4].upper()}{since:%y}{(since.month + 2) // 3:02d}"


def _months(begin: date, end: date) -> Iterator[list[date]]:
    days = [begin + timedelta(days=number) for number in range((end - begin).days)]
    for first in sorted({day.replace(day=1) for day in days}):
        yield [day for day in days if day.replace(day=1) == first]


def _readings(rng: Random, days: list[date], warm: date, *, forgetful: bool) -> Iterator[PastReading]:
    for day in days:
        for half in ("am", "pm"):
            if day == warm and half == "am" and not forgetful:
                yield PastReading(day, half, WARM, WARM_ACTION)
            elif not (forgetful and rng.random() < FORGOTTEN):
                yield PastReading(day, half, Decimal(str(round(min(7.8, max(2.3, rng.gauss(4.8, 0.8))), 1))))
