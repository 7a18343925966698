"""The desk: from what was typed into the visit form to what the deeds take, and back again. Writes nothing."""

from tram.encounters.desk.prefill import line_text, typed_of
from tram.encounters.desk.read import Desk, read_desk

__all__ = ["Desk", "line_text", "read_desk", "typed_of"]
