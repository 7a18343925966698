"""Cover: the cards of a visit, their benefit digit by day, what the insurer confirmed and what still waits."""

from tram.claims.cover.asking import CardAnswer, CardAsked, CardDesk, PortalSilent
from tram.claims.cover.model import Card, VisitAsked, VisitCover
from tram.claims.cover.reads import cover_for_visit, covers_for_visits
from tram.claims.cover.rules import digit_on, entitlement, temporary_number, visit_cover

__all__ = [
    "Card",
    "CardAnswer",
    "CardAsked",
    "CardDesk",
    "PortalSilent",
    "VisitAsked",
    "VisitCover",
    "cover_for_visit",
    "covers_for_visits",
    "digit_on",
    "entitlement",
    "temporary_number",
    "visit_cover",
]
