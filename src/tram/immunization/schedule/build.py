"""From the book of the schedule to the engine's schedule of one version.

A dose is judged by the table of its day: where tables differ, their rules stand side by side, each with its days. What
is asked for next follows the table in force on the day of assessment. A dose the tables before did not have is judged
by the first that has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from tram.engines.schedule import (
    AgeRule,
    Antigen,
    Barred,
    Condition,
    Conflict,
    Contraindication,
    Group,
    Holds,
    Indication,
    IntervalRule,
    Schedule,
    Series,
    Skip,
    SkipSet,
    Span,
    TargetDose,
    VaccineRule,
)
from tram.immunization.schedule.book import Book, Version
from tram.immunization.schedule.lists import circumstances, groups, vaccines
from tram.immunization.schedule.rows import Step

NOT_NOW = "not-"  # before a circumstance's code: it does not last today
WHILE = "while:"  # before a group's code: the rule that asks for a dose from the first day of a circumstance
Dated = tuple[date | None, date | None, Step]
Rule = TypeVar("Rule", AgeRule, IntervalRule)


def build(book: Book, version: Version) -> Schedule:
    """The engine's schedule while this version is in force."""
    steps = book.steps(version)
    asked = dict.fromkeys(antigen for step in steps for antigen in step.row.antigens)
    return Schedule(
        antigens=tuple(_antigen(book, version, antigen, steps) for antigen in asked),
        vaccines={code: _holds(book, code, asked) for code in vaccines()},
        groups=tuple(_groups(asked)),
        conflicts=tuple(_conflicts(book)),
        id=version.head.id,
        version=str(version.head.version),
        names={code: kind.name_vi for code, kind in circumstances().items()},
    )


def _groups(asked: Iterable[str]) -> Iterator[Group]:
    known = set(asked)
    for group in groups().values():
        held = tuple(antigen for antigen in group.antigens if antigen in known)
        if held:
            yield Group(group.code, held)


def _antigen(book: Book, version: Version, antigen: str, steps: Iterable[Step]) -> Antigen:
    mine = [step for step in steps if antigen in step.row.antigens]
    series = dict.fromkeys(step.series for step in mine)
    return Antigen(
        code=antigen,
        series=tuple(
            _series(book, version, [step for step in mine if step.series == name], place)
            for place, name in enumerate(series, start=1)
        ),
        immune_by=frozenset(code for code, kind in circumstances().items() if antigen in kind.antigens),
        contraindications=tuple(_contraindications(book, antigen, mine[0].row.group)),
    )


def _series(book: Book, version: Version, steps: list[Step], place: int) -> Series:
    first = steps[0]
    whom = book.whom.get(first.row.group)
    opens = first.opens or (whom.opens if whom else "")
    return Series(
        name=first.series or first.row.group,
        doses=tuple(_dose(book, version, step) for step in steps),
        kind="risk" if opens else "standard",
        preference=place,
        default=place == 1,
        sexes=whom.sexes if whom else frozenset(),
        indications=(Indication(opens),) if opens else (),
        rule=first.rule,
    )


def _dose(book: Book, version: Version, step: Step) -> TargetDose:
    dated = [(None, None, step)] if step.series else list(_dated(book, version, step))
    named = step.row.vaccine
    return TargetDose(
        ages=_merged([_age(*one) for one in dated]),
        intervals=(*_merged([gap for one in dated for gap in _gap(*one)]), *_while(book, step)),
        preferable=(VaccineRule(named, named=True, rule=step.rule),),
        allowable=tuple(VaccineRule(code, rule=step.rule) for code in _allowed(book, step) if code != named),
        skips=tuple(_skips(book, step)),
    )


def _allowed(book: Book, step: Step) -> dict[str, None]:
    """What else counts: the list of the limits, and what other circulars asked for there."""
    others = (one.vaccine for version in book.versions for one in version.rows if _same(one.group, one.dose, step))
    return dict.fromkeys((*step.limits.allowed, *(() if step.series else others)))


def _same(group: str, dose: int, step: Step) -> bool:
    return group == step.row.group and dose == step.row.dose


