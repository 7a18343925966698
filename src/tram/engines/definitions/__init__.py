"""Definitions: their compulsory head, validation of the whole folder, and choosing the version in force."""

from tram.engines.definitions.head import DefinitionError, Head, read_head

__all__ = ["DefinitionError", "Head", "read_head"]
