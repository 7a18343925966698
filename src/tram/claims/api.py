"""The door of the claims room: deeds, questions, the values they take and give."""

from __future__ import annotations

from tram.claims.cover.actions import CheckDone, check_card, check_waiting, note_check
from tram.claims.cover.asking import CardAnswer, CardAsked, CardDesk, PortalSilent
from tram.claims.cover.check import check_cover
from tram.claims.cover.model import Card, VisitAsked, VisitCover
from tram.claims.cover.queue import CardToCheck, PersonCards, cards_to_check, person_cards
from tram.claims.cover.reads import cover_for_visit, covers_for_visits, facility_of
from tram.claims.cover.rules import reminders as card_reminders
from tram.claims.cover.settings import results as card_results
from tram.claims.format.check import check_format
from tram.claims.money.check import check_money
from tram.claims.sending.lines import card_desk

__all__ = [
    "Card",
    "CardAnswer",
    "CardAsked",
    "CardDesk",
    "CardToCheck",
    "CheckDone",
    "PersonCards",
    "PortalSilent",
    "VisitAsked",
    "VisitCover",
    "card_desk",
    "card_reminders",
    "card_results",
    "cards_to_check",
    "check_card",
    "check_cover",
    "check_format",
    "check_money",
    "check_waiting",
    "cover_for_visit",
    "covers_for_visits",
    "facility_of",
    "note_check",
    "person_cards",
]
