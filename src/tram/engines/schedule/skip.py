"""When a target dose need not be given (chapter 6.2 of the specification; CONDSKIP-1, CONDSKIP-2, CALCDTSKIP-3 to
-5)."""

from __future__ import annotations

from collections.abc import Sequence

from tram.engines.schedule.compiled import Leave, Test, Tests
from tram.engines.schedule.run import Run


def may_skip(leaves: Sequence[Leave], run: Run, day: int, seen: int) -> bool:
    """May the target dose be left out, on a reference day, counting the first `seen` doses of the history?"""
    for leave in leaves:  # noqa: SIM110 - plain loops: asked twice for every forecast
        if _holds(leave, run, day, seen):
            return True
    return False


def _holds(leave: Leave, run: Run, day: int, seen: int) -> bool:
    """All sets in force on the day, or one of them; without any in force nothing is left out."""
    asked = False
    for tests in leave.sets:
        if tests.since <= day <= tests.until:
            asked = True
            if _met(tests, run, day, seen) is not leave.every:
                return not leave.every
    return asked and leave.every


def _met(tests: Tests, run: Run, day: int, seen: int) -> bool:
    for test in tests.tests:
        if _true(test, run, day, seen) is not tests.every:
            return not tests.every
    return tests.every


def _true(test: Test, run: Run, day: int, seen: int) -> bool:
    ages = run.case.ages
    if test.kind == "age":
        return ages[test.begin] <= day < ages[test.end]
    if test.kind == "birth":
        return test.start <= run.case.birth < test.stop
    if test.kind == "completed_series":
        return not test.series_groups.isdisjoint(run.complete)
    if test.kind == "interval":
        return seen > 0 and test.interval is not None and day >= test.interval.after(run.shots[seen - 1].day)
    return _compare(test, _count(test, run, seen))


def _count(test: Test, run: Run, seen: int) -> int:
    """CONDSKIP-1. A list of vaccines asks the whole history, no list the doses of the antigen."""
    begin, end = run.case.ages[test.begin], run.case.ages[test.end]
    start, stop = run.case.window(run.path.steps[run.at], test.start, test.stop)
    judged = zip(run.shots, run.verdicts, strict=False)
    valid = {shot for shot, verdict in judged if verdict.status == "valid"} if test.valid_only else None
    return sum(
        begin <= shot.day < end
        and start <= shot.day < stop
        and (not test.vaccines or shot.vaccine in test.vaccines)
        and (valid is None or shot in valid)
        for shot in (run.case.shots[: _seen_of_all(run, seen)] if test.vaccines else run.shots[:seen])
    )


def _seen_of_all(run: Run, seen: int) -> int:
    """How many doses of the whole history come before the one under judgement."""
    return run.shots[seen].place if seen < len(run.shots) else len(run.case.shots)


def _compare(test: Test, count: int) -> bool:
    if test.comparison == "greater":
        return count > test.count
    return count == test.count if test.comparison == "equal" else count < test.count
