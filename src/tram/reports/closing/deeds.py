"""Closing a period, opening it again, sending it. A closing is never changed: what is corrected is closed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import local_node
from tram.kernel.periods import Period
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.reports.closing import refusals
from tram.reports.closing.choice import Choice, choose, last_day
from tram.reports.closing.frozen import definitions_text, digest
from tram.reports.closing.live import live
from tram.reports.closing.rows import closings_of
from tram.reports.closing.states import Closing, standing
from tram.reports.models import Snapshot, SnapshotStep, StepKind

NAMESPACE = UUID("0d3c2f43-6a54-5a7e-8d0e-3f9b7f6f1a21")
CLOSE = "report.close"
NOTE_SIZE = 250


@dataclass(frozen=True, slots=True)
class _Doing:
    """Who does something with which report, when, and what is known of its period."""

    by: Actor
    at: datetime
    choice: Choice
    closings: tuple[Closing, ...]

    @property
    def place(self) -> str:
        return self.choice.place.code

    def after(self) -> tuple[Closing, ...]:
        """The period's closings once it is done."""
        return _closings(self.choice)


def close_report(*, by: Actor, at: datetime, place: str, report: str, period: Period, reason: str = "") -> Closing:
    """Freezes a report's numbers as the record gives them now (fact ``report.closed``); answers with the closing.

    After a period was opened again this is the next number, and ``reason`` may say what was mended. Refuses a period
    that is not over (``report.not_over``) or closed already (``report.closed``), and what ``choose`` refuses.
    """
    doing = _doing(by, at, place, report, period)
    if today_vn(at) <= last_day(period):
        raise refusals.not_over(period)
    if stand := standing(doing.closings):
        raise refusals.already_closed(stand[0].number)
    row = _snapshot(doing, _words(reason))
    taken = partial(refusals.already_closed, row.number)
    with _once(taken), facts.deed("report.closed", by=by, at=at, place=doing.place) as fact:
        fact.add(row)
    return next(one for one in doing.after() if one.id == row.id)


def reopen_report(
    *, by: Actor, at: datetime, place: str, report: str, period: Period, reason: str, closing: UUID | None = None
) -> tuple[Closing, ...]:
    """Opens a closed period again (fact ``report.reopened``), so that it can be closed anew; nothing is lost.

    Where two machines closed different numbers, ``closing`` names the one that is set aside and the other stands;
    without it both are. Answers with the period's closings. Refuses without a reason, and a period that is not closed.
    """
    doing = _doing(by, at, place, report, period)
    if not _words(reason):
        raise refusals.reopen_reason()
    chosen = _chosen(doing.closings, closing)
    if not chosen:
        raise refusals.not_closed()
    with _once(refusals.not_closed), facts.deed("report.reopened", by=by, at=at, place=doing.place) as fact:
        fact.add_all([_step(doing, one, StepKind.REOPENED, reason) for one in chosen])
    return doing.after()


def send_report(*, by: Actor, at: datetime, place: str, report: str, period: Period, note: str = "") -> Closing:
    """Marks a closed report as sent to its recipient (fact ``report.sent``); ``note`` says how, or its number there.

    Refuses a period that is not closed, was closed differently on two machines, or was sent already.
    """
    doing = _doing(by, at, place, report, period)
    stand = standing(doing.closings)
    if not stand:
        raise refusals.not_closed()
    if len(stand) > 1:
        raise refusals.two_closings()
    if stand[0].sent:
        raise refusals.already_sent()
    with _once(refusals.already_sent), facts.deed("report.sent", by=by, at=at, place=doing.place) as fact:
        fact.add(_step(doing, stand[0], StepKind.SENT, note))
    return standing(doing.after())[0]


@contextmanager
def _once(done_already: Callable[[], Refusal]) -> Iterator[None]:
    """Refuses so when somebody else on this machine did the same a moment before: its row has the same id."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code != "row.conflict":
            raise
        raise done_already() from refusal


def _doing(by: Actor, at: datetime, place: str, report: str, period: Period) -> _Doing:
    choice = choose(by, place, report, period, CLOSE)
    return _Doing(by, at, choice, _closings(choice))


def _closings(choice: Choice) -> tuple[Closing, ...]:
    return closings_of(choice.place.code, choice.form.id, choice.period)


def _chosen(closings: Sequence[Closing], wanted: UUID | None) -> list[Closing]:
    """The closings that stand, or the one that is wanted with those that say the same."""
    stand = [one for one in closings if one.stands]
    digests = {one.digest for one in stand if wanted in (None, one.id)}
    return [one for one in stand if one.digest in digests]


def _snapshot(doing: _Doing, reason: str) -> Snapshot:
    choice, before = doing.choice, doing.closings
    frozen, definitions = live(doing.by, choice, today_vn(doing.at))
    content, told = frozen.text(), definitions_text(definitions)
    number = max((one.number for one in before), default=0) + 1
    return Snapshot(
        id=_id(choice, number),
        commune=doing.place,
        report=choice.form.id,
        version=choice.form.report.head.version,
        first_day=frozen.first_day,
        last_day=frozen.last_day,
        number=number,
        supersedes_id=before[-1].id if before else None,
        content=content,
        definitions=told,
        digest=digest(content, told),
        reason=reason,
        closed_by=doing.by.id,
        closed_name=doing.by.name,
        closed_at=doing.at,
    )


def _id(choice: Choice, number: int) -> UUID:
    """The same on one machine however often it is pressed, so that two people there cannot both close; other machines
    make other ids, and both closings are kept."""
    told = (local_node().id, choice.place.code, choice.form.id, choice.period.start, choice.period.end, number)
    return uuid5(NAMESPACE, "/".join(map(str, told)))


def _step(doing: _Doing, one: Closing, kind: StepKind, note: str) -> SnapshotStep:
    return SnapshotStep(
        id=uuid5(NAMESPACE, f"{local_node().id}/{one.id}/{kind}"),  # once on one machine, as a closing
        commune=doing.place,
        snapshot_id=one.id,
        kind=kind,
        note=_words(note),
        done_by=doing.by.id,
        done_name=doing.by.name,
        done_at=doing.at,
    )


def _words(text: str) -> str:
    return nfc(" ".join(text.split()))[:NOTE_SIZE]
