"""What is said of one person: every antigen and every group, each date and each dose with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tram.engines.schedule import AntigenResult, DoseResult, Forecast, assess
from tram.immunization.schedule.batch.books import WHICH, Book, Stand
from tram.immunization.schedule.batch.lines import SaidDose, Subject
from tram.immunization.schedule.why import Why

Said = dict[str, Any]


def answer(book: Book, subject: Subject, number: int) -> Said:
    """The answer to a line, as JSON values. Raises `LineError` for a code the book does not know."""
    patient, aside = book.patient(subject)
    assessment = assess(book.schedule(subject.day), patient, subject.day)
    doses = {dose.id: dose for dose in subject.doses}
    return {
        "id": subject.id,
        "line": number,
        "assessment_date": subject.day.isoformat(),
        "schedule": book.named(subject.day),
        "antigens": {code: _antigen(book, found, doses, subject.day) for code, found in assessment.antigens.items()},
        "groups": {one.group: _stand(one) for one in book.stands(assessment, subject.day)},
        "not_evaluated": [{**_named(doses[place]), **_why(told)} for place, told in aside.items()],
    }


def _antigen(book: Book, found: AntigenResult, doses: Mapping[int, SaidDose], day: date) -> Said:
    said: Said = {
        "series": found.series,
        "status": found.status,
        "doses": [_dose(book, one, doses[one.key]) for one in found.doses if isinstance(one.key, int)],
        "forecast": _forecast(book, found.forecast, day) if found.forecast else None,
    }
    if found.others:
        said["others"] = [_antigen(book, other, doses, day) for other in found.others]
    return said


def _dose(book: Book, result: DoseResult, dose: SaidDose) -> Said:
    return {
        **_named(dose),
        "status": result.status,
        "number": result.number,
        "reasons": [reason.code for reason in result.reasons],
        **_why(book.dose(result, dose.day)),
    }


def _named(dose: SaidDose) -> Said:
    code = {"cvx": dose.cvx} if dose.cvx else {"code": dose.code}
    return {"dose": dose.id, "date": dose.day.isoformat(), **code}


def _forecast(book: Book, found: Forecast, day: date) -> Said:
    return {
        "number": found.number,
        **{which: _iso(getattr(found, which)) for which in WHICH},
        "vaccines": list(found.vaccines),
        "why": {which: _why(told) for which, told in book.dated(found, day).items()},
    }


def _stand(one: Stand) -> Said:
    said: Said = {"status": one.status, "forecast": None}
    if one.number is not None:
        said["forecast"] = {
            "number": one.number,
            **{which: _iso(day) for which, day in one.dates.items()},
            "vaccines": list(one.vaccines),
            "why": {which: _why(told) for which, told in one.why.items()},
        }
    return said


def _why(told: Why) -> Said:
    return {"why": told.sentence, "source": told.source, "rule_status": told.status}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
