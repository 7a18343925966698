"""The door of the sync room: deeds, questions and the values they answer with."""

from tram.sync.actions.again import exchange_soon, retry_held
from tram.sync.actions.conflicts import Choice, Decided, decide_conflict
from tram.sync.actions.lending import Lent, lend_person
from tram.sync.actions.nodes import Invited, invite_node, renew_node, revoke_node
from tram.sync.definitions import (
    Candidate,
    PublishedView,
    has_one_above,
    publish_definition,
    published_definitions,
    settle_definitions,
)
from tram.sync.definitions import read as read_candidate
from tram.sync.definitions import unfit as definition_unfit
from tram.sync.identity import Identity, load_identity
from tram.sync.loans.fetch import fetch_now
from tram.sync.outbox.deeds import mark_message
from tram.sync.outbox.destinations import check_room
from tram.sync.outbox.lists import (
    MessageView,
    RouteView,
    ToTell,
    message,
    message_counts,
    messages,
    send_again,
    to_tell,
)
from tram.sync.outbox.lists import routes as outbox_routes
from tram.sync.outbox.routes import set_route
from tram.sync.outbox.sending import Sent, send_due
from tram.sync.reads.below import nodes_below, open_invitations
from tram.sync.reads.conflicts import (
    AboutPerson,
    Undecided,
    VisitApart,
    about_person,
    people_apart,
    undecided,
    undecided_row,
    visits_apart,
)
from tram.sync.reads.held import held_facts
from tram.sync.reads.mark import Mark, line_mark
from tram.sync.reads.status import status
from tram.sync.reads.views import Status
from tram.sync.reads.written import Written, first_written
from tram.sync.runner import anybody_to_call, run_beside, run_once
from tram.sync.snapshot.carry import export_snapshot, import_snapshot, is_snapshot
from tram.sync.talk.file import Imported, bring_in, export_file
from tram.sync.talk.outcome import Outcome

__all__ = [
    "AboutPerson",
    "Candidate",
    "Choice",
    "Decided",
    "Identity",
    "Imported",
    "Invited",
    "Lent",
    "Mark",
    "MessageView",
    "Outcome",
    "PublishedView",
    "RouteView",
    "Sent",
    "Status",
    "ToTell",
    "Undecided",
    "VisitApart",
    "Written",
    "about_person",
    "anybody_to_call",
    "bring_in",
    "check_room",
    "decide_conflict",
    "definition_unfit",
    "exchange_soon",
    "export_file",
    "export_snapshot",
    "fetch_now",
    "first_written",
    "has_one_above",
    "held_facts",
    "import_snapshot",
    "invite_node",
    "is_snapshot",
    "lend_person",
    "line_mark",
    "load_identity",
    "mark_message",
    "message",
    "message_counts",
    "messages",
    "nodes_below",
    "open_invitations",
    "outbox_routes",
    "people_apart",
    "publish_definition",
    "published_definitions",
    "read_candidate",
    "renew_node",
    "retry_held",
    "revoke_node",
    "run_beside",
    "run_once",
    "send_again",
    "send_due",
    "set_route",
    "settle_definitions",
    "status",
    "to_tell",
    "undecided",
    "undecided_row",
    "visits_apart",
]
