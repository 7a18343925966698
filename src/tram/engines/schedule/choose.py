"""Which series speaks for an antigen (chapter 8 of the specification)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tram.engines.schedule.compiled import LAST
from tram.engines.schedule.run import Outcome

Points = dict[Outcome, int]


def best(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The best series: one for each series group that is not made unnecessary by another, in the order of the
    groups."""
    if len(outcomes) == 1 and outcomes[0].path.source.default:
        return list(outcomes)
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.path.source.group, []).append(outcome)
    chosen: dict[str, Outcome] = {}
    for group in sorted(groups):
        found = prioritized(groups[group])
        if found is not None:
            chosen[group] = found
    return [outcome for outcome in chosen.values() if _needed(outcome, chosen)]


def _needed(outcome: Outcome, chosen: dict[str, Outcome]) -> bool:
    """Table 8-14."""
    if outcome.status == "complete":
        return True
    source = outcome.path.source
    others = [chosen[group] for group in source.equivalent if group in chosen]
    if source.kind == "evaluation_only" or any(other.status == "complete" for other in others):
        return False
    return source.kind == "risk" or all(other.path.source.kind != "risk" for other in others)


def prioritized(group: Sequence[Outcome]) -> Outcome | None:
    """The one series of a series group that is followed; None when none may be (tables 8-3 and 8-5)."""
    default = next((outcome for outcome in group if outcome.path.source.default), None)
    scorable = _scorable(group, default)
    if len(scorable) <= 1:
        return scorable[0] if scorable else default
    complete = [outcome for outcome in scorable if outcome.status == "complete"]
    if complete:
        return _winner(complete, _score_complete)
    going = [outcome for outcome in scorable if outcome.dates is not None and outcome.satisfied]
    if going:
        return _winner(going, _score_going)
    if default is not None:
        return default
    fresh = not any(outcome.satisfied for outcome in scorable)
    return _winner(scorable, _score_fresh if fresh else _score_complete)


def _scorable(group: Sequence[Outcome], default: Outcome | None) -> list[Outcome]:
    """SELECTB-24 and SELECTSCORE-2."""
    open_ones = [outcome for outcome in group if outcome.status != "contraindicated"]
    first = min(outcome.path.source.priority for outcome in group)
    fresh = default is None and not any(outcome.satisfied for outcome in group)
    return [outcome for outcome in open_ones or group if _may_score(outcome, first, fresh=fresh)]


def _may_score(outcome: Outcome, first: str, *, fresh: bool) -> bool:
    source = outcome.path.source
    if source.kind == "risk":
        return source.priority == first
    if source.kind == "evaluation_only":
        return outcome.status == "complete"
    return fresh or _began_in_time(outcome)


def _began_in_time(outcome: Outcome) -> bool:
    return outcome.first_valid is not None and outcome.first_valid < outcome.ages[outcome.path.start_before]


def _winner(outcomes: Sequence[Outcome], score: Callable[[Sequence[Outcome]], Points]) -> Outcome:
    """SELECTBEST-1 and -2: most points, then the best preference."""
    if len(outcomes) == 1:
        return outcomes[0]
    points = score(outcomes)
    return min(outcomes, key=lambda outcome: (-points[outcome], outcome.path.source.preference))


def _score_complete(outcomes: Sequence[Outcome]) -> Points:
    return _best_of(outcomes, lambda outcome: -outcome.satisfied, 1)


def _score_going(outcomes: Sequence[Outcome]) -> Points:
    finishing = {outcome: _finish(outcome) for outcome in outcomes}
    points = dict.fromkeys(outcomes, 0)
    _add(points, _best_of(outcomes, lambda outcome: -outcome.satisfied, 2))
    _add(points, _best_of(outcomes, _left, 2))
    _add(points, _best_of(outcomes, lambda outcome: finishing[outcome] if _completable(outcome) else LAST + 1, 1))
    for outcome in outcomes:
        points[outcome] += 3 if _completable(outcome) else -3
        points[outcome] += 2 if outcome.path.source.product and _all_valid(outcome) else -2
    return points


def _score_fresh(outcomes: Sequence[Outcome]) -> Points:
    points = _best_of(outcomes, lambda outcome: outcome.dates.earliest if outcome.dates else LAST + 1, 1)
    for outcome in outcomes:
        points[outcome] += 1 if _completable(outcome) else -1
        points[outcome] += -1 if outcome.path.source.product else 1
    return points


def _best_of(outcomes: Sequence[Outcome], value: Callable[[Outcome], int], worth: int) -> Points:
    """The points of a comparison: `worth` for the single best, 0 for several equally best, minus `worth` for the
    rest."""
    values = {outcome: value(outcome) for outcome in outcomes}
    least = min(values.values())
    alone = sum(found == least for found in values.values()) == 1
    return {outcome: (worth if alone else 0) if found == least else -worth for outcome, found in values.items()}


def _add(points: Points, more: Points) -> None:
    for outcome, count in more.items():
        points[outcome] += count


def _left(outcome: Outcome) -> int:
    """How many target doses are not satisfied yet."""
    return len(outcome.path.steps) - outcome.at


def _all_valid(outcome: Outcome) -> bool:
    return all(verdict.status == "valid" for verdict in outcome.verdicts)


def _finish(outcome: Outcome) -> int:
    """SELECTB-12: the earliest day of the next dose plus the longest minimum interval still to come; the last day of
    all days when nothing is forecast."""
    if outcome.dates is None:
        return LAST
    earliest = outcome.dates.earliest
    coming = (gap.minimum for step in outcome.path.steps[outcome.at + 1 :] for gap in step.gaps)
    return max((length.after(earliest) for length in coming if length is not None), default=earliest)


def _completable(outcome: Outcome) -> bool:
    """SELECTB-3."""
    limits = outcome.path.steps[-1].ages
    maximum = min((outcome.ages[age.maximum] for age in limits), default=LAST)
    return outcome.dates is not None and _finish(outcome) < maximum
