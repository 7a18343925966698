"""What is due for a person as one FHIR ImmunizationRecommendation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from tram.exchange.export.doses import Words, instant
from tram.exchange.export.patients import Resource
from tram.exchange.vaccination_codes import SCHEDULE, concept, group_concept, own, standard, vaccine_concept
from tram.immunization.api import DoseView, ForecastView, WholeRecord, groups, vaccines
from tram.kernel.clock import today_vn

DATES = ("earliest", "recommended", "overdue", "latest")


def recommendation(
    record: WholeRecord, given: list[tuple[UUID, DoseView]], person: UUID, at: datetime, words: Words
) -> Resource | None:
    """The forecast of every group as it reads on the day of ``at``; None for one whom no schedule follows."""
    known = [each for each in record.forecasts if each.group in groups()]
    lines = [_line(each, given, today_vn(at), words) | _why(each, record.dates) for each in known]
    if not lines:
        return None
    return {
        "resourceType": "ImmunizationRecommendation",
        "id": str(uuid5(person, "recommendation")),
        "patient": words.to("Patient", person),
        "date": instant(at.replace(microsecond=0)),
        "recommendation": lines,
    }


def status_on(forecast: ForecastView, day: date) -> str:
    """How a forecast reads on a day: what is due becomes overdue, then too late."""
    if forecast.status != "due":
        return forecast.status
    if forecast.latest and forecast.latest < day:
        return "aged_out"
    return "overdue" if forecast.overdue and forecast.overdue < day else "due"


def _line(forecast: ForecastView, given: list[tuple[UUID, DoseView]], day: date, words: Words) -> dict[str, Any]:
    status = status_on(forecast, day)
    answer: dict[str, Any] = {
        "vaccineCode": [group_concept(forecast.group), *_preferred(forecast)],
        "forecastStatus": concept("forecast", status),
        "series": SCHEDULE,
    }
    if status == "contraindicated":
        answer["contraindicatedVaccineCode"] = [group_concept(forecast.group)]
    if forecast.status == "due":
        answer |= _dates(forecast)
    if forecast.number and forecast.status == "due":
        answer["doseNumberPositiveInt"] = forecast.number
    counted = [words.to("Immunization", first) for first, dose in given if _counts(dose, forecast.group)]
    return answer | ({"supportingImmunization": counted} if counted else {})


def _why(forecast: ForecastView, dates: Mapping[str, str]) -> dict[str, Any]:
    """Our reason, and the sentence that says why it is due on its day."""
    sentence = dates.get(forecast.group, "") if forecast.status == "due" else ""
    coding = {"coding": [{"system": own("forecast-reason"), "code": forecast.reason}]} if forecast.reason else {}
    return {"forecastReason": [coding | ({"text": sentence} if sentence else {})]} if coding or sentence else {}


def _preferred(forecast: ForecastView) -> Iterator[Resource]:
    if forecast.vaccine in vaccines():
        yield vaccine_concept(forecast.vaccine)


def _dates(forecast: ForecastView) -> dict[str, Any]:
    said = [(name, getattr(forecast, name)) for name in DATES]
    found = [{"code": {"coding": [standard("date", name)]}, "value": day.isoformat()} for name, day in said if day]
    return {"dateCriterion": found} if found else {}


def _counts(dose: DoseView, group: str) -> bool:
    mine = groups()[group].antigens
    return any(each.status == "valid" and each.antigen in mine for each in dose.evaluations)
