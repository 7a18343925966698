"""The immunization record, shaped like FHIR R4. Strings of choices are stored; JSON is stored as text."""

from tram.immunization.models.base import RowStatus
from tram.immunization.models.doses import Circumstance, Deferral, DeferralKind, Dose, DoseSource
from tram.immunization.models.events import AdverseEvent
from tram.immunization.models.sessions import Attendance, Decision, Observed, Session, SessionKind, SessionState
from tram.immunization.models.standing import (
    DoseStanding,
    Evaluation,
    EvaluationStatus,
    EventStanding,
    Forecast,
    ForecastState,
    ForecastStatus,
)
from tram.immunization.models.stock import Fridge, FridgeReading, HalfDay, MovementKind, StockMovement, VaccineLot

__all__ = [
    "AdverseEvent",
    "Attendance",
    "Circumstance",
    "Decision",
    "Deferral",
    "DeferralKind",
    "Dose",
    "DoseSource",
    "DoseStanding",
    "Evaluation",
    "EvaluationStatus",
    "EventStanding",
    "Forecast",
    "ForecastState",
    "ForecastStatus",
    "Fridge",
    "FridgeReading",
    "HalfDay",
    "MovementKind",
    "Observed",
    "RowStatus",
    "Session",
    "SessionKind",
    "SessionState",
    "StockMovement",
    "VaccineLot",
]
