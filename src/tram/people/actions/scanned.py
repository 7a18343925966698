"""A scanned insurance card: what it says is recorded for its holder, without anybody typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.people.actions.covers import record_cover
from tram.people.actions.parts import NewCover, person_for
from tram.people.models import Cover, Person
from tram.people.rules.births import day_text
from tram.people.rules.findings import Finding
from tram.people.rules.scan import InsuranceCard, read_card

QR = "qr"


@dataclass(frozen=True, slots=True)
class CardKept:
    """What a scan did: whether anything was new, until when the card holds (None: it does not say), what is odd."""

    cover: UUID
    changed: bool
    valid_to: date | None
    findings: tuple[Finding, ...] = ()


def keep_card(*, by: Actor, at: datetime, person: UUID, text: str) -> CardKept:
    """Records the insurance card of a scanned line (QR text) for a person; nothing new writes nothing.

    Refuses ``person.card_unread`` (no insurance card), ``person.card_not_theirs`` (another name or year of birth, and a
    number that is not theirs), ``person.card_older`` (a later card is recorded). The fact is ``cover.recorded``.
    """
    row = person_for(by, person)
    card = read_card(text, today_vn(at))
    if not isinstance(card, InsuranceCard):
        raise Refusal("person.card_unread", "Không đọc được thẻ BHYT. Hãy quét lại, hoặc gõ số thẻ.", {"field": "scan"})
    known = list(Cover.objects.filter(person=row.id, status="active"))
    _refuse_strange(row, card, known)
    _refuse_older(card, known)
    told = NewCover(
        card.number, card.valid_from, card.valid_to, benefit=card.benefit, facility_code=card.facility_code,
        five_years_on=card.five_years_on, source=QR, area=card.area, issued_on=card.issued_on,
    )  # fmt: skip
    before = {one.pk: one.stamp for one in known}
    done = record_cover(by=by, at=at, person=row.id, cover=told)
    written = Cover.objects.get(pk=done.id)
    return CardKept(done.id, before.get(done.id) != written.stamp, written.valid_to, done.findings)


def _refuse_strange(row: Person, card: InsuranceCard, known: list[Cover]) -> None:
    if any(one.number[-10:] == card.social for one in known):
        return
    same_year = not (card.birth and row.birth_date) or card.birth.day.year == row.birth_date.year
    if search_key(card.name) != row.search_key or not same_year:
        raise Refusal(
            "person.card_not_theirs",
            "Tên hoặc năm sinh trên thẻ khác với người đang mở. Hãy xem lại thẻ là của ai.",
            {"field": "scan"},
        )


def _refuse_older(card: InsuranceCard, known: list[Cover]) -> None:
    later = [one.valid_from for one in known if one.valid_from and card.valid_from and one.valid_from > card.valid_from]
    if later:
        raise Refusal(
            "person.card_older",
            f"Thẻ vừa quét cũ hơn thẻ đã ghi từ {day_text(max(later))}, nên vẫn giữ thẻ đã ghi. "
            "Nếu thẻ đã ghi là sai, hãy bỏ nó ở mục Thẻ BHYT.",
            {"field": "scan"},
        )
