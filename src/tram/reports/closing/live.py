"""A report filled from the record as it is now: one compiled query for each indicator, divided by all it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import override

from tram.engines.report import Cells, Counted, Labels, laid_out
from tram.kernel.actors import Actor
from tram.kernel.definitions import load_toml
from tram.reports.catalogue import Indicator, digest_of, indicator
from tram.reports.closing.choice import Choice, last_day
from tram.reports.closing.forms import Form, listed
from tram.reports.closing.frozen import Definitions, Frozen
from tram.reports.reads.cells import cells_of
from tram.reports.reads.keys import key_text, read_key
from tram.reports.reads.labels import labels
from tram.reports.reads.moment import Moment
from tram.reports.reads.scope import Scope, scope_of

HUNDRED = 100
SPLITS = "splits"


def live(actor: Actor, choice: Choice, today: date) -> tuple[Frozen, Definitions]:
    """The report as the record gives it today, with the versions and digests of what it was reckoned by.

    A period that still runs is told up to today.
    """
    report, place, moment = choice.form.report, choice.place, Moment(choice.period, today)
    found = {name: indicator(name, moment.at) for name in report.asked()}
    cells = _cells(found, report.asked(), scope_of(actor, place.communes), moment)
    known = {name: one.definition for name, one in found.items()}
    tables = laid_out(report, cells, _labels(found, moment.at), listed(known, moment.at))
    frozen = Frozen(
        report=report.id,
        version=report.head.version,
        code=report.code,
        title_vi=report.head.title_vi,
        title_en=report.head.title_en,
        status=report.head.status,
        source=report.head.source,
        recipient_vi=report.recipient_vi,
        recipient_en=report.recipient_en,
        signs_vi=report.signs_vi,
        orientation=report.orientation,
        place=place.code,
        place_name=place.name,
        above=place.above,
        unit=place.unit,
        first_day=choice.period.start,
        last_day=last_day(choice.period),
        tables=tables,
        cells=cells,
    )
    return frozen, _definitions(choice.form, found, moment)


def _cells(
    found: Mapping[str, Indicator], asked: Mapping[str, Sequence[str]], scope: Scope, moment: Moment
) -> dict[str, Cells]:
    return {name: _divided(one, asked[name], scope, moment) for name, one in found.items()}


def _divided(found: Indicator, by: Sequence[str], scope: Scope, moment: Moment) -> Cells:
    rows = (
        Counted(tuple(key_text(cell.keys[split]) for split in by), cell.numerator, cell.denominator)
        for cell in cells_of(found, scope, moment, by)
        if cell.numerator or cell.denominator
    )
    ratio = found.definition.ratio
    return Cells(tuple(by), tuple(sorted(rows, key=lambda row: row.keys)), ratio.per if ratio else HUNDRED)


def _labels(found: Mapping[str, Indicator], day: date) -> Labels:
    """The words of keys in both languages, as the first indicator that has the split reads them."""

    def words(split: str, keys: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        owner = next(one for one in found.values() if split in one.split_ids())
        typed = {key: read_key(owner, split, key) for key in keys}
        both = []
        for language in ("vi", "en"):
            with override(language):
                both.append(labels(owner, split, list(typed.values()), day))
        return {key: (both[0][value], both[1][value]) for key, value in typed.items()}

    return words


def _definitions(form: Form, found: Mapping[str, Indicator], moment: Moment) -> Definitions:
    told = {form.id: (form.report.head.version, form.digest)}
    for one in found.values():
        ratio = one.definition.ratio
        parts = [indicator(part, moment.at) for part in (ratio.over, ratio.under)] if ratio else []
        told |= {each.id: (each.definition.head.version, each.digest) for each in (one, *parts)}
    shared = load_toml("reports", SPLITS)
    return told | {str(shared["id"]): (int(shared["version"]), digest_of(shared))}
