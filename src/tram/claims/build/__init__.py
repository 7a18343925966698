"""The claim as a reading of the visit: built anew whenever it is asked for, each amount explained."""

from tram.claims.build.checkin import check_in_row
from tram.claims.build.claim import built, document
from tram.claims.build.model import BuiltClaim, Good, Office, PricedLine, Sheet, Weight
from tram.claims.build.numbers import (
    bare_address,
    number_of,
    paper_number,
    patient_of,
    patient_system,
    person_of,
    visit_of_number,
)
from tram.claims.build.reads import (
    ClaimStanding,
    claim_of,
    claim_state,
    claim_view,
    claims_of,
    claims_of_month,
    draft_claim,
    month_claims,
    state_of,
)

__all__ = [
    "BuiltClaim",
    "ClaimStanding",
    "Good",
    "Office",
    "PricedLine",
    "Sheet",
    "Weight",
    "bare_address",
    "built",
    "check_in_row",
    "claim_of",
    "claim_state",
    "claim_view",
    "claims_of",
    "claims_of_month",
    "document",
    "draft_claim",
    "month_claims",
    "number_of",
    "paper_number",
    "patient_of",
    "patient_system",
    "person_of",
    "state_of",
    "visit_of_number",
]
