"""The desk: from what was typed into the visit form to what the deeds take, and back again. Writes nothing."""

from tram.encounters.desk.dose import dose_words, number_words
from tram.encounters.desk.draft import draft_visit
from tram.encounters.desk.orders import said_orders
from tram.encounters.desk.prefill import line_text, typed_of
from tram.encounters.desk.read import Desk, read_desk
from tram.encounters.desk.rows import Row, items_of, rows_typed, typed_rows
from tram.encounters.desk.typed import typed_form

__all__ = [
    "Desk",
    "Row",
    "dose_words",
    "draft_visit",
    "items_of",
    "line_text",
    "number_words",
    "read_desk",
    "rows_typed",
    "said_orders",
    "typed_form",
    "typed_of",
    "typed_rows",
]
