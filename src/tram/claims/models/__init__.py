"""What the claims room keeps: how a claim stands with the insurer. The claim itself is read from the visit."""

from tram.claims.models.claims import Claim, ClaimRefusal, ClaimState, RefusalState

__all__ = ["Claim", "ClaimRefusal", "ClaimState", "RefusalState"]
