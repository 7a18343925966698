"""Planning a session, changing the plan, opening, cancelling and stopping it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from tram.immunization.models import Session, SessionKind, SessionState
from tram.immunization.schedule import vaccines as known_vaccines
from tram.immunization.sessions.access import MANAGE, at_work
from tram.immunization.sessions.actions.invite import MANY, invited
from tram.immunization.sessions.refusals import (
    day_passed,
    facility_missing,
    no_vaccine,
    reason_missing,
    unknown_vaccine,
    village_missing,
    wrong_day,
)
from tram.immunization.sessions.views import SessionView
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft
from tram.kernel.ids import uuid7
from tram.kernel.text import nfc
from tram.places.api import villages

LONGEST_REASON = 250


class Plan(TypedDict, total=False):
    """What a plan says. ``vials``: vaccine → vials to carry; ``staff``: who works there."""

    day: date
    kind: str
    village: UUID | None
    place_name: str
    vaccines: Sequence[str]
    vials: Mapping[str, int]
    staff: Iterable[UUID]
    capacity: int | None
    note: str


def plan_session(
    *, by: Actor, at: datetime, people: Sequence[UUID] = (), token: UUID | None = None, **plan: Unpack[Plan]
) -> SessionView:
    """Plans a session of the actor's station (fact ``session.planned``) and invites people to it, in one transaction.

    ``token`` names the session beforehand, so that a form sent twice is one session. Refuses a day that has passed, no
    or unknown vaccines, an outreach session without its village, people the actor may not see.
    """
    require(by, MANAGE, by.commune)
    if by.facility is None or not by.commune:
        raise facility_missing()
    known = Session.objects.filter(pk=token).first() if token else None
    if known is not None:
        require(by, MANAGE, known.commune)
        return SessionView.of(known)
    row = Session(id=token or uuid7(), commune=by.commune, facility_id=by.facility)
    values = _checked(row, plan, today_vn(at))
    for name, value in values.items():
        setattr(row, name, value)
    with facts.batch(size=MANY):
        with facts.deed("session.planned", by=by, at=at, place=row.commune) as fact:
            fact.add(row)
        invited(by, at, row, people)
    return SessionView.of(row)


def change_session(*, by: Actor, at: datetime, session: UUID, **plan: Unpack[Plan]) -> SessionView:
    """Changes a plan (fact ``session.changed``); what is left out stays. Refuses what ``plan_session`` refuses."""
    with at_work(by, session, "planned", "open") as row:
        values = _checked(row, plan, today_vn(at))
        with _fact("session.changed", by, at, row) as fact:
            fact.change(row, **values)
    return SessionView.of(row)


def cancel_session(*, by: Actor, at: datetime, session: UUID, reason: str) -> SessionView:
    """Calls a planned session off (fact ``session.cancelled``). Refuses without a reason."""
    why = _reason(reason)
    with at_work(by, session, "planned") as row, _fact("session.cancelled", by, at, row) as fact:
        fact.change(row, state=SessionState.CANCELLED, closed_at=at, stop_reason=why)
    return SessionView.of(row)


def stop_session(*, by: Actor, at: datetime, session: UUID, reason: str) -> SessionView:
    """Stops a session at once (fact ``session.stopped``): after it nobody is vaccinated there.

    One that was stopped already stays as it is, so that a second serious event changes nothing.
    """
    why = _reason(reason)
    with at_work(by, session, "open", "planned", "stopped") as row:
        if row.state != SessionState.STOPPED:
            with _fact("session.stopped", by, at, row) as fact:
                fact.change(row, state=SessionState.STOPPED, closed_at=at, stop_reason=why)
    return SessionView.of(row)


def open_session(*, by: Actor, at: datetime, session: UUID) -> SessionView:
    """Opens a session on its day (fact ``session.opened``); one that is open stays so. Refuses on any other day."""
    with at_work(by, session, "planned", "open") as row:
        if row.state == SessionState.OPEN:
            return SessionView.of(row)
        if row.day != today_vn(at):
            raise wrong_day(row.day)
        with _fact("session.opened", by, at, row) as fact:
            fact.change(row, state=SessionState.OPEN, opened_at=at)
    return SessionView.of(row)


def _fact(name: str, by: Actor, at: datetime, row: Session) -> AbstractContextManager[Draft]:
    return facts.deed(name, by=by, at=at, place=row.commune)


def _reason(reason: str) -> str:
    why = nfc(reason).strip()[:LONGEST_REASON]
    if not why:
        raise reason_missing()
    return why


def _checked(row: Session, plan: Plan, today: date) -> dict[str, Any]:
    """The columns of a plan. Refuses what no session can be."""
    values: dict[str, Any] = {}
    if "day" in plan and plan["day"] != row.day:
        if plan["day"] < today:
            raise day_passed()
        values["day"] = plan["day"]
    if "vaccines" in plan:
        values["vaccines"] = " ".join(_vaccines(plan["vaccines"]))
    if "vials" in plan:
        values["vials"] = json.dumps({code: count for code, count in plan["vials"].items() if count})
    if "staff" in plan:
        values["staff"] = json.dumps(sorted(str(each) for each in plan["staff"]))
    if "kind" in plan or "village" in plan:
        values |= _place(row, plan, values.get("day", row.day))
    return values | {name: plan[name] for name in ("capacity",) if name in plan} | _texts(plan)


def _texts(plan: Plan) -> dict[str, Any]:
    texts = {"place_name": plan.get("place_name"), "note": plan.get("note")}
    return {name: nfc(text).strip()[:150] for name, text in texts.items() if text is not None}


def _vaccines(codes: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        raise no_vaccine()
    unknown = next((code for code in wanted if code not in known_vaccines()), None)
    if unknown is not None:
        raise unknown_vaccine(unknown)
    return wanted


def _place(row: Session, plan: Plan, day: date) -> dict[str, Any]:
    """Kind and village, which go together: a village of this commune on that day."""
    kind, village = SessionKind(plan.get("kind", row.kind)), plan.get("village", row.village_id)
    if kind == SessionKind.OUTREACH and village is None:
        raise village_missing()
    if village is not None and village not in {each.id for each in villages(row.commune, day)}:
        raise not_found()
    return {"kind": kind, "village_id": None if kind == SessionKind.FIXED else village}
