"""The pages of ``docs/reference`` about numbers: indicators, splits and reports, and the tables they may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tram.engines.query import IndicatorDefinition, Part, Split, Table
    from tram.engines.report import Report
    from tram.reports.catalogue import Indicator

INDICATORS = """What every number counts, as `definitions/reports` says it. The page is as honest as the files: an
*assumed* number says what is assumed; what is missing in the texts is told in [numbers](../explanation/numbers.md).
How to write one: [how-to](../how-to/indicator.md); the language: [queries](../explanation/queries.md); the tables that
conditions may name: [published tables](published.md).
"""
PUBLISHED = """What conditions of indicators may name. Rows of two tables belong together when both publish a link of
the same name ([queries](../explanation/queries.md)); `person` is the commonest.
"""
STATUS = {
    "official": "official: read in the text itself",
    "transcribed": "transcribed: copied from somebody who read it",
    "assumed": "assumed: decided by us until the text is known",
}
GROUPS = {
    "directive": "Targets of Directive 25-CT/TW",
    "work": "Work of a station",
    "disease": "Morbidity and deaths",
    "population": "Population",
    "chronic": "Long diseases",
    "quality": "Quality of the record",
}


def indicators_page(note: str) -> str:
    """Every indicator of every version by group, the shared splits, the reports."""
    from tram.engines.query import load_splits
    from tram.reports.catalogue import FOLDER, SPLITS_FILE, every_indicator
    from tram.reports.closing.forms import every_form

    found = every_indicator()
    parts = [
        "# Indicators and reports",
        note,
        INDICATORS,
        *_status_table(found),
    ]
    for group, title in GROUPS.items():
        parts += [f"## {title}\n", *(line for one in found if one.group == group for line in _indicator(one))]
    parts += ["## Splits\n", *_splits(load_splits(FOLDER / SPLITS_FILE).values())]
    parts += ["## Reports\n", *(line for one in every_form() for line in _report(one.report))]
    return "\n".join(parts) + "\n"


def _status_table(found: Iterable[Indicator]) -> Iterator[str]:
    yield "| status | indicators |"
    yield "|---|---|"
    for status, meaning in STATUS.items():
        names = ", ".join(f"`{one.id}`" for one in found if one.definition.head.status == status) or "none"
        yield f"| {meaning} | {names} |"
    yield ""


def _indicator(one: Indicator) -> Iterator[str]:
    made = one.definition
    head = made.head
    until = f" to {head.effective_to}" if head.effective_to else ""
    target = f" Target {made.target}" + (" %." if made.kind == "share" else ".") if made.target is not None else ""
    yield f"### {head.title_en}\n"
    yield f"`{one.id}` version {head.version}, in force from {head.effective_from}{until}: *{head.title_vi}*.\n"
    yield f"A {made.kind}, told by {', '.join(made.periods)}.{target} {head.status.capitalize()}. {one.note_en}\n"
    yield f"Source: {head.source}\n"
    yield from _meaning(made)
    yield f"\nDivided by: {', '.join(f'`{name}`' for name in one.split_ids())}.\n"


def _meaning(made: IndicatorDefinition) -> Iterator[str]:
    if made.ratio is not None:
        yield f"- `{made.ratio.over}` for every {made.ratio.per} of `{made.ratio.under}`"
        return
    yield f"- of `{made.population.table}`: {made.population.words_en}: {_code(made.population.condition)}"
    for name, part in (("out of", made.denominator), ("counted", made.numerator)):
        if part.condition != "true" or part.words_en:
            yield f"- {name}: {_part(part)}"


def _part(part: Part) -> str:
    return part.words_en + (f": {_code(part.condition)}" if part.condition != "true" else "")


def _code(condition: str) -> str:
    return f"`{' '.join(condition.split())}`"


def _splits(found: Iterable[Split]) -> Iterator[str]:
    yield "| split | meaning | keys |"
    yield "|---|---|---|"
    for split in found:
        keys = ", ".join(split.band_names() or (f"{key} = {word}" for key, word in split.words_en.items()))
        listed = f"the codes of `{split.code_list}`" if split.code_list else keys
        yield f"| `{split.id}` | {split.title_en} (*{split.title_vi}*) | {listed or 'as recorded'} |"
    yield ""


def _report(one: Report) -> Iterator[str]:
    head = one.head
    until = f" to {head.effective_to}" if head.effective_to else ""
    yield f"### {one.code}: {head.title_en}\n"
    yield f"`{head.id}` version {head.version}, in force from {head.effective_from}{until}: *{head.title_vi}*.\n"
    told = f"For {', '.join(one.levels)}, by {', '.join(one.periods)}, to: {one.recipient_en}."
    yield f"{told} {head.status.capitalize()}.\n"
    yield f"Source: {head.source}\n"
    for table in one.tables:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(binding.indicator for binding in table.bindings()))
        yield f"- {table.title_en}: {names}"
    yield ""


def published_page(note: str) -> str:
    """Every table that conditions may name, with its columns and links."""
    from tram.reports.sources import tables

    parts = [
        "# Published tables",
        note,
        PUBLISHED,
    ]
    for table in tables().values():
        parts += [f"## {table.name}\n", f"*{table.grain}*\n", f"Links: {_links(table)}.\n", *_columns(table)]
    return "\n".join(parts) + "\n"


def _links(table: Table) -> str:
    links = (("person", table.person_column), *table.links) if table.person_column else table.links
    return ", ".join(f"{name} by `{column}`" for name, column in links) or "none"


def _columns(table: Table) -> Iterator[str]:
    yield "| column | type | may be missing | meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        codes = f": {', '.join(column.codes)}" if column.codes else ""
        meaning = column.description_en or column.description_vi
        yield f"| {column.name} | {column.type.value}{codes} | {'yes' if column.nullable else ''} | {meaning} |"
    yield ""
