"""The door of the claims room: deeds, questions, the values they take and give."""

from __future__ import annotations

from tram.claims.build.claim import document
from tram.claims.build.model import BuiltClaim
from tram.claims.build.month import MonthLine, MonthView, month_view
from tram.claims.build.reads import ClaimStanding, claim_of, claim_state, claim_view, claims_of_month, draft_claim
from tram.claims.build.sheet import CostLine, CostPart, cost_parts
from tram.claims.checks.desk import CheckedClaim, check_claims, check_draft, check_visit
from tram.claims.checks.examples import check_rules
from tram.claims.checks.model import Finding
from tram.claims.checks.run import check_tables
from tram.claims.checks.words import at_the_desk
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
from tram.claims.reading.deeds import read_claims
from tram.claims.reading.model import Report, Returned
from tram.claims.reading.uploads import read_uploads
from tram.claims.sending.accounts import Account, accounts, keep_account, password_hash
from tram.claims.sending.deeds import cancel_payment, give_up, note_payment, send_again
from tram.claims.sending.deliver import Delivered, send_claim
from tram.claims.sending.lines import card_desk
from tram.claims.sending.months import Balance, Payment, StateSum, month_balance
from tram.claims.sending.reads import RefusedLine, ToSend, WorkItem, claim_to_send, refused_lines, work_count, worklist
from tram.claims.sending.settle import settle_claims, settle_visit
from tram.claims.sending.signing import Signer, sign, verify

__all__ = [
    "Account",
    "Balance",
    "BuiltClaim",
    "Card",
    "CardAnswer",
    "CardAsked",
    "CardDesk",
    "CardToCheck",
    "CheckDone",
    "CheckedClaim",
    "ClaimStanding",
    "CostLine",
    "CostPart",
    "Delivered",
    "Finding",
    "MonthLine",
    "MonthView",
    "Payment",
    "PersonCards",
    "PortalSilent",
    "RefusedLine",
    "Report",
    "Returned",
    "Signer",
    "StateSum",
    "ToSend",
    "VisitAsked",
    "VisitCover",
    "WorkItem",
    "accounts",
    "at_the_desk",
    "cancel_payment",
    "card_desk",
    "card_reminders",
    "card_results",
    "cards_to_check",
    "check_card",
    "check_claims",
    "check_cover",
    "check_draft",
    "check_format",
    "check_money",
    "check_rules",
    "check_tables",
    "check_visit",
    "check_waiting",
    "claim_of",
    "claim_state",
    "claim_to_send",
    "claim_view",
    "claims_of_month",
    "cost_parts",
    "cover_for_visit",
    "covers_for_visits",
    "document",
    "draft_claim",
    "facility_of",
    "give_up",
    "keep_account",
    "month_balance",
    "month_view",
    "note_check",
    "note_payment",
    "password_hash",
    "person_cards",
    "read_claims",
    "read_uploads",
    "refused_lines",
    "send_again",
    "send_claim",
    "settle_claims",
    "settle_visit",
    "sign",
    "verify",
    "work_count",
    "worklist",
]
