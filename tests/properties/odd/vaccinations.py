"""Cards, sessions, vaccine and fridges; what follows from a card is judged from the rows that were drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.properties.odd.telling import Telling
from tram.engines.schedule import assess
from tram.immunization.models import (
    AdverseEvent,
    Attendance,
    Circumstance,
    Deferral,
    Dose,
    Fridge,
    FridgeReading,
    Session,
    StockMovement,
    VaccineLot,
)
from tram.immunization.record.judged import Frame, Given, Judged, Known, Noted, PutOff, in_order, judge
from tram.kernel.facts.draft import Draft
from tram.people.api import Standing
from tram.people.models import Person

VACCINES = ("bcg", "hepb", "dpt-vgb-hib", "dpt-vgb-hib", "opv", "opv", "ipv", "measles", "mr", "je", "tt", "flu")
STATUS = ("current", "current", "current", "superseded", "cancelled")


@dataclass(slots=True)
class Cards:
    """What was drawn of every person, until all of it is known."""

    telling: Telling
    people: dict[UUID, Person] = field(default_factory=dict)
    doses: list[tuple[Dose, UUID]] = field(default_factory=list)
    noted: list[tuple[Circumstance, UUID]] = field(default_factory=list)
    put_off: list[tuple[Deferral, UUID]] = field(default_factory=list)
    came: dict[UUID, set[UUID]] = field(default_factory=dict)
    invited: dict[UUID, set[UUID]] = field(default_factory=dict)
    sessions: list[dict[str, Any]] = field(default_factory=list)

    def commune(self, fact: Draft, code: str) -> list[UUID]:
        """A commune's sessions, lots, movements, fridges and readings; returns the sessions."""
        made = [self._session(fact, code) for _ in range(self.telling.one(0, 1, 2))]
        for _ in range(self.telling.one(0, 1, 2)):
            self._lot(fact, code, made)
        for _ in range(self.telling.one(0, 1, 1)):
            self._fridge(fact, code)
        return made

    def person(self, fact: Draft, row: Person, sessions: list[UUID]) -> None:
        """What is drawn about somebody."""
        draw, self.people[row.id] = self.telling, row
        root = row.merged_into_id or row.id
        for _ in range(draw.one(0, 0, 1, 3)):
            self._dose(fact, row, root, sessions)
        for _ in range(draw.one(0, 0, 0, 1)):
            self._circumstance(fact, row, root)
        for _ in range(draw.one(0, 0, 0, 1)):
            self._deferral(fact, row, root)
        for session in sessions[: draw.one(0, 0, 1, 2)]:
            self._attendance(fact, row, session)
        if draw.one(False, False, True):
            self._event(fact, row, sessions)

    def tell(self, today: date) -> None:
        """Tells what was drawn and what follows from it, as the frame of a day judges it."""
        for told in self.sessions:
            row = told["id"]
            counts = {"invited": len(self.invited.get(row, ())), "came": len(self.came.get(row, ()))}
            self.telling.tell("immunization.sessions", **told, **counts)
        frame, judged = Frame.on(today), Judged()
        for known in in_order(self._known().values()):
            patient = known.patient() if known.doses or frame.follows(known) else None
            judge(frame, known, assess(frame.schedule, patient, frame.day_for(known)) if patient else None, judged)
        self._tell(judged)

    def _known(self) -> dict[UUID, Known]:
        found = {row.id: Known(_standing(row)) for row in self.people.values() if row.merged_into_id is None}
        for row, root in self.doses:
            found[root].doses.append(Given(row.id, root, row.day, row.vaccine, row.source, row.expires_on))
        for row, root in self.noted:
            found[root].noted.append(Noted(root, row.code, row.start, row.end, row.due_on))
        for row, root in self.put_off:
            found[root].put_off.append(PutOff(root, row.day, row.group, row.kind, row.reason, row.until))
        return found

    def _tell(self, judged: Judged) -> None:
        doses, stands = {row.id: row for row, _ in self.doses}, {one.dose: one for one in judged.standings}
        for one in judged.standings:
            row = doses[one.dose]
            told = {
                name: getattr(row, name)
                for name in ("commune", "day", "vaccine", "source", "facility_id", "session_id")
            }
            follows = {"group": one.group, "number": one.number, "valid": one.valid, "age_days": one.age_days}
            self.telling.visits.append(
                (row, self.telling.tell("immunization.doses", id=row.id, person_id=one.person, **told, **follows))
            )
        for made in judged.evaluations:
            row = doses[made.dose]
            self.telling.tell(
                "immunization.antigen_doses", id=made.id, dose_id=row.id, person_id=made.person, commune=row.commune,
                day=row.day, antigen=made.antigen, number=made.number, valid=made.status == "valid",
                on_time=made.on_time, age_days=stands[made.dose].age_days,
            )  # fmt: skip
        names = ("commune", "group", "status", "number", "earliest", "recommended", "overdue", "latest", "valid_doses")
        for due in judged.forecasts:
            told = {name: getattr(due, name) for name in names}
            self.telling.tell("immunization.forecasts", id=due.id, person_id=due.person, village_id=due.village, **told)

    def _dose(self, fact: Draft, row: Person, root: UUID, sessions: list[UUID]) -> None:
        draw = self.telling
        born = row.birth_date or draw.day()
        told: dict[str, Any] = {
            "commune": draw.one(row.commune, "90000"),
            "day": draw.one(draw.day(), born + timedelta(days=draw.one(0, 1, 2, 59, 60, 61, 88, 90, 270, 400))),
            "vaccine": draw.one(*VACCINES),
            "source": draw.one("here", "here", "elsewhere", "campaign", "imported"),
            "session_id": draw.maybe(draw.one(*sessions)) if sessions else None,
            "expires_on": draw.maybe(draw.day(), 0.2),
        }
        made = fact.add(Dose(person=row, status=draw.one(*STATUS), **told))
        if made.status == "current":
            self.doses.append((made, root))

    def _circumstance(self, fact: Draft, row: Person, root: UUID) -> None:
        draw = self.telling
        start, end = sorted((draw.day(), draw.day()))
        told: dict[str, Any] = {
            "code": draw.one("pregnant", "hiv", "immune-measles", "contraindicated-bcg", "premature"),
            "start": start,
            "end": draw.maybe(end, 0.4),
            "due_on": draw.maybe(start + timedelta(days=200)),
        }
        made = fact.add(Circumstance(person=row, commune=row.commune, status=draw.one(*STATUS), **told))
        if made.status == "current":
            self.noted.append((made, root))
            draw.tell("immunization.circumstances", id=made.id, person_id=row.id, commune=row.commune, **told)

    def _deferral(self, fact: Draft, row: Person, root: UUID) -> None:
        draw = self.telling
        told: dict[str, Any] = {
            "day": draw.day(),
            "group": draw.one("", "bcg", "polio"),
            "kind": draw.one("deferred", "refused", "contraindicated", "contraindicated", "absent"),
            "reason": draw.one("fever", "fear", "anaphylaxis"),
            "session_id": None,
        }
        until = draw.maybe(told["day"] + timedelta(days=7))
        made = fact.add(Deferral(person=row, commune=row.commune, until=until, status=draw.one(*STATUS), **told))
        if made.status == "current":
            self.put_off.append((made, root))
            draw.tell("immunization.deferrals", id=made.id, person_id=row.id, commune=row.commune, **told)

    def _attendance(self, fact: Draft, row: Person, session: UUID) -> None:
        """Somebody at a session, at times written twice by two machines."""
        draw = self.telling
        for _ in range(draw.one(1, 1, 2)):
            invited, arrived = draw.one(True, False), draw.maybe(datetime(2026, 1, 5, tzinfo=UTC))
            made = fact.add(
                Attendance(
                    person=row, commune=row.commune, session_id=session, invited=invited, arrived_at=arrived,
                    status=draw.one("current", "current", "cancelled"),
                )
            )  # fmt: skip
            if made.status != "current":
                continue
            if invited:
                self.invited.setdefault(session, set()).add(row.id)
            if arrived:
                self.came.setdefault(session, set()).add(row.id)

    def _event(self, fact: Draft, row: Person, sessions: list[UUID]) -> None:
        draw, day = self.telling, self.telling.day()
        onset = datetime(day.year, day.month, day.day, draw.one(1, 16, 17, 23), 30, tzinfo=UTC)
        minutes = draw.one(None, 0, 1, 60, 61, 24 * 60, 24 * 60 + 1)
        told: dict[str, Any] = {
            "serious": draw.one(True, False),
            "session_id": draw.maybe(draw.one(*sessions)) if sessions else None,
            "vaccine": draw.one("bcg", ""),
        }
        made = fact.add(
            AdverseEvent(
                person=row, commune=row.commune, onset_at=onset, known_at=onset, status=draw.one(*STATUS),
                notified_at=None if minutes is None else onset + timedelta(minutes=minutes), **told,
            )
        )  # fmt: skip
        if made.status == "current":
            hours = None if minutes is None else -(-minutes // 60)
            draw.tell(
                "immunization.adverse_events", id=made.id, person_id=row.id, commune=row.commune, dose_id=None,
                day=(onset + timedelta(hours=7)).date(), notified_hours=hours, **told,
            )  # fmt: skip

    def _session(self, fact: Draft, code: str) -> UUID:
        draw = self.telling
        told = {
            "commune": code,
            "day": draw.day(),
            "kind": draw.one("fixed", "outreach", "campaign"),
            "state": draw.one("planned", "open", "closed", "stopped", "cancelled"),
        }
        made = fact.add(Session(**told))
        self.sessions.append({"id": made.id, **told})
        return UUID(str(made.id))

    def _lot(self, fact: Draft, code: str, sessions: list[UUID]) -> None:
        draw, presentation = self.telling, self.telling.one(1, 10, 20)
        vaccine = draw.one("bcg", "opv")
        lot = fact.add(
            VaccineLot(commune=code, vaccine=vaccine, number="A1", presentation=presentation, expires_on=draw.day())
        )
        for _ in range(draw.one(0, 1, 3)):
            told: dict[str, Any] = {
                "commune": code,
                "day": draw.day(),
                "kind": draw.one("receipt", "use", "waste", "return", "count"),
                "reason": draw.one("", "open", "frozen"),
                "vials": draw.one(-2, -1, 3),
                "session_id": draw.maybe(draw.one(*sessions)) if sessions else None,
            }
            doses = draw.one(-7, 30)
            made = fact.add(StockMovement(lot=lot, status=draw.one(*STATUS), doses=doses, **told))
            if made.status == "current":
                counted = told["vials"] * presentation if told["kind"] == "use" else doses
                draw.tell("immunization.stock", id=made.id, vaccine=vaccine, doses=counted, **told)

    def _fridge(self, fact: Draft, code: str) -> None:
        draw = self.telling
        start, end = sorted((draw.day(), draw.day()))
        last = draw.maybe(end, 0.3)
        fridge = fact.add(Fridge(commune=code, name="Tủ", valid_from=start, valid_to=last))
        draw.tell("immunization.fridges", id=fridge.id, commune=code, name="Tủ", start=start, end=last)
        for _ in range(draw.one(0, 1, 3)):
            told: dict[str, Any] = {
                "commune": code,
                "day": draw.day(),
                "half": draw.one("am", "pm"),
                "celsius": draw.one(Decimal("2.0"), Decimal("8.5"), Decimal("-1.5")),
                "alarm": draw.one(True, False),
            }
            made = fact.add(
                FridgeReading(fridge=fridge, at=datetime(2026, 1, 1, tzinfo=UTC), status=draw.one(*STATUS), **told)
            )
            if made.status == "current":
                draw.tell("immunization.fridge_readings", id=made.id, fridge_id=fridge.id, **told)


def _standing(row: Person) -> Standing:
    exactly = row.birth_precision == "day"
    return Standing(row.id, row.birth_date, exactly, row.sex, row.commune, row.village_id, row.died_on)
