"""Which indicator a question is about, and whether it can be asked that way."""

from __future__ import annotations

from collections.abc import Sequence

from tram.reports import refusals
from tram.reports.catalogue import Indicator, indicator
from tram.reports.reads.moment import Moment


def chosen(which: str | Indicator, moment: Moment) -> Indicator:
    """The indicator named, in the version in force at the moment; one that is given (a draft) as it is.

    Refuses an unknown one (404), and a flow for a kind of period it is not told for.
    """
    found = indicator(which, moment.at) if isinstance(which, str) else which
    if not found.fits(moment.kind):
        raise refusals.not_this_period(found.definition.periods)
    return found


def require_splits(found: Indicator, splits: Sequence[str]) -> None:
    """Refuses a split the indicator does not have, naming those it has."""
    for split in splits:
        if split not in found.split_ids():
            raise refusals.unknown_split(split, found.split_ids())
