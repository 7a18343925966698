"""Our answers beside the published ones, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tram.engines.schedule.assess import assess
from tram.engines.schedule.cdsi.cases import Case
from tram.engines.schedule.cdsi.table import plain
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import Given, GroupResult

OTHER_NAMES = {
    "dtap": "dtaptdaptd", "tdap": "dtaptdaptd", "td": "dtaptdaptd", "pol": "polio", "ipol": "polio", "ipv": "polio",
    "pcv": "pneumococcal", "ppsv": "pneumococcal", "var": "varicella", "rota": "rotavirus", "mcv": "meningococcal",
    "menacwy": "meningococcal", "menb": "meningococcalb", "flu": "influenza", "je": "japaneseencephalitis",
    "yf": "yellowfever", "covid": "covid19", "mpox": "orthopoxvirus", "tickborneencephalitis": "tbe",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One value of one case, ours and theirs."""

    case: Case
    name: str
    ours: str
    theirs: str

    @property
    def right(self) -> bool:
        """The same."""
        return self.ours == self.theirs


def compare(schedule: Schedule, case: Case) -> list[Field]:
    """Every field of a case. Refuses a vaccine group the schedule does not have."""
    code = group_of(schedule, case)
    groups = assess(schedule, case.patient, case.day).groups
    judged = {f"dose {given.key}": _judged(groups, code, case, given) for given in case.patient.doses}
    ours = said(groups[code]) | judged
    return [Field(case, name, ours.get(name, ""), theirs) for name, theirs in case.expected.items()]


def group_of(schedule: Schedule, case: Case) -> str:
    """The code of the case's vaccine group."""
    known = {plain(antigen): group.code for group in schedule.groups for antigen in group.antigens}
    known |= {plain(group.code): group.code for group in schedule.groups}
    name = plain(case.group)
    code = known.get(name) or known.get(OTHER_NAMES.get(name, ""))
    if code is None:
        raise ScheduleError(f"Ca {case.id}: không biết nhóm vắc xin «{case.group}».")
    return code


def _judged(groups: Mapping[str, GroupResult], code: str, case: Case, given: Given) -> str:
    """How a dose was judged: in the case's group by the kind of series the case names for it, else in its own group."""
    main = groups[code]
    parts = sorted((main, *main.others), key=lambda part: part.kind != case.kinds.get(at_of(given), part.kind))
    rest = (part for other, result in groups.items() if other != code for part in (result, *result.others))
    return next((dose.status for part in (*parts, *rest) for dose in part.doses if dose.key == given.key), "")


def at_of(given: Given) -> int:
    """The place of a dose in its case."""
    return given.key if isinstance(given.key, int) else 0


def said(result: GroupResult) -> dict[str, str]:
    """Our status and forecast in the fields of a case."""
    fields: dict[str, str] = {"status": result.status}
    forecast = result.forecast
    if forecast is not None:
        fields["forecast"] = str(forecast.number)
        fields["earliest"] = forecast.earliest.isoformat()
        fields["recommended"] = forecast.recommended.isoformat()
        fields["past_due"] = _iso(forecast.past_due)
    return fields


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def right_cases(fields: Iterable[Field]) -> tuple[int, int]:
    """How many cases are right in every field, and how many there are."""
    right: dict[int, bool] = {}
    for field in fields:
        right[field.case.row] = right.get(field.case.row, True) and field.right
    return sum(right.values()), len(right)


def right_fields(fields: Iterable[Field]) -> dict[str, tuple[int, int]]:
    """By kind of field ("dose" for every dose), how many values are right, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for field in fields:
        kind = field.name.split()[0]
        right, count = found.get(kind, (0, 0))
        found[kind] = right + field.right, count + 1
    return found
