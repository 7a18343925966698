"""Which report is meant: its definition, its place, its period, for somebody who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.kernel.actors import Actor
from tram.kernel.periods import Period, kind_of
from tram.reports.closing import refusals
from tram.reports.closing.forms import Form, form
from tram.reports.closing.place import Place, place_for
from tram.reports.refusals import open_period


@dataclass(frozen=True, slots=True)
class Choice:
    """A report of a place and period. Its last day chose the versions of the definition and of the place."""

    form: Form
    place: Place
    period: Period


def choose(actor: Actor, place: str, report: str, period: Period, deed: str = "report.read") -> Choice:
    """The report of that id or code, for somebody who may do the deed there.

    Refuses (403) a role, (404) a place out of scope, an unknown report, a report of other levels or kinds of period.
    """
    where = place_for(actor, place, last_day(period), deed)
    found = form(report, last_day(period))
    if where.level not in found.report.levels:
        raise refusals.other_level(found.report.code)
    if kind_of(period) not in found.report.periods:
        raise refusals.other_period(found.report.code, found.report.periods)
    return Choice(found, where, period)


def last_day(period: Period) -> date:
    """The period's last day. Refuses one without."""
    if period.end is None:
        raise open_period()
    return period.end
