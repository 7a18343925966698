"""Children worked by hand, written beside the table they belong to: read, run, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tram.engines.definitions import DefinitionError
from tram.engines.schedule import Assessment, assess
from tram.immunization.schedule.book import Book, Version
from tram.immunization.schedule.build import build
from tram.immunization.schedule.lines import DUE, Line, lines
from tram.immunization.schedule.lists import circumstances, groups, vaccines
from tram.immunization.schedule.persons import patient_of
from tram.immunization.schedule.rows import Step, known
from tram.immunization.schedule.said import on

NONE = "-"
HINT = "sửa dòng của lịch, hoặc tính lại ví dụ bằng tay"


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A dose of an example: ``15/09/2026 opv`` or ``15/09/2026 opv campaign``."""

    id: int
    day: date
    vaccine: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A circumstance of an example: ``pregnant 01/08/2026 08/05/2027`` (the last day: when birth is due)."""

    code: str
    start: date
    due_on: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """One example. ``due``, ``judged`` and ``stands`` are what was worked out by hand."""

    title: str
    birth: date
    sex: str
    day: date
    doses: tuple[GivenDose, ...]
    noted: tuple[Noted, ...]
    due: tuple[str, ...]
    judged: tuple[str, ...]
    stands: Mapping[str, str]
    absent: tuple[str, ...]


def children(version: Version) -> tuple[Child, ...]:
    """The examples of a table. Refuses one that cannot be read or lies outside the table's days."""
    return tuple(_child(version, part) for part in version.examples)


def wrong(book: Book, version: Version) -> Iterator[str]:
    """One sentence for each thing that comes out otherwise than by hand, and for each row no example speaks of."""
    schedule = build(book, version)
    covered: set[tuple[str, str, str]] = set()
    for child in children(version):
        assessment = assess(schedule, patient_of(child.birth, child.sex, child.doses, child.noted), child.day)
        found = {one.group: one for one in lines(assessment)}
        covered |= set(_asked(child, assessment, found))
        yield from (f"ví dụ «{child.title}»: {problem}" for problem in _compared(child, assessment, found))
    for step in book.steps(version):
        place = (step.series or step.row.group, step.row.group, str(step.row.dose))
        if place not in covered and _must_have(book, version, step):
            yield f"{step.rule}: không ví dụ nào hẹn mũi này"


def _must_have(book: Book, version: Version, step: Step) -> bool:
    """Every row of a table has its child; what stands in for it, in the latest table. Its first dose is asked for of
    nobody: it is had elsewhere."""
    chosen_by_dose = bool(step.series) and not step.opens
    return not (chosen_by_dose and step.row.dose == 1) and (not step.series or version is book.versions[-1])


def _asked(child: Child, assessment: Assessment, found: Mapping[str, Line]) -> Iterator[tuple[str, str, str]]:
    """Each dose an example says is due: the series it belongs to, its group, its number."""
    for said in child.due:
        group, number = said.split()[:2]
        if group in found and found[group].antigens:
            yield assessment.antigens[found[group].antigens[0]].series, group, number


def _compared(child: Child, assessment: Assessment, found: Mapping[str, Line]) -> Iterator[str]:
    for said in child.due:
        group = said.split()[0]
        got = shown(found[group]) if group in found else "không có"
        if got != " ".join(said.split()):
            yield f"chờ «{said}», được «{got}»"
    judged = set(judgements(assessment))
    for said in child.judged:
        if said not in judged:
            key, antigen = said.split()[:2]
            near = [one for one in sorted(judged) if one.split()[:2] == [key, antigen]]
            yield f"mũi: chờ «{said}», được {near or 'không có'}"
    for group, status in child.stands.items():
        if group not in found or found[group].status != status:
            yield f"{group}: chờ {status}, được {found[group].status if group in found else 'không có'}"
    for group in child.absent:
        if group in found:
            yield f"{group}: lịch này chưa có, nhưng được {found[group].status}"


def shown(line: Line) -> str:
    """A line in an example's words: ``polio 2 opv 15/10/2026 15/10/2026 14/11/2026 14/07/2033``."""
    if line.status != DUE:
        return f"{line.group} {line.status}"
    dates = (line.earliest, line.recommended, line.overdue, line.latest)
    return " ".join((line.group, str(line.number), line.vaccine, *(on(one) if one else NONE for one in dates)))


def judgements(assessment: Assessment) -> Iterator[str]:
    """Every dose for every antigen in an example's words: ``2 polio not_valid too_soon``, ``1 bcg valid 1``."""
    for antigen in assessment.antigens.values():
        for dose in antigen.doses:
            if dose.status == "valid":
                yield f"{dose.key} {antigen.antigen} valid {dose.number}"
            for reason in dose.reasons if dose.status != "valid" else ():
                yield f"{dose.key} {antigen.antigen} {dose.status} {reason.code}"


def _child(version: Version, part: Mapping[str, Any]) -> Child:
    who = f"{version.head.id} v{version.head.version}"
    title = str(part.get("title_vi", "không tên"))
    try:
        child = _read(title, part)
    except (KeyError, ValueError, IndexError) as error:
        raise DefinitionError(who, f"ví dụ «{title}» không đọc được: {error}", "xem ví dụ của tệp khác") from None
    if not _within(version, child.day):
        raise DefinitionError(who, f"ví dụ «{title}»: ngày {on(child.day)} ngoài hiệu lực", "đổi ngày")
    _refuse_unknown(who, child)
    return child


def _within(version: Version, day: date) -> bool:
    head = version.head
    return head.effective_from <= day <= (head.effective_to or date.max)


def _refuse_unknown(who: str, child: Child) -> None:
    where = f"ví dụ «{child.title}»"
    known(who, where, (dose.vaccine for dose in child.doses), vaccines())
    known(who, where, (one.code for one in child.noted), circumstances())
    named = (*child.stands, *child.absent, *(said.split()[0] for said in child.due))
    known(who, where, named, groups())


def _read(title: str, part: Mapping[str, Any]) -> Child:
    return Child(
        title=title,
        birth=part["birth"],
        sex=part["sex"],
        day=part["day"],
        doses=tuple(_dose(number, text.split()) for number, text in enumerate(part.get("doses", ()), start=1)),
        noted=tuple(_noted(text.split()) for text in part.get("circumstances", ())),
        due=tuple(part.get("due", ())),
        judged=tuple(part.get("judged", ())),
        stands=dict(part.get("stands", {})),
        absent=tuple(part.get("absent", ())),
    )


def _dose(number: int, parts: Sequence[str]) -> GivenDose:
    return GivenDose(number, _day(parts[0]), parts[1], parts[2] if parts[2:] else "")


def _noted(parts: Sequence[str]) -> Noted:
    return Noted(parts[0], _day(parts[1]), _day(parts[2]) if parts[2:] else None)


def _day(text: str) -> date:
    """Plain dates, as written by hand: day, month, year."""
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))
