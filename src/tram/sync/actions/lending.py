"""Lending: the record of somebody at home elsewhere goes to the station they visit, for some days, for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.facts import deed
from tram.kernel.read_log import note
from tram.kernel.text import nfc
from tram.people.api import homes, people_by_identifiers, surviving
from tram.places.api import province_of
from tram.sync import refusals
from tram.sync.identity import Identity
from tram.sync.models import Loan
from tram.sync.trust import Trust

LENT = "person.lent"
DAYS, LONGEST = 30, 366
A_DAY, AT_MOST = timedelta(days=1), 60
REASON = 5


@dataclass(frozen=True, slots=True)
class Lent:
    """A record that is lent: whose, and until when; None when the borrower holds it anyway."""

    person: UUID
    until: datetime | None


def lend_person(
    *, by: Actor, at: datetime, identity: Identity, person: UUID, node: UUID, reason: str, days: int = DAYS
) -> Lent:
    """Lends somebody's record to a machine below, so that the next exchange brings it there. One fact ``person.lent``.

    Refuses who may not, a machine that is not below this one, a reason that says nothing, and somebody who is not here.
    """
    require(by, "person.lend")
    home = homes([person]).get(person)
    if home is None:
        raise not_found()
    require(by, "person.lend", home)
    return _lend(by, at, Trust(identity, at), person=person, node=node, reason=reason, days=days)


def lend_on_request(
    *,
    by: Actor,
    at: datetime,
    trust: Trust,
    node: UUID,
    reason: str,
    person: UUID | None = None,
    system: str = "",
    value: str = "",
) -> Lent:
    """What a station asks for when somebody from elsewhere stands at its desk. ``by`` is who asks there.

    The person is named by their id or by one exact number; nobody can be searched for. Every asking is in the log of
    reads of the machine that lends. Refuses ``fetch.not_found``, ``fetch.too_many`` in a day, and as ``lend_person``.
    """
    if Loan.objects.filter(node=node, valid_from__gt=at - A_DAY, valid_from__lte=at).count() >= AT_MOST:
        raise refusals.too_many_loans()
    found = _wanted(person, system, value)
    lent = _lend(by, at, trust, person=found, node=node, reason=reason, days=DAYS)
    note(by, at, f"sync.fetch {node.hex}", person=found)
    return lent


def _wanted(person: UUID | None, system: str, value: str) -> UUID:
    """The one person meant; of a merged record, the one it went into."""
    if person is None:
        known = people_by_identifiers([value]).get((system, value), []) if value else []
        found = {each.id for each in known}
    else:
        found = {each.id for each in surviving([person]).values()}
    found &= homes(found).keys()  # a record may have gone into one that was erased by law
    if len(found) != 1:
        raise refusals.nobody_found()
    return found.pop()


def _lend(by: Actor, at: datetime, trust: Trust, *, person: UUID, node: UUID, reason: str, days: int) -> Lent:
    scope = trust.scope(node)
    if scope is None or trust.identity.node not in trust.above(node) or trust.key_of(node) is None:
        raise refusals.unknown_node()
    why = nfc(reason).strip()[:200]
    if len(why) < REASON:
        raise refusals.no_purpose()
    if not 1 <= days <= LONGEST:
        raise refusals.no_days()
    home = homes([person]).get(person, "")
    if scope.covers(home, province_of):
        return Lent(person, None)
    held = Loan.objects.filter(person=person, node=node, valid_from__lte=at, valid_to__gt=at).order_by("-valid_to")
    until = held.values_list("valid_to", flat=True).first()
    if until is None:
        until = at + timedelta(days=days)
        with deed(LENT, by=by, at=at, place=home, person=person) as fact:
            fact.add(Loan(person=person, commune=home, node=node, reason=why, valid_from=at, valid_to=until))
    return Lent(person, until)
