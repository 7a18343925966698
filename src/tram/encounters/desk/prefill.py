"""What the form shows before anybody types: an earlier visit as text."""

from __future__ import annotations

from datetime import date, datetime

from tram.encounters.desk.dose import number_words
from tram.encounters.desk.rows import typed_rows
from tram.encounters.views import LineView, VisitView
from tram.encounters.vitals import vitals
from tram.kernel.clock import VN_TZ


def typed_of(visit: VisitView) -> dict[str, str]:
    """A visit as somebody would have typed it into the form."""
    measured = {
        vitals()[each.code].key: number_words(each.number)
        for each in reversed(visit.observations)
        if each.code in vitals() and each.number is not None and each.procedure is None
    }
    return {
        **measured,
        **typed_rows(visit),
        **_stay(visit),
        "reason": visit.reason,
        "symptoms": visit.symptoms,
        "main": visit.main.code if visit.main else "",
        "accompanying": ",".join(each.code for each in visit.accompanying),
        "prescription": "\n".join(line_text(each) for each in visit.lines if each.item is None),
        "dispensed": "1" if any(each.dispensed_at for each in visit.lines) or not visit.lines else "",
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


def _stay(visit: VisitView) -> dict[str, str]:
    left = visit.ended_at if visit.stay_from else None
    return {
        "referred_from": visit.referred_from,
        "referral_number": visit.referral_number,
        "referred_to": visit.referred_to,
        "referral_reason": visit.referral_reason,
        **_moment("stay", visit.stay_from),
        **_moment("left", left),
    }


def _moment(name: str, at: datetime | None) -> dict[str, str]:
    local = at.astimezone(VN_TZ) if at else None
    return {f"{name}_on": day_text(local), f"{name}_at": f"{local:%H:%M}" if local else ""}


def line_text(line: LineView) -> str:
    """A drug, how much of it and how to take it, as one line."""
    much = f" × {number_words(line.quantity)} {line.unit}".rstrip() if line.quantity is not None else ""
    how = ", ".join(each for each in (line.dosage, line.instructions) if each)
    return f"{line.text}{much}: {how}" if how else f"{line.text}{much}"


def day_text(day: date | None) -> str:
    """A day as dd/mm/yyyy; empty for none."""
    return f"{day:%d/%m/%Y}" if day else ""
