"""What stands between a person and a series: sex and circumstances, immunity, contraindications (chapters 5, 7.2,
7.3)."""

from __future__ import annotations

from tram.engines.schedule.case import Case
from tram.engines.schedule.compiled import Path, Step, Target


def relevant(case: Case, path: Path) -> bool:
    """Does the series concern the person? A risk series needs a circumstance that opens it at this age."""
    source = path.source
    if (source.sexes and case.sex not in source.sexes) or not path.since <= case.day <= path.until:
        return False
    if source.kind != "risk":
        return True
    return any(code in case.codes and case.within(begin, end) for code, begin, end in path.indications)


def immune(case: Case, target: Target) -> bool:
    """Is there evidence of immunity: an observation, or a birth before the day from which one must be vaccinated?"""
    antigen = target.source
    if antigen.immune_by and case.has(antigen.immune_by):
        return True
    return any(
        case.birth < born.before.toordinal()
        and not case.has(born.unless)
        and (not born.country or born.country == case.country)
        for born in antigen.immune_born
    )


def contraindicated(case: Case, target: Target, step: Step) -> bool:
    """Is the antigen barred, or every preferable vaccine of the target dose?"""
    if not case.codes or not target.bars:
        return False
    active = [bar for bar in target.bars if bar.code in case.codes and case.within(bar.begin, bar.end)]
    if any(bar.vaccines is None for bar in active):
        return True
    barred = _barred(case, target)
    return bool(barred) and bool(step.preferred) and all(rule.vaccine in barred for rule in step.preferred)


def _barred(case: Case, target: Target) -> frozenset[str]:
    return frozenset(
        vaccine
        for bar in target.bars
        if bar.vaccines is not None and bar.code in case.codes
        for vaccine, begin, end in bar.vaccines
        if case.within(begin, end)
    )


def allowed(case: Case, target: Target, vaccine: str) -> bool:
    """May this vaccine be recommended to the person?"""
    return vaccine not in _barred(case, target)
