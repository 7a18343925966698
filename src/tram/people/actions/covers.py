"""Health insurance: periods recorded, prolonged, withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor, not_found
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.people.actions.parts import WRITE, Done, NewCover, check_period, person_for
from tram.people.actions.register import cover_row
from tram.people.models import Cover
from tram.people.rules.numbers import check_card


def record_cover(*, by: Actor, at: datetime, person: UUID, cover: NewCover, under: str = WRITE) -> Done:
    """Records a period of insurance.

    The same number from the same day is the same period: it is brought up to date, and without a difference nothing
    is written. An earlier period still open on the first day is closed the day before; a period that starts later and
    would overlap refuses ``person.cover_overlap``. One fact ``cover.recorded``.
    """
    row = person_for(by, person, under)
    check_period(cover.valid_from, cover.valid_to, "cover")
    card = check_card(cover.number)
    new = cover_row(row, cover, card)
    known = list(Cover.objects.filter(person=row.id, status="active"))
    same = next((old for old in known if old.valid_from == new.valid_from and _social(old) == card.social), None)
    overlapping = [old for old in known if old is not same and _overlap(old, new)]
    if any(old.valid_from is None or new.valid_from is None or old.valid_from >= new.valid_from for old in overlapping):
        raise Refusal(
            "person.cover_overlap",
            "Thời hạn này chồng lên một thời hạn BHYT đã ghi. Hãy xem lại ngày, hoặc bỏ thời hạn ghi sai.",
            {"field": "cover"},
        )
    values = _values(new, same)
    if same and not overlapping and all(getattr(same, name) == value for name, value in values.items()):
        return Done(same.id, card.findings)
    with deed("cover.recorded", by=by, at=at, place=row.commune, person=row.id) as fact:
        for old in overlapping:
            fact.change(old, valid_to=(new.valid_from or date.min) - timedelta(days=1))
        written = fact.change(same, **values) if same else fact.add(new)
    return Done(written.id, card.findings)


def withdraw_cover(*, by: Actor, at: datetime, cover: UUID, under: str = WRITE) -> Done:
    """The period was recorded by mistake and no longer counts. One fact ``cover.withdrawn``."""
    found = Cover.objects.filter(pk=cover).first()
    if found is None:
        raise not_found()
    row = person_for(by, found.person_id, under)
    with deed("cover.withdrawn", by=by, at=at, place=row.commune, person=row.id) as fact:
        fact.change(found, status="wrong")
    return Done(found.id)


def _social(cover: Cover) -> str:
    return cover.number[-10:]


def _values(new: Cover, same: Cover | None) -> dict[str, object]:
    """What the new one says; a card that prints ten digits does not take away the fifteen signs already known."""
    told = {
        "number": new.number, "benefit": new.benefit, "facility_code": new.facility_code, "valid_to": new.valid_to,
        "five_years_on": new.five_years_on, "area": new.area, "exempt_from": new.exempt_from,
        "issued_on": new.issued_on,
    }  # fmt: skip
    if same and len(new.number) < len(same.number):
        del told["number"]
    return {name: value for name, value in told.items() if value or name == "valid_to"}


def _overlap(one: Cover, other: Cover) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_to or date.max, other.valid_to or date.max)
    return starts <= ends
