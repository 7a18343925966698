"""The door of the sync room: deeds, questions and the values they answer with."""

from tram.sync.actions.messages import mark_message
from tram.sync.actions.routes import set_route
from tram.sync.identity import Identity, load_identity
from tram.sync.outbox.destinations import check_room
from tram.sync.outbox.lists import MessageView, RouteView, message, message_counts, messages, send_again
from tram.sync.outbox.lists import overdue as overdue_messages
from tram.sync.outbox.lists import routes as outbox_routes
from tram.sync.outbox.sending import Sent, send_due
from tram.sync.reads.status import status
from tram.sync.reads.views import Status
from tram.sync.runner import anybody_to_call, run_beside, run_once
from tram.sync.talk.file import Imported, bring_in, export_file
from tram.sync.talk.outcome import Outcome

__all__ = [
    "Identity",
    "Imported",
    "MessageView",
    "Outcome",
    "RouteView",
    "Sent",
    "Status",
    "anybody_to_call",
    "bring_in",
    "check_room",
    "export_file",
    "load_identity",
    "mark_message",
    "message",
    "message_counts",
    "messages",
    "outbox_routes",
    "overdue_messages",
    "run_beside",
    "run_once",
    "send_again",
    "send_due",
    "set_route",
    "status",
]
