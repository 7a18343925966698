"""Numbers of a person: added, reissued, cancelled, found wrong."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor, not_found
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.people.actions.parts import WRITE, Done, check_period, choice, person_for
from tram.people.models import Identifier, IdentifierStatus
from tram.people.reads.duplicates import with_numbers
from tram.people.rules.numbers import BHYT, CCCD, CMND, cccd_findings, check_identifier

ONE_AT_A_TIME = {CCCD, CMND, BHYT}
RETIRED = (IdentifierStatus.REISSUED, IdentifierStatus.CANCELLED, IdentifierStatus.WRONG)


def add_identifier(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    system: str,
    value: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
    old_becomes: str | None = None,
    under: str = WRITE,
) -> Done:
    """Adds a number. Having it already changes nothing and answers with the row that has it.

    A person has one citizen id, one old id and one insurance number at a time: refuses ``person.has_other_number``
    unless ``old_becomes`` (``reissued``, ``cancelled``, ``wrong``) says what became of the old one; refuses
    ``person.same_number`` when somebody else in scope carries it. One fact ``identifier.added``.
    """
    row = person_for(by, person, under)
    check_period(valid_from, valid_to, system)
    kept = check_identifier(system, value)
    active = list(Identifier.objects.filter(person=row.id, system=system, status=IdentifierStatus.ACTIVE))
    if same := next((one for one in active if one.value == kept), None):
        return Done(same.id)
    _refuse_taken(by, row.id, system, kept)
    old = active if system in ONE_AT_A_TIME else []
    if old and old_becomes is None:
        raise Refusal(
            "person.has_other_number",
            "Người này đang có số khác cùng loại. Hãy chọn số cũ đã cấp lại, đã huỷ hay ghi sai.",
            {"field": system},
        )
    with deed("identifier.added", by=by, at=at, place=row.commune, person=row.id) as fact:
        for one in old:
            fact.change(one, status=choice(str(old_becomes), RETIRED, "status"), valid_to=one.valid_to or today_vn(at))
        added = fact.add(
            Identifier(
                person=row, commune=row.commune, system=system, value=kept, valid_from=valid_from, valid_to=valid_to,
                source=source,
            )
        )  # fmt: skip
    return Done(added.id, cccd_findings(kept, row.birth_date, row.sex) if system == CCCD else ())


def retire_identifier(
    *, by: Actor, at: datetime, identifier: UUID, status: str, on: date | None = None, under: str = WRITE
) -> Done:
    """The number is no longer used: ``reissued``, ``cancelled`` or ``wrong``. One fact ``identifier.retired``."""
    found = Identifier.objects.filter(pk=identifier).first()
    if found is None:
        raise not_found()
    row = person_for(by, found.person_id, under)
    choice(status, RETIRED, "status")
    with deed("identifier.retired", by=by, at=at, place=row.commune, person=row.id) as fact:
        fact.change(found, status=status, valid_to=found.valid_to or on or today_vn(at))
    return Done(found.id)


def _refuse_taken(by: Actor, person: UUID, system: str, value: str) -> None:
    if any(hit.id != person for hit in with_numbers(by, [(system, value)])):
        raise Refusal(
            "person.same_number",
            "Đã có người khác mang số này. Hãy mở hồ sơ đó, hoặc xem lại số vừa nhập.",
            {"field": system},
            status=409,
        )
