"""The deed: files of an old system taken into the record."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tram.claims.format import ReadClaim, read_file
from tram.claims.reading.files import Source, find, opened
from tram.claims.reading.model import Progress, Report, Returned
from tram.claims.reading.take import CHUNK, Intake
from tram.kernel.actors import Actor, require
from tram.kernel.refusals import Refusal

UNDER = ("person.import", "visit.write")


def read_claims(*, by: Actor, at: datetime, paths: Sequence[Path], progress: Progress | None = None) -> Report:
    """Takes every claim of these files, folders and archives in, as facts of the day it tells of.

    A claim read before is not taken twice; a corrected one becomes a new version of its visit. Each claim is taken
    whole or refused with its place and reason. ``progress`` hears the report after each few hundred claims; its False
    stops the import there, and the next one goes on where it stopped. Refuses who may not import.
    """
    for permission in UNDER:
        require(by, permission)
    started = time.monotonic()
    report = Report()
    sources, absent = find(paths)
    for name in absent:
        report.files_refused += 1
        report.tell(Returned(name, "", "", 0, "", _("Không có tệp này, hoặc không mở được.")))
    intake, claims = Intake(by, at, report), _claims(sources, report)
    while chunk := list(islice(claims, CHUNK)):
        intake.take(chunk)
        if progress and not progress(report):
            report.stopped = True
            break
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _claims(sources: Sequence[Source], report: Report) -> Iterator[tuple[str, ReadClaim]]:
    """Each claim with its file's name; a file that breaks off is told, what stands before the break is read."""
    for source in sources:
        report.files += 1
        try:
            with opened(source) as stream:
                for claim in read_file(stream):
                    yield source.name, claim
        except Refusal as refusal:
            report.files_refused += 1
            report.tell(Returned(source.name, "", "", 0, "", refusal.sentence))
