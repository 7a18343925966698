"""From a schedule as data to a schedule ready for work. Refuses what does not fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from tram.engines.schedule.calendar import Span
from tram.engines.schedule.compiled import (
    FIRST,
    LAST,
    NO_BEGIN,
    NO_END,
    AgeLimits,
    Bar,
    Clash,
    Compiled,
    Counted,
    Gap,
    Leave,
    Length,
    Path,
    Step,
    Target,
    Test,
    Tests,
)
from tram.engines.schedule.derived import always, by_vaccine, nameless, spare, tests_of, unobserved, usual
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.model import (
    AgeRule,
    Antigen,
    Condition,
    Context,
    Contraindication,
    Group,
    Holds,
    IntervalRule,
    Schedule,
    Series,
    Skip,
    SkipSet,
    TargetDose,
    VaccineRule,
)

Clashes = dict[str, dict[str, Clash]]


@lru_cache(maxsize=16)
def compiled(schedule: Schedule) -> Compiled:
    """The schedule ready for work; the same object for the same schedule. Raises ScheduleError where names do not
    fit."""
    return _Compiler(schedule).whole()


class _Compiler:
    """Keeps the table of ages and of lengths while the parts are turned over."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.places: dict[Span, int] = {}
        self.lengths: dict[Span, Length] = {}
        self.clashes: Clashes = defaultdict(dict)

    def whole(self) -> Compiled:
        """Everything compiled."""
        for clash in self.schedule.conflicts:
            self.clashes[clash.current][clash.previous] = Clash(
                clash.previous,
                clash.current,
                self._length(clash.begin),
                self._length(clash.minimum_end),
                self._length(clash.end),
                clash.rule,
            )
        targets = tuple(self._target(place, antigen) for place, antigen in enumerate(self.schedule.antigens))
        alikes = [alike for target in targets for alike in {target.alike, target.alike_unobserved}]
        for target in targets:
            target.has_twins = any(alikes.count(place) > 1 for place in (target.alike, target.alike_unobserved))
        holds = self._holds({target.code: place for place, target in enumerate(targets)})
        clashing = frozenset(code for clash in self.schedule.conflicts for code in (clash.previous, clash.current))
        return Compiled(self.schedule, targets, holds, self._groups(), dict(self.clashes), clashing, tuple(self.places))

    def _groups(self) -> tuple[Group, ...]:
        known = {antigen.code for antigen in self.schedule.antigens}
        for group in self.schedule.groups:
            for code in group.antigens:
                if code not in known:
                    raise ScheduleError(f"Nhóm «{group.code}» có kháng nguyên «{code}» mà lịch tiêm không có.")
        return self.schedule.groups

    def _holds(self, places: dict[str, int]) -> dict[str, tuple[tuple[int, int, int], ...]]:
        return {
            vaccine: tuple((places[hold.antigen], *self._held(hold)) for hold in holds if hold.antigen in places)
            for vaccine, holds in self.schedule.vaccines.items()
        }

    def _held(self, hold: Holds) -> tuple[int, int]:
        always = hold.begin is None and hold.end is None
        return (0, 0) if always else (self._begin(hold.begin), self._end(hold.end))

    def _begin(self, span: Span | None) -> int:
        return NO_BEGIN if span is None else self.places.setdefault(span, len(self.places) + 2)

    def _end(self, span: Span | None) -> int:
        return NO_END if span is None else self.places.setdefault(span, len(self.places) + 2)

    def _length(self, span: Span) -> Length:
        return self.lengths.setdefault(span, Length(span))

    def _optional(self, span: Span | None) -> Length | None:
        return None if span is None else self._length(span)

    def _target(self, place: int, antigen: Antigen) -> Target:
        """A later path may ask whether a series group is complete: those that ask come last."""
        paths = tuple(
            sorted((self._path(series, antigen.series) for series in antigen.series), key=lambda path: bool(path.waits))
        )
        return Target(
            source=antigen,
            code=antigen.code,
            place=place,
            paths=paths,
            may_be_immune=bool(antigen.immune_by or antigen.immune_born),
            bars=tuple(map(self._bar, antigen.contraindications)),
            alike=self._alike(place, nameless),
            alike_unobserved=self._alike(place, unobserved),
            spare=frozenset().union(*(path.spare for path in paths if path.spare)),
            conflicting=any(step.conflicting for path in paths for step in path.steps),
            asks_history=any(test.vaccines for path in paths for step in path.steps for test in tests_of(step)),
        )

    def _alike(self, place: int, bare: Callable[[Antigen], Antigen]) -> int:
        mine = bare(self.schedule.antigens[place])
        known = enumerate(self.schedule.antigens[:place])
        return next((other for other, antigen in known if bare(antigen) == mine), place)

    def _bar(self, bar: Contraindication) -> Bar:
        vaccines = tuple((barred.vaccine, self._begin(barred.begin), self._end(barred.end)) for barred in bar.vaccines)
        return Bar(bar.code, self._begin(bar.begin), self._end(bar.end), vaccines or None)

    def _path(self, series: Series, siblings: tuple[Series, ...]) -> Path:
        steps = tuple(self._step(dose, series) for dose in series.doses)
        return Path(
            source=series,
            steps=steps,
            start_before=self._end(series.max_age_to_start),
            indications=tuple((i.code, self._begin(i.begin), self._end(i.end)) for i in series.indications),
            since=_since(series.since),
            until=_until(series.until),
            seasonal=any(step.season is not None for step in steps),
            spare=spare(series, steps, siblings),
            waits=frozenset(group for step in steps for test in tests_of(step) for group in test.series_groups),
        )

    def _step(self, dose: TargetDose, series: Series) -> Step:
        ages = tuple(self._age(rule) for rule in dose.ages)
        gaps = tuple(self._gap(rule, series) for rule in dose.intervals)
        preferred = tuple(self._counted(rule) for rule in dose.preferable)
        counting = by_vaccine((*preferred, *(self._counted(rule) for rule in dose.allowable)))
        skips = self._leaves(dose.skips, "evaluation")
        season = dose.season
        return Step(
            ages=ages,
            age=ages[0] if len(ages) == 1 and always(ages[0]) else None,
            gaps=gaps,
            adjacent=all(gap.previous for gap in gaps),
            allowable_gaps=tuple(self._gap(rule, series) for rule in dose.allowable_intervals),
            counting=counting,
            usual={} if skips else usual(ages, gaps, counting, dose.inadvertent),
            preferred=preferred,
            named=tuple(rule for rule in preferred if rule.named),
            inadvertent=dose.inadvertent,
            skips_evaluation=skips,
            skips_forecast=self._leaves(dose.skips, "forecast"),
            season=None if season is None else (_since(season.start), _until(season.end)),
            restarts=any(gap.observations for gap in gaps),
            recurring=dose.recurring,
            conflicting=self._conflicting(preferred),
            leads=bool(gaps) and all(gap.priority for gap in gaps),
        )

    def _conflicting(self, preferred: Iterable[Counted]) -> dict[str, Clash]:
        """By earlier vaccine, the clash that ends last among those of the preferable vaccines."""
        found: dict[str, Clash] = {}
        for rule in preferred:
            for previous, clash in self.clashes.get(rule.vaccine, {}).items():
                known = found.get(previous)
                if known is None or known.end.after(FIRST) < clash.end.after(FIRST):
                    found[previous] = clash
        return found

    def _age(self, rule: AgeRule) -> AgeLimits:
        return AgeLimits(
            absolute=self._begin(rule.absolute),
            minimum=self._begin(rule.minimum),
            earliest=self._begin(rule.earliest),
            latest=self._end(rule.latest),
            maximum=self._end(rule.maximum),
            since=_since(rule.since),
            until=_until(rule.until),
            rule=rule.rule,
        )

    def _gap(self, rule: IntervalRule, series: Series) -> Gap:
        references = (rule.previous, bool(rule.target), bool(rule.vaccines), bool(rule.observations))
        if sum(references) != 1:
            raise ScheduleError(
                f"Lịch «{series.name}», khoảng cách «{rule.rule}»: cần đúng một mốc để tính khoảng cách."
            )
        absolute, minimum = self._optional(rule.absolute), self._optional(rule.minimum)
        return Gap(
            previous=rule.previous,
            target=rule.target,
            vaccines=rule.vaccines,
            observations=rule.observations,
            absolute=absolute,
            minimum=minimum,
            asked=max((x for x in (absolute, minimum) if x is not None), key=_days, default=None),
            earliest=self._optional(rule.earliest),
            latest=self._optional(rule.latest),
            priority=rule.priority,
            since=_since(rule.since),
            until=_until(rule.until),
            rule=rule.rule,
        )

    def _counted(self, rule: VaccineRule) -> Counted:
        return Counted(
            vaccine=rule.vaccine,
            begin=self._begin(rule.begin),
            end=self._end(rule.end),
            maker=rule.maker,
            named=rule.named,
            since=_since(rule.since),
            until=_until(rule.until),
            rule=rule.rule,
        )

    def _leaves(self, skips: tuple[Skip, ...], context: Context) -> tuple[Leave, ...]:
        wanted = (skip for skip in skips if skip.context in {context, "both"})
        return tuple(Leave(tuple(map(self._set, skip.sets)), skip.every) for skip in wanted)

    def _set(self, conditions: SkipSet) -> Tests:
        tests = tuple(map(self._test, conditions.conditions))
        return Tests(tests, conditions.every, _since(conditions.since), _until(conditions.until))

    def _test(self, condition: Condition) -> Test:
        return Test(
            kind=condition.kind,
            begin=self._begin(condition.begin),
            end=self._end(condition.end),
            start=_since(condition.start),
            stop=_until(condition.stop),
            interval=self._optional(condition.interval),
            vaccines=condition.vaccines,
            count=condition.count,
            comparison=condition.comparison,
            valid_only=condition.valid_only,
            series_groups=condition.series_groups,
        )


def _days(length: Length) -> int:
    """About how long it is."""
    return length.span.years * 365 + length.span.months * 30 + length.days


def _since(day: date | None) -> int:
    return FIRST if day is None else day.toordinal()


def _until(day: date | None) -> int:
    return LAST if day is None else day.toordinal()
