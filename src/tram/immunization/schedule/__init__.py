"""The schedule of this country: definitions made into an engine's schedule, and why it says what it says."""

from tram.immunization.schedule.book import Told
from tram.immunization.schedule.check import check_schedule
from tram.immunization.schedule.lines import Line, lines
from tram.immunization.schedule.lists import (
    AntigenName,
    CircumstanceKind,
    DeferralReason,
    GroupName,
    Named,
    Vaccine,
    antigens,
    circumstances,
    deferral_reasons,
    groups,
    routes,
    sites,
    vaccine_of_cvx,
    vaccines,
)
from tram.immunization.schedule.national import first_day, signature, step_of, version_number, vn_schedule
from tram.immunization.schedule.persons import assess_rows, not_counted, patient_of
from tram.immunization.schedule.screening import screening_form
from tram.immunization.schedule.why import Why, why_date, why_dose, why_status

__all__ = [
    "AntigenName",
    "CircumstanceKind",
    "DeferralReason",
    "GroupName",
    "Line",
    "Named",
    "Told",
    "Vaccine",
    "Why",
    "antigens",
    "assess_rows",
    "check_schedule",
    "circumstances",
    "deferral_reasons",
    "first_day",
    "groups",
    "lines",
    "not_counted",
    "patient_of",
    "routes",
    "screening_form",
    "signature",
    "sites",
    "step_of",
    "vaccine_of_cvx",
    "vaccines",
    "version_number",
    "vn_schedule",
    "why_date",
    "why_dose",
    "why_status",
]