def _dated(book: Book, version: Version, step: Step) -> Iterator[Dated]:
    """The dose in every table that has it, up to this version: the first reaches back, the last goes on."""
    found = [
        (one.head, Step(row, step.limits))
        for one in book.versions
        for row in one.rows
        if _same(row.group, row.dose, step) and one.head.effective_from <= version.head.effective_from
    ]
    for place, (head, one) in enumerate(found):
        last = place == len(found) - 1
        until = None if last else found[place + 1][0].effective_from - timedelta(1)
        yield (None if place == 0 else head.effective_from), until, one


def _age(since: date | None, until: date | None, step: Step) -> AgeRule:
    age, bounds = step.row.age, step.limits
    return AgeRule(
        absolute=bounds.age_from,
        minimum=age or bounds.age_from,
        earliest=age,
        latest=bounds.age_late,
        maximum=bounds.age_until,
        since=since,
        until=until,
        rule=step.rule,
    )


def _gap(since: date | None, until: date | None, step: Step) -> Iterator[IntervalRule]:
    gap = step.row.gap or step.limits.gap
    if gap is not None:
        yield IntervalRule(
            previous=True,
            absolute=step.limits.gap_from or gap,
            minimum=gap,
            earliest=gap,
            latest=step.limits.gap_late,
            since=since,
            until=until,
            rule=step.rule,
        )


def _while(book: Book, step: Step) -> Iterator[IntervalRule]:
    """A dose asked for only while a circumstance lasts is asked for from its first day."""
    whom = book.whom.get(step.row.group)
    if whom and whom.only_while:
        at_once = Span()
        yield IntervalRule(
            observations=frozenset({whom.only_while}),
            minimum=at_once,
            earliest=at_once,
            latest=book.late_after,
            rule=WHILE + step.row.group,
        )


def _merged(rules: list[Rule]) -> tuple[Rule, ...]:
    """Neighbours that say the same become one."""
    found: list[Rule] = []
    for rule in rules:
        if found and replace(found[-1], since=None, until=None) == replace(rule, since=None, until=None):
            found[-1] = replace(found[-1], until=rule.until)
        else:
            found.append(rule)
    return tuple(found)


def _skips(book: Book, step: Step) -> Iterator[Skip]:
    for skip in book.skips:
        if not step.series and _same(skip.group, skip.dose, step):
            old_enough = Condition("age", begin=skip.age)
            yield Skip("both", (SkipSet((old_enough,), rule=step.rule),))
    for cohort in book.cohorts:
        if not step.series and _same(cohort.group, cohort.dose, step):
            born_before = Condition("birth", stop=cohort.born_from)
            yield Skip("forecast", (SkipSet((born_before,), rule=step.rule),))


def _holds(book: Book, vaccine: str, asked: Mapping[str, None]) -> tuple[Holds, ...]:
    found = []
    for antigen in vaccines()[vaccine].antigens:
        if antigen in asked:
            rules = [one for one in book.holds if (one.vaccine, one.antigen) == (vaccine, antigen)]
            found += [Holds(antigen, one.begin, one.end) for one in rules] or [Holds(antigen)]
    return tuple(found)


def _conflicts(book: Book) -> Iterator[Conflict]:
    live = [code for code, vaccine in vaccines().items() if vaccine.live_interval]
    end = Span(days=book.live_days)
    for previous in live:
        for current in live:
            yield Conflict(previous, current, Span(days=1), end, end, rule="live")


def _contraindications(book: Book, antigen: str, group: str) -> Iterator[Contraindication]:
    whom = book.whom.get(group)
    if whom and whom.only_while:
        yield Contraindication(NOT_NOW + whom.only_while)
    for kind in circumstances().values():
        if kind.effect != "contraindicated":
            continue
        if group in kind.groups:
            yield Contraindication(kind.code)
        barred = tuple(Barred(code) for code in kind.vaccines if antigen in vaccines()[code].antigens)
        if barred:
            yield Contraindication(kind.code, vaccines=barred)
