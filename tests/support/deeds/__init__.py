"""A random deed of any room, on whatever the machine at hand holds: mostly one that may be done, sometimes refused.

Everybody works on few people, so that two machines often change the same row without knowing of each other.
"""

from tests.support.deeds import (  # noqa: F401 - they register
    of_care,
    of_many,
    of_people,
    of_places,
    of_vaccination,
    of_vaccine_store,
)
from tests.support.deeds.beginning import found
from tests.support.deeds.hands import DEEDS, Hands, do
from tests.support.deeds.of_care import see

__all__ = ["DEEDS", "Hands", "do", "found", "see"]
