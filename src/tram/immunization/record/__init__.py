"""Deeds of doses, circumstances and deferrals, what follows from them, and the record they make."""

from tram.immunization.record.access import vaccinee_for
from tram.immunization.record.actions import (
    amend_dose,
    cancel_circumstance,
    cancel_deferral,
    cancel_dose,
    carry_doses,
    deferral_row,
    end_circumstance,
    record_circumstance,
    record_deferral,
    record_dose,
    record_doses,
)
from tram.immunization.record.following import ensure_forecasts, forecasts_made_by, paused, rebuild_forecasts
from tram.immunization.record.inputs import CircumstanceInput, DeferralInput, DoseChanges, DoseDetails, DoseInput
from tram.immunization.record.reads import dose_history, dose_views, forecasts_of, vaccination_record
from tram.immunization.record.rows import dose_row, dose_rows, fits, held_on
from tram.immunization.record.views import (
    CircumstanceView,
    DeferralView,
    DoseView,
    EvaluationView,
    ForecastView,
    VaccinationRecord,
)

__all__ = [
    "CircumstanceInput",
    "CircumstanceView",
    "DeferralInput",
    "DeferralView",
    "DoseChanges",
    "DoseDetails",
    "DoseInput",
    "DoseView",
    "EvaluationView",
    "ForecastView",
    "VaccinationRecord",
    "amend_dose",
    "cancel_circumstance",
    "cancel_deferral",
    "cancel_dose",
    "carry_doses",
    "deferral_row",
    "dose_history",
    "dose_row",
    "dose_rows",
    "dose_views",
    "end_circumstance",
    "ensure_forecasts",
    "fits",
    "forecasts_made_by",
    "forecasts_of",
    "held_on",
    "paused",
    "rebuild_forecasts",
    "record_circumstance",
    "record_deferral",
    "record_dose",
    "record_doses",
    "vaccination_record",
    "vaccinee_for",
]
