"""What the claims room keeps: how a claim stands with the insurer. The claim itself is read from the visit."""

from tram.claims.models.claims import Claim, ClaimRefusal, ClaimState, RefusalState
from tram.claims.models.cover import CheckState, CheckWay, CoverCheck
from tram.claims.models.sending import ClaimMark, ClaimPayment

__all__ = [
    "CheckState",
    "CheckWay",
    "Claim",
    "ClaimMark",
    "ClaimPayment",
    "ClaimRefusal",
    "ClaimState",
    "CoverCheck",
    "RefusalState",
]
