"""The page of ``docs/reference`` about the schedule of vaccinations: its tables, row by row, and its children."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tram.engines.schedule import Span
    from tram.immunization.schedule.book import Book, Version
    from tram.immunization.schedule.examples import Child
    from tram.immunization.schedule.rows import Step

INTRO = """Every circular as `definitions/immunization` holds it: when a dose is asked for, from when it counts, from
when it is late, until when it is asked for; then the children worked by hand that are run at every check. Why it is so:
[the schedule as data](../explanation/immunization.md). *Transcribed*: read in a public transcription; *assumed*: read
in no law. In each cell an age, then the time since the dose before.
"""
HEADINGS = "| dose | asked for | counts from | late from | not from | sources |\n|---|---|---|---|---|---|"
DUE = "due: group, dose, vaccine; earliest, asked for, last day in time, last day at all"


def schedule_page(note: str) -> str:
    """Every version, oldest first, then what stands in for its series."""
    from tram.immunization.schedule.book import book

    found = book()
    parts = ["# Schedule of vaccinations", note, INTRO]
    for version in found.versions:
        steps = [step for step in found.steps(version) if not step.series]
        parts += [*_head(version), *_rows(steps), *_children(version)]
    parts += ["## Series that stand in\n", *_rows(list(found.alternatives))]
    parts += ["## Rules that are no row of a table\n", *_rules(found)]
    return "\n".join(parts) + "\n"


def _rules(found: Book) -> Iterator[str]:
    named = [(f"{one.group} {one.dose} is skipped", one.told) for one in found.skips]
    named += [(f"{one.group} {one.dose} is asked for of", one.told) for one in found.cohorts]
    named += [(f"{one.group} is asked for of", one.told) for one in found.whom.values()]
    named += [(f"{code} of a campaign does not count", told) for code, told in found.campaign.items()]
    named += [
        ("doses of tetanus vaccine before a pregnancy", found.prior.told),
        ("live vaccines", found.live),
        ("grace", found.general),
        ("children who come late", found.late),
    ]
    for name, told in named:
        yield f"- {name}: {told.sentence.rstrip('.')}. {told.source} ({told.status})."


def _head(version: Version) -> Iterator[str]:
    head = version.head
    until = f" to {head.effective_to}" if head.effective_to else ""
    yield f"## {head.title_en}\n"
    yield f"Version {head.version}, from {head.effective_from}{until}. {head.status.capitalize()}."
    yield f"Source: {head.source}\n"


def _rows(steps: list[Step]) -> Iterator[str]:
    yield HEADINGS
    for step in steps:
        row, bounds = step.row, step.limits
        ours = f" (+ {_length(bounds.gap)}: assumed)" if bounds.gap and not row.gap else ""
        cells = (
            row.title,
            _pair(row.age, row.gap) + ours,
            _pair(bounds.age_from, bounds.gap_from),
            f"in time: {bounds.in_time}" if bounds.in_time else _pair(bounds.age_late, bounds.gap_late),
            _pair(bounds.age_until, None),
            _sources(step),
        )
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _sources(step: Step) -> str:
    row, bounds = step.row, step.limits
    told = (
        (row.source, row.status),
        (bounds.source, bounds.status),
        (bounds.late_source, bounds.late_status),
    )
    return "; ".join(dict.fromkeys(f"{source} ({status})" for source, status in told))


def _pair(years: Span | None, gap: Span | None) -> str:
    from tram.immunization.schedule.said import age

    parts = (age(years) if years is not None else "", f"+ {_length(gap)}" if gap else "")
    return ", ".join(part for part in parts if part)


def _length(span: Span | None) -> str:
    from tram.immunization.schedule.said import length

    return "" if span is None else length(span)


def _children(version: Version) -> Iterator[str]:
    from tram.immunization.schedule.examples import children

    yield f"Children worked by hand ({DUE}):\n"
    for child in children(version):
        yield f"- {child.title}: {', '.join(_child(child))}"
    yield ""


def _child(child: Child) -> Iterator[str]:
    yield f"{child.sex}, {child.birth}, as of {child.day}"
    if child.doses:
        yield "had " + ", ".join(f"`{dose.day} {dose.vaccine}`" for dose in child.doses)
    if child.noted:
        yield "with " + ", ".join(f"`{one.code}` from {one.start}" for one in child.noted)
    if child.judged:
        yield "judged " + ", ".join(f"`{said}`" for said in child.judged)
    if child.due:
        yield "due " + ", ".join(f"`{said}`" for said in child.due)
    if child.stands:
        yield "stands " + ", ".join(f"`{group} {status}`" for group, status in child.stands.items())
