"""The door of the places room."""

from tram.places.reads import communes_of_centre, communes_of_province

__all__ = ["communes_of_centre", "communes_of_province"]
