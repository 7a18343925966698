"""That a person died, and taking it back when it was a mistake."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.actions.parts import WRITE, Done, birth_of, person_for
from tram.people.models import Death
from tram.people.rules.births import Birth


def record_death(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    died: str | Birth,
    place: str = "",
    cause_code: str = "",
    cause_text: str = "",
    source: str = "",
    based_on: int | None = None,
    under: str = WRITE,
) -> Done:
    """The person died on a day, in a month or in a year (``died`` as a birth date is told).

    Refuses a death before birth, a death to come, and a second death. One fact ``person.died``.
    """
    row = person_for(by, person, under, based_on)
    if row.died_on is not None:
        raise Refusal(
            "person.died_already", "Người này đã được ghi là mất. Muốn sửa, hãy bỏ lần ghi cũ trước.", status=409
        )
    told = birth_of(died, today_vn(at))
    if told is None:
        raise Refusal("person.death_day_missing", "Hãy ghi ngày mất: 12/03/2026, 03/2026 hoặc 2026.", {"field": "died"})
    if row.birth_date is not None and _surely_before(told, row.birth_date):
        raise Refusal("person.death_before_birth", "Ngày mất trước ngày sinh. Hãy xem lại.", {"field": "died"})
    with deed("person.died", by=by, at=at, place=row.commune, person=row.id) as fact:
        fact.add(
            Death(
                person=row, commune=row.commune, died_on=told.day, precision=told.precision, place=nfc(place)[:20],
                cause_code=cause_code.strip().upper()[:10], cause_text=nfc(cause_text)[:250], source=source,
            )
        )  # fmt: skip
        fact.change(row, died_on=told.day)
    return Done(row.id)


def withdraw_death(*, by: Actor, at: datetime, person: UUID, under: str = WRITE) -> Done:
    """The death was recorded by mistake: the person lives. One fact ``person.death_withdrawn``."""
    row = person_for(by, person, under)
    held = list(Death.objects.filter(person=row.id, status="active"))
    if row.died_on is None and not held:
        return Done(row.id)
    with deed("person.death_withdrawn", by=by, at=at, place=row.commune, person=row.id) as fact:
        for death in held:
            fact.change(death, status="wrong")
        fact.change(row, died_on=None)
    return Done(row.id)


def _surely_before(died: Birth, born: date) -> bool:
    return died.precision == "day" and died.day < born
