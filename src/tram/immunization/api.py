"""The door of the immunization room: deeds, questions, the values they take and give."""

from tram.immunization.lists.counts import due_counts
from tram.immunization.lists.invite import who_to_invite
from tram.immunization.lists.reads import due
from tram.immunization.lists.rules.kinds import AGE_BANDS, Kind
from tram.immunization.lists.views import DueCount, DueDose, DueList, DuePerson, InvitedDose, Invitee
from tram.immunization.stock.actions import (
    ReceiptLine,
    Said,
    cancel_movement,
    count_lots,
    discard_open,
    hold_lot,
    receive_vaccine,
    release_lot,
    return_vials,
    waste_vials,
)
from tram.immunization.stock.reads import (
    balances,
    check_lot,
    lot_view,
    lots_by_id,
    opened_at_session,
    usable_lots,
)
from tram.immunization.stock.settle import (
    settle_session,
)
from tram.immunization.stock.views import (
    LotView,
    Opened,
)

__all__ = [
    "AGE_BANDS",
    "DueCount",
    "DueDose",
    "DueList",
    "DuePerson",
    "InvitedDose",
    "Invitee",
    "Kind",
    "LotView",
    "Opened",
    "ReceiptLine",
    "Said",
    "balances",
    "cancel_movement",
    "check_lot",
    "count_lots",
    "discard_open",
    "due",
    "due_counts",
    "hold_lot",
    "lot_view",
    "lots_by_id",
    "opened_at_session",
    "receive_vaccine",
    "release_lot",
    "return_vials",
    "settle_session",
    "usable_lots",
    "waste_vials",
    "who_to_invite",
]
