"""Deeds of the encounters room."""

from tram.encounters.actions.amend import amend_visit, cancel_visit, close_visit
from tram.encounters.actions.dispense import dispense
from tram.encounters.actions.parts import record_allergy, record_document, record_problem
from tram.encounters.actions.record import record_checked_visit, record_visit

__all__ = [
    "amend_visit",
    "cancel_visit",
    "close_visit",
    "dispense",
    "record_allergy",
    "record_checked_visit",
    "record_document",
    "record_problem",
    "record_visit",
]
