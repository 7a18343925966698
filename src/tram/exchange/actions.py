"""Deeds of the exchange room: importing FHIR."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from tram.exchange.faults import Fault, Unfit
from tram.exchange.limits import FAULTS_OF_A_BUNDLE
from tram.exchange.reading.files import find
from tram.exchange.reading.survey import Found, survey
from tram.exchange.reading.units import units
from tram.exchange.report import Report
from tram.exchange.taking import Intake
from tram.exchange.waiting import look_again, settle
from tram.kernel.actors import Actor, require
from tram.kernel.refusals import Refusal

Progress = Callable[[int, int], bool]


def import_fhir(
    *, by: Actor, at: datetime, paths: Sequence[Path], commune: str = "", progress: Progress | None = None
) -> Report:
    """Takes in every FHIR R4 resource of these files and folders and answers what became of each.

    Files may come in any order. A transaction bundle is taken whole or not at all; in other files each resource stands
    alone. People get residence ``commune`` ('' for none), as visitors unless their address says otherwise. ``progress``
    is told (done, of how many) after each unit; when it answers False the import stops, and what was written stays.
    Refuses who may not import there; a file that cannot be read is a line of the report.
    """
    require(by, "exchange.import", commune or None)
    started = time.monotonic()
    sources, absent = find(paths)
    surveyed = survey(sources)
    report = Report(absent=absent, skipped=surveyed.skipped, files_refused=len(surveyed.refused))
    report.fault(*surveyed.refused)
    intake = Intake(by, at, commune, report)
    for found in surveyed.files:
        if not _take_file(intake, found, surveyed.resources, progress):
            report.stopped = True
            break
    settle(intake)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def use_kept(*, by: Actor, at: datetime, commune: str = "") -> Report:
    """Takes into the record what earlier imports could only keep and this program understands.

    ``linked`` says how much. What still cannot be used stays kept as it was. Refuses who may not import there.
    """
    require(by, "exchange.import", commune or None)
    started = time.monotonic()
    report = Report()
    intake = Intake(by, at, commune, report)
    look_again(intake)
    settle(intake)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _take_file(intake: Intake, found: Found, total: int, progress: Progress | None) -> bool:
    """Takes one file; False when the person asked to stop."""
    report = intake.report
    report.files += 1
    try:
        for unit in units(found.source):
            intake.take(unit)
            if progress and not progress(report.total.read, total):
                return False
    except Unfit as unfit:
        report.files_refused += 1
        report.fault(Fault(found.source.name, "", "", unfit.field, unfit.reason))
    return True


def nothing_to_read(report: Report) -> Refusal:
    """The answer when not one resource could be read."""
    faults = [fault.sentence() for fault in report.faults[:FAULTS_OF_A_BUNDLE]]
    return Refusal(
        "exchange.nothing_read",
        "Không đọc được tài nguyên FHIR nào. Hãy chọn tệp .json, .ndjson (hoặc .gz) theo FHIR R4.",
        {"absent": report.absent, "skipped": report.skipped, "faults": faults},
    )
