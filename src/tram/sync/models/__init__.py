"""Tables of the sync room, a file for each part; all of them are named here, where Django looks."""

from tram.sync.models.definitions import DefinitionUse, PublishedDefinition
from tram.sync.models.outbox import Message, MessageKind, MessageState, Route, Trying
from tram.sync.models.peers import Peer, PeerRole, Stage, Talk, Turned
from tram.sync.models.provisioning import Provisioning, ProvisioningState
from tram.sync.models.refused import Refused
from tram.sync.models.trust import Certificate, Conversation, Invitation, Loan, Pin, PinRole, Revocation

__all__ = [
    "Certificate",
    "Conversation",
    "DefinitionUse",
    "Invitation",
    "Loan",
    "Message",
    "MessageKind",
    "MessageState",
    "Peer",
    "PeerRole",
    "Pin",
    "PinRole",
    "Provisioning",
    "ProvisioningState",
    "PublishedDefinition",
    "Refused",
    "Revocation",
    "Route",
    "Stage",
    "Talk",
    "Trying",
    "Turned",
]
