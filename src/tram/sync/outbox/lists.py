"""Messages as people see them: what waits, what was refused, what is through; only of the actor's communes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import get_language

from tram.engines.definitions import Head
from tram.kernel import read_log
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.api import register_people
from tram.sync.models import Message, MessageKind, MessageState, Route, Trying
from tram.sync.outbox.bodies import WRITERS
from tram.sync.outbox.deeds import MANAGE, OVER, renew_message
from tram.sync.outbox.destinations import every_destination, latest, lines
from tram.sync.rules.destinations import Rule

GROUPS: dict[str, tuple[MessageState, ...]] = {
    "waiting": (MessageState.PENDING, MessageState.SENT),
    "refused": (MessageState.REFUSED,),
    "done": (*OVER, MessageState.WITHDRAWN),
}
PAGE = 100


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. ``overdue`` while it is open after its time; ``next_at``: when this machine tries again."""

    id: UUID
    stamp: int
    destination: str
    destination_title: str
    rule_title: str
    kind: str
    kind_name: str
    title: str
    person: UUID | None
    person_name: str
    commune: str
    state: str
    state_name: str
    since: datetime
    due_at: datetime
    told_at: datetime | None
    overdue: bool
    tries: int
    next_at: datetime | None
    reference: str
    reason: str

    @property
    def open(self) -> bool:
        """Whether a person may still have to do something."""
        return self.state not in GROUPS["done"]


@dataclass(frozen=True, slots=True)
class RouteView:
    """A destination this program knows, and whether this machine sends to it."""

    destination: str
    title: str
    status: str
    source: str
    on: bool
    address: str
    failures: int
    next_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class ToTell:
    """How many messages are open, how many of them past their time, and when the first must be told."""

    open: int
    overdue: int
    first_due: datetime | None


def messages(actor: Actor, at: datetime, group: str, *, limit: int = PAGE) -> tuple[MessageView, ...]:
    """The messages of a group: open ones with the most urgent (and so the overdue) first, others the latest first.

    The read is logged with how many people it showed. Refuses who may not tell other systems.
    """
    order = ("-told_at", "-due_at") if group == "done" else ("due_at", "id")
    rows = list(_visible(actor).filter(state__in=GROUPS[group]).order_by(*order)[:limit])
    people = {row.person_id for row in rows if row.person_id}
    if people:
        read_log.note(actor, at, f"outbox.{group}", people=len(people))
    return _views(rows, at)


def message(actor: Actor, at: datetime, message_id: UUID) -> tuple[MessageView, str]:
    """One message and its body (JSON), to be told in another way; logged. Refuses (404) one out of scope."""
    row = _visible(actor).filter(pk=message_id).first()
    if row is None:
        raise not_found()
    if row.person_id:
        read_log.note(actor, at, "outbox.body", person=row.person_id)
    return _views([row], at)[0], row.body


def message_counts(actor: Actor) -> dict[str, int]:
    """How many messages each group holds."""
    states = dict(_visible(actor).values_list("state").annotate(Count("id")))
    return {group: sum(states.get(state, 0) for state in of) for group, of in GROUPS.items()}


def to_tell(actor: Actor, at: datetime) -> ToTell:
    """What is left to be told."""
    rows = _visible(actor).filter(state__in=(*GROUPS["waiting"], *GROUPS["refused"]))
    found = rows.aggregate(open=Count("id"), overdue=Count("id", filter=Q(due_at__lt=at)), first_due=Min("due_at"))
    return ToTell(**found)


def routes() -> tuple[RouteView, ...]:
    """Every destination with this machine's setting."""
    held = {row.pk: row for row in Route.objects.all()}
    found = []
    for destination in sorted({one.id for one in every_destination()}):
        head, row = latest(destination).head, held.get(destination, Route(on=False))
        found.append(
            RouteView(
                destination, _said(head), head.status, head.source, row.on, row.address, row.failures, row.next_at,
                row.reason,
            )
        )  # fmt: skip
    return tuple(found)


def send_again(*, by: Actor, at: datetime, message_id: UUID, based_on: int | None = None) -> None:
    """A refused message is written anew from the record as it stands and waits to be sent.

    Refuses (404) one out of scope, one that was not refused, and one whose cause no longer stands.
    """
    require(by, MANAGE)
    row = _visible(by).filter(pk=message_id).first()
    if row is None:
        raise not_found()
    body = row.body if row.kind == MessageKind.WITHDRAWAL else _body_now(row)
    renew_message(by=by, at=at, message=message_id, body=body, based_on=based_on)


def _body_now(row: Message) -> str:
    fact = Fact.objects.filter(id=row.fact).first()
    for rule in latest(row.destination).rules if fact else ():
        if rule.id == row.rule and fact is not None:
            subject = WRITERS[rule.body](fact, [rule], lines(rule.list_name, today_vn(row.since)))
            found = next((one.body for one in subject.told if one.key == row.key), None) if subject else None
            if found is not None:
                return found
    raise Refusal("outbox.gone", "Hồ sơ không còn điều phải báo này. Hãy xem lại lần khám.", status=409)


def _said(one: Head | Rule) -> str:
    return one.title_en if get_language() == "en" else one.title_vi


def _visible(actor: Actor) -> QuerySet[Message]:
    require(actor, MANAGE)
    rows = Message.objects.all()
    return rows if actor.communes is None else rows.filter(commune__in=actor.communes)


def _views(rows: list[Message], at: datetime) -> tuple[MessageView, ...]:
    known = register_people({row.person_id for row in rows if row.person_id})
    names = {person: found.person.name for person, found in known.items()}
    trying = Trying.objects.in_bulk([row.pk for row in rows])
    return tuple(_view(row, names, trying.get(row.pk), at) for row in rows)


def _view(row: Message, names: Mapping[UUID, str], trying: Trying | None, at: datetime) -> MessageView:
    destination = latest(row.destination)
    rule = next((one for one in destination.rules if one.id == row.rule), None)
    state = MessageState(row.state)
    return MessageView(
        id=row.id,
        stamp=row.stamp,
        destination=row.destination,
        destination_title=_said(destination.head),
        rule_title=_said(rule) if rule else row.rule,
        kind=row.kind,
        kind_name=str(MessageKind(row.kind).label),
        title=row.title,
        person=row.person_id,
        person_name=names.get(row.person_id, "") if row.person_id else "",
        commune=row.commune,
        state=row.state,
        state_name=str(state.label),
        since=row.since,
        due_at=row.due_at,
        told_at=row.told_at,
        overdue=row.due_at < at and state not in GROUPS["done"],
        tries=trying.tries if trying else row.tries,
        next_at=trying.next_at if trying else None,
        reference=row.reference,
        reason=in_words((trying.reason if trying else "") or row.reason),
    )
