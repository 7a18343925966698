"""From FHIR resources to values of our tables: pure rules, one function per resource type, no database."""

from tram.exchange.mapping.heading import Heading, heading
from tram.exchange.mapping.keys import Key, base_of, key_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.table import mapped

__all__ = ["Heading", "Kept", "Key", "Mapped", "base_of", "heading", "key_of", "mapped"]
