"""Definitions: their compulsory head, and choosing the version in force. The whole folder: `engines.check_all`."""

from tram.engines.definitions.findings import Finding
from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import read_toml
from tram.engines.definitions.versions import effective, overlaps

__all__ = ["DefinitionError", "Finding", "Head", "effective", "overlaps", "read_head", "read_toml"]
