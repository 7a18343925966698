"""Deeds of doses, circumstances and deferrals."""

from tram.immunization.record.actions.amend import amend_dose, cancel_dose
from tram.immunization.record.actions.bulk import carry_doses
from tram.immunization.record.actions.circumstances import cancel_circumstance, end_circumstance, record_circumstance
from tram.immunization.record.actions.deferrals import cancel_deferral, deferral_row, record_deferral
from tram.immunization.record.actions.record import record_dose, record_doses

__all__ = [
    "amend_dose",
    "cancel_circumstance",
    "cancel_deferral",
    "cancel_dose",
    "carry_doses",
    "deferral_row",
    "end_circumstance",
    "record_circumstance",
    "record_deferral",
    "record_dose",
    "record_doses",
]
