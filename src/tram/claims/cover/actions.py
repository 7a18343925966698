"""Asking the insurer about a card, and noting what a person saw. When the portal is silent the card waits, not care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tram.claims.cover import refusals
from tram.claims.cover.asking import CardAnswer, CardAsked, CardDesk, PortalSilent
from tram.claims.cover.model import CONFIRMED, WAITING, WRONG, Card, VisitAsked
from tram.claims.cover.reads import known_of
from tram.claims.cover.rules import shaped, visit_cover
from tram.claims.cover.settings import results
from tram.claims.models import CheckWay, CoverCheck
from tram.kernel import facts
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.api import Hit, NewCover, person_card, record_cover

CHECK = "cover.check"
PORTAL = "portal"
NOTE = 250
OUTCOMES = {"right": CONFIRMED, "wrong": WRONG}


@dataclass(frozen=True, slots=True)
class CheckDone:
    """What came of asking: the state the card is in now, what to tell the desk, whether the portal was silent."""

    check: UUID
    state: str
    sentence: str
    silent: bool = False


def check_card(*, by: Actor, at: datetime, person: UUID, day: date, desk: CardDesk | None) -> CheckDone:
    """Asks the insurer about the card a person has on a day of care, and records what it says.

    ``desk`` None or silent: the card waits (fact ``cover.put_off``, once), and ``silent`` is true. Otherwise fact
    ``cover.checked``, and the card's days, place and number become what the insurer says (fact ``cover.recorded``).
    Refuses who has no card for the day. The insurer is asked outside any transaction.
    """
    hit, card = _whose(by, at, person, day)
    asked = CardAsked(card.number, hit.name, hit.birth, hit.sex)
    try:
        answer = shaped(desk.look_up(asked)) if desk is not None else None
        sentence = ""
    except PortalSilent as silent:
        answer, sentence = None, str(silent)
    if answer is None or not _settles(answer):
        told = sentence or _advice(answer) or refusals.no_desk().sentence
        row = _put_off(by, at, hit, day=day, number=card.number, answer=answer)
        return CheckDone(row.id, row.state, told, silent=True)
    with transaction.atomic():
        right = _taken_over(by, at, hit.id, answer, day)
        row = _answered(
            by, at, hit, day, state=CONFIRMED if right else WRONG, way=CheckWay.PORTAL, result=answer.code,
            number=_number(card, answer, day), note=answer.note,
        )  # fmt: skip
    return CheckDone(row.id, row.state, _advice(answer))


def note_check(*, by: Actor, at: datetime, person: UUID, day: date, outcome: str, note: str = "") -> CheckDone:
    """Records what somebody saw on the insurer's website or on paper: ``outcome`` right or wrong.

    Fact ``cover.checked``; said twice, it is written once.
    """
    hit, card = _whose(by, at, person, day)
    if outcome not in OUTCOMES:
        raise refusals.outcome_unknown()
    row = _answered(
        by, at, hit, day, state=OUTCOMES[outcome], way=CheckWay.HAND, result="", number=card.number, note=note
    )
    return CheckDone(row.id, row.state, "")


def check_waiting(
    *, by: Actor, at: datetime, waiting: list[tuple[UUID, date]], desk: CardDesk | None
) -> list[CheckDone]:
    """Asks about each (person, day) until the portal falls silent; what is left waits. Refuses without a portal."""
    if desk is None:
        raise refusals.no_desk()
    done: list[CheckDone] = []
    for person, day in waiting:
        found = check_card(by=by, at=at, person=person, day=day, desk=desk)
        done.append(found)
        if found.silent:
            break
    return done


def _whose(by: Actor, at: datetime, person: UUID, day: date) -> tuple[Hit, Card]:
    """The person and the card that holds on the day. Refuses who may not, whom they may not see, and no card."""
    require(by, CHECK)
    if day > today_vn(at):
        raise refusals.in_future()
    hit = person_card(by, person, at).person
    asked = VisitAsked(hit.id, day, by.facility, commune=by.commune)
    cover = visit_cover(asked, known_of([asked])[0])
    card = next((one for one in cover.cards if not one.temporary), None)
    if card is None:
        raise refusals.no_card()
    return hit, card


def _settles(answer: CardAnswer) -> bool:
    """Whether the answer says yes or no; codes nobody has written down yet do not."""
    known = results().get(answer.code)
    return known is not None and known.outcome in OUTCOMES


def _advice(answer: CardAnswer | None) -> str:
    if answer is None:
        return ""
    known = results().get(answer.code)
    if known is None:
        return refusals.code_unknown(answer.code).sentence
    return f"{known.name}. {known.advice}".strip() if known.advice else f"{known.name}."


def _number(card: Card, answer: CardAnswer, day: date) -> str:
    """The card the answer is about: the one that replaced it where that one holds on the day."""
    if answer.new_number and _holds(answer.new_from, answer.new_to, day):
        return answer.new_number
    return answer.number or card.number


def _taken_over(by: Actor, at: datetime, person: UUID, answer: CardAnswer, day: date) -> bool:
    """Records the periods the insurer tells; whether one of them holds on the day, or the card was called right."""
    right = results()[answer.code].outcome == "right"
    told = [
        NewCover(
            answer.number, answer.valid_from, answer.valid_to, facility_code=answer.facility, source=PORTAL,
            five_years_on=answer.five_years_on, area=answer.area, exempt_from=answer.exempt_from,
        ),
        NewCover(
            answer.new_number, answer.new_from, answer.new_to, source=PORTAL,
            facility_code=answer.new_facility or answer.facility, five_years_on=answer.five_years_on, area=answer.area,
        ),
    ]  # fmt: skip
    for one in told:
        if one.number and one.valid_from:
            _record(by, at, person, one)
    return right or bool(answer.new_number and _holds(answer.new_from, answer.new_to, day))


def _record(by: Actor, at: datetime, person: UUID, told: NewCover) -> None:
    """The period as the insurer tells it. Where it does not fit what is recorded nothing changes: a person looks."""
    try:
        record_cover(by=by, at=at, person=person, cover=told, under=CHECK)
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise


def _holds(start: date | None, end: date | None, day: date) -> bool:
    return start is not None and start <= day <= (end or date.max)


def _put_off(by: Actor, at: datetime, hit: Hit, *, day: date, number: str, answer: CardAnswer | None) -> CoverCheck:
    known = _row(hit.id, day)
    if known is not None:
        return known
    result = answer.code if answer and answer.code in results() else ""
    row = CoverCheck(
        person_id=hit.id, commune=_place(by, hit), day=day, number=number, state=WAITING, result=result, asked_at=at
    )
    with facts.deed("cover.put_off", by=by, at=at, place=row.commune, person=hit.id) as fact:
        fact.add(row)
    return row


def _answered(
    by: Actor, at: datetime, hit: Hit, day: date, *, state: str, way: str, result: str, number: str, note: str
) -> CoverCheck:
    row = _row(hit.id, day)
    told = {"state": state, "way": way, "result": result, "number": number, "note": nfc(note).strip()[:NOTE]}
    if row is not None and all(getattr(row, name) == value for name, value in told.items()):
        return row
    place = row.commune if row else _place(by, hit)
    with facts.deed("cover.checked", by=by, at=at, place=place, person=hit.id) as fact:
        if row is not None:
            fact.change(row, answered_at=at, **told)
            return row
        fresh = CoverCheck(person_id=hit.id, commune=place, day=day, asked_at=at, answered_at=at, **told)
        fact.add(fresh)
    return fresh


def _row(person: UUID, day: date) -> CoverCheck | None:
    """The check of a day that was written last; two machines may each have made one."""
    return CoverCheck.objects.filter(person=person, day=day).order_by("-stamp", "-id").first()


def _place(by: Actor, hit: Hit) -> str:
    place = by.commune or hit.commune
    require(by, CHECK, place)
    return place
