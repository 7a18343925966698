"""A portal to try against: what the insurer's portal is documented to do, with its refusals, slowness and outages."""

from tram.claims.sending.receiver.box import Box
from tram.claims.sending.receiver.server import Manners, serve

__all__ = ["Box", "Manners", "serve"]
