"""Keeps what follows from doses in step with the record, inside the transaction that writes it.

A dose, a circumstance, a deferral or a person's own row was written, here or on another machine: all that follows for
those people is made anew, with what stands in records merged into theirs. The answer depends on the record and the
schedule in force, never on today, nor on the order in which rows came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import transaction

from tram.engines.schedule import Assessment, Patient, assess_many
from tram.immunization.models import (
    Circumstance,
    Deferral,
    Dose,
    DoseStanding,
    Evaluation,
    Forecast,
    ForecastState,
    RowStatus,
)
from tram.immunization.record.judged import Frame, Given, Judged, Known, Noted, PutOff, in_order, judge
from tram.immunization.schedule import signature
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import forgets, projects
from tram.kernel.facts.insert import insert
from tram.kernel.records import Record
from tram.people.api import (
    all_records_of,
    everybody,
    follows_people,
    merged_pairs,
    once_merged_into,
    roots,
    standing,
)

CHUNK, REBUILT_AT_ONCE = 500, 2000
WHILE_READING = 60_000  # forecasts of some five thousand people: a few seconds
SOURCES: tuple[type[Dose | Circumstance | Deferral], ...] = (Dose, Circumstance, Deferral)
_PAUSED: ContextVar[bool] = ContextVar("tram_immunization_forecasts_paused", default=False)


@projects(Dose, Circumstance, Deferral)
def follow_doses(rows: Sequence[Record]) -> None:
    """Makes anew what follows for the people these rows are about."""
    if not _PAUSED.get():
        write({row.person_id for row in rows})  # type: ignore[attr-defined]


@follows_people
def follow_people(people: set[UUID]) -> None:
    """Makes anew what follows for these people, and for whom they were ever said to be."""
    if not _PAUSED.get():
        write(people | once_merged_into(people))


@forgets
@contextmanager
def forget_people(people: Collection[UUID]) -> Iterator[None]:
    """Around a lawful removal: what follows is made anew for the people's other records, above and below those removed:
    a record that was merged into a removed one stands for itself again."""
    touched = {*all_records_of({*people, *roots(people).values()})}
    yield
    write(touched)


@contextmanager
def paused() -> Iterator[None]:
    """Bulk work of the whole database: nothing follows inside, and all is made anew when the block ends."""
    token = _PAUSED.set(True)
    try:
        yield
    finally:
        _PAUSED.reset(token)
        rebuild_forecasts()


def ensure_forecasts(today: date, *, at_most: int | None = WHILE_READING) -> bool:
    """Makes everything anew when it was made by another schedule than that in force today; returns whether it did.

    Where there are more forecasts than ``at_most`` it is left to the next start (which names None): a page must not
    wait for minutes.
    """
    if ForecastState.objects.filter(signature=signature(today)).exists():
        return False
    if at_most is not None and Forecast.objects.order_by()[at_most : at_most + 1].exists():
        return False
    rebuild_forecasts(today)
    return True


def forecasts_made_by() -> str:
    """The signature of the schedule by which everything here was last made; "" when it never was as a whole."""
    return ForecastState.objects.values_list("signature", flat=True).first() or ""


def rebuild_forecasts(today: date | None = None) -> int:
    """Empties what follows and makes it from the records, in one transaction; returns how many people it looked at."""
    day = today or today_vn(now())
    with transaction.atomic():
        for derived in (Evaluation, DoseStanding, Forecast, ForecastState):
            derived.objects.all().delete()
        ForecastState.objects.create(signature=signature(day), made_on=day)
        frame, done = Frame.on(day), set[UUID]()
        people = chain(everybody(frame.since), _with_rows())
        while some := list(islice(people, REBUILT_AT_ONCE)):
            fresh = set(roots(some).values()) - done
            _write(frame, fresh, ())
            done |= fresh
    return len(done)


def write(records: Collection[UUID]) -> None:
    """Makes anew what follows for the people these records stand for."""
    ids = sorted(records)
    frame = _frame()
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        _write(frame, set(roots(some).values()), some)


def _frame() -> Frame:
    made_on = ForecastState.objects.values_list("made_on", flat=True).first()
    return Frame.on(made_on or today_vn(now()))


def _with_rows() -> Iterator[UUID]:
    """Everybody with a row of their own, and everybody merged into somebody: whoever ``everybody`` leaves out."""
    yield from merged_pairs()
    for model in SOURCES:
        yield from model.objects.order_by().values_list("person_id", flat=True).distinct().iterator(chunk_size=5000)


def _write(frame: Frame, people: set[UUID], stale: Iterable[UUID]) -> None:
    records = all_records_of(people)
    known = _known(people, records)
    _clear({*stale, *records}, [dose.id for one in known for dose in one.doses] if len(records) > len(people) else [])
    made = Judged()
    for one, assessment in zip(known, _assessments(frame, known), strict=True):
        judge(frame, one, assessment, made)
    insert(DoseStanding, made.standings)
    insert(Evaluation, made.evaluations)
    insert(Forecast, made.forecasts)


def _clear(records: set[UUID], doses: Sequence[UUID]) -> None:
    ids = sorted(records)
    for model in (Evaluation, DoseStanding, Forecast):
        model.objects.filter(person__in=ids).delete()
    for derived in (Evaluation, DoseStanding) if doses else ():
        derived.objects.filter(dose__in=doses).delete()


def _known(people: set[UUID], records: dict[UUID, UUID]) -> list[Known]:
    """All that counts of these people, in a fixed order."""
    found = {person: Known(stands) for person, stands in standing(people).items()}
    ids = sorted(records)
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for one in _rows(ids):
        rows[records[one.person]].append(one)
    for person, told in rows.items():
        if person in found:
            _sort_out(found[person], told)
    return in_order(found.values())


def _sort_out(known: Known, rows: Iterable[Given | Noted | PutOff]) -> None:
    for one in rows:
        if isinstance(one, Given):
            known.doses.append(one)
        elif isinstance(one, Noted):
            known.noted.append(one)
        else:
            known.put_off.append(one)


def _rows(records: list[UUID]) -> Iterator[Given | Noted | PutOff]:
    current = {"person_id__in": records, "status": RowStatus.CURRENT}
    doses = Dose.objects.filter(**current)
    yield from map(Given._make, doses.values_list("id", "person_id", "day", "vaccine", "source", "expires_on"))
    noted = Circumstance.objects.filter(**current)
    yield from map(Noted._make, noted.values_list("person_id", "code", "start", "end", "due_on"))
    put_off = Deferral.objects.filter(**current)
    yield from map(PutOff._make, put_off.values_list("person_id", "day", "group", "kind", "reason", "until"))


def _assessments(frame: Frame, known: Sequence[Known]) -> list[Assessment | None]:
    """What the schedule says of each; None for those nothing is asked of."""
    found: list[Assessment | None] = [None] * len(known)
    days: dict[date, list[tuple[int, Patient]]] = defaultdict(list)
    for place, one in enumerate(known):
        patient = one.patient() if one.doses or frame.follows(one) else None
        if patient is not None:
            days[frame.day_for(one)].append((place, patient))
    for day, those in days.items():
        answers = assess_many(frame.schedule, [patient for _, patient in those], day)
        for (place, _), answer in zip(those, answers, strict=True):
            found[place] = answer
    return found
