"""The reports of ``definitions/reports/report-*.toml``: read once, checked against the indicators they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tram.engines.definitions import DefinitionError
from tram.engines.definitions.toml import read_toml
from tram.engines.query import IndicatorDefinition
from tram.engines.report import Listed, Report, listed_keys, load_report, run_examples
from tram.kernel.definitions import ROOT, files, load_csv, remembered
from tram.reports.catalogue import digest_of, every_indicator
from tram.reports.closing import refusals

PATTERN = "report-*.toml"


@dataclass(frozen=True, slots=True)
class Form:
    """A report's definition, and the digest of what its file says."""

    report: Report
    digest: str

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.report.id

    @property
    def names(self) -> frozenset[str]:
        """What people call it: its id, its code, its code without signs (``14bct``)."""
        return frozenset({self.id.casefold(), _bare(self.id), _bare(self.report.code)})


def read_form(path: Path) -> Form:
    """One file. Refuses (``DefinitionError``) what the engine refuses, and examples that do not come out."""
    return form_from(read_toml(path)[0])


def form_from(body: Mapping[str, Any]) -> Form:
    """The report a file's content means, checked against the indicators in force when it begins."""
    known = _indicators(body)
    report = load_report(body, known)
    for problem in run_examples(report, lambda _split, _keys: {}, listed(known, report.head.effective_from)):
        raise DefinitionError(report.id, problem, "sửa định nghĩa hoặc ví dụ")
    return Form(report, digest_of(body))


def _indicators(body: Mapping[str, Any]) -> dict[str, IndicatorDefinition]:
    first = body.get("effective_from")
    day = first if isinstance(first, date) else date.max
    return {one.id: one.definition for one in every_indicator() if one.definition.head.in_force(day)}


def listed(known: Mapping[str, IndicatorDefinition], day: date) -> Listed:
    """The keys of splits as listed on a day."""

    def codes(named: str) -> list[str]:
        room, _dot, name = named.partition(".")
        return [row["code"] for row in load_csv(room, name, day)]

    return listed_keys(known, codes)


def form_files() -> tuple[Path, ...]:
    """The files that hold reports, those published later too."""
    return files("reports", PATTERN)


@remembered
def every_form() -> tuple[Form, ...]:
    """All versions of all reports, by code.

    One that was published and no longer fits the indicators in force is left out, so that the others can be read.
    """
    found = [one for path in form_files() if (one := _read(path)) is not None]
    return tuple(sorted(found, key=lambda one: (one.report.code, one.report.head.version)))


def _read(path: Path) -> Form | None:
    try:
        return read_form(path)
    except DefinitionError:
        if path.is_relative_to(ROOT):
            raise
        return None


def forms(day: date) -> tuple[Form, ...]:
    """The reports in force on a period's last day; a later version that was published ends the earlier one."""
    found: dict[str, Form] = {}
    for one in every_form():
        if one.report.head.in_force(day):
            found[one.id] = one
    return tuple(found.values())


def form(wanted: str, day: date) -> Form:
    """The report of that id or code in force on a day. Refuses ``report.unknown`` (404), naming those there are."""
    known = forms(day)
    found = next((one for one in known if {wanted.casefold(), _bare(wanted)} & one.names), None)
    if found is None:
        raise refusals.unknown_report(wanted, _codes(known))
    return found


def _codes(known: Iterable[Form]) -> list[str]:
    return [one.report.code for one in known]


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
