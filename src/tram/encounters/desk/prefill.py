"""What the form shows before anybody types: an earlier visit as text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tram.encounters.views import LineView, VisitView
from tram.encounters.vitals import vitals
from tram.kernel.clock import VN_TZ


def typed_of(visit: VisitView) -> dict[str, str]:
    """A visit as somebody would have typed it into the form."""
    measured = {
        vitals()[each.code].key: number_text(each.number)
        for each in reversed(visit.observations)
        if each.code in vitals() and each.number is not None
    }
    return {
        **measured,
        "reason": visit.reason,
        "symptoms": visit.symptoms,
        "main": visit.main.code if visit.main else "",
        "accompanying": ",".join(each.code for each in visit.accompanying),
        "prescription": "\n".join(map(line_text, visit.lines)),
        "treatment": visit.treatment,
        "advice": visit.advice,
        "follow_up_on": day_text(visit.follow_up_on),
        "seen_on": day_text(visit.day),
        "seen_at": f"{visit.started_at.astimezone(VN_TZ):%H:%M}",
        "kind": visit.kind,
        "payer": visit.payer,
        "outcome": visit.outcome,
        "purpose": visit.purpose,
        "traditional": "1" if visit.traditional else "",
        "note": visit.note,
        "examiner": str(visit.examiner or ""),
    }


def line_text(line: LineView) -> str:
    """A drug and how to take it, as one line of the form."""
    return f"{line.text}: {line.dosage}" if line.dosage else line.text


def number_text(number: Decimal) -> str:
    """A number as Vietnamese write it: no idle noughts, a decimal comma."""
    return format(number.normalize(), "f").replace(".", ",")


def day_text(day: date | None) -> str:
    """A day as dd/mm/yyyy; empty for none."""
    return f"{day:%d/%m/%Y}" if day else ""
