"""Deeds of the vaccine store."""

from tram.immunization.stock.actions.holds import hold_lot, hold_rows, release_lot
from tram.immunization.stock.actions.moves import (
    Said,
    cancel_movement,
    count_lots,
    discard_open,
    return_vials,
    waste_vials,
)
from tram.immunization.stock.actions.receipts import ReceiptLine, correct_lot, receive_vaccine

__all__ = [
    "ReceiptLine",
    "Said",
    "cancel_movement",
    "correct_lot",
    "count_lots",
    "discard_open",
    "hold_lot",
    "hold_rows",
    "receive_vaccine",
    "release_lot",
    "return_vials",
    "waste_vials",
]
