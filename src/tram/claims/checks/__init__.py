"""Checks of a claim: rules as data, asked at the desk, at closing and of any file, before the insurer asks them."""

from tram.claims.checks.files import FileFinding, check_file
from tram.claims.checks.model import Finding
from tram.claims.checks.run import check_tables

__all__ = ["FileFinding", "Finding", "check_file", "check_tables"]
