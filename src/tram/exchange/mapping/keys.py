"""What a FHIR reference points at, in one shape: by id (with the server it lives on) or by identifier."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import unquote

_URN = re.compile(r"^urn:(?:uuid|oid):(\S+)$", re.IGNORECASE)
_CONDITIONAL = re.compile(r"^(?:https?://\S+/)?([A-Z][A-Za-z]+)\?identifier=([^&|]*)\|([^&]+)$")
_LITERAL = re.compile(r"^(?:(https?://\S+)/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/\S+)?$")


class Key(NamedTuple):
    """A target. By id: ``space`` is the server's address ('' when unknown). By identifier: ``space`` is its system.

    ``resource_type`` is '' when the reference does not say it.
    """

    by: str  # "id" or "identifier"
    resource_type: str
    space: str
    value: str

    def text(self) -> str:
        """The key as one line, for the column that says what is awaited."""
        return "\t".join(self)


def key_from_text(text: str) -> Key:
    """The key written by ``Key.text``."""
    return Key(*text.split("\t"))


def key_of(reference: Any, base: str = "", resource_type: str = "") -> Key | None:
    """The target of a Reference as it stands in a resource; None for none, and for a contained resource (``#x``).

    ``base`` is the server of the resource that refers; ``resource_type`` what an identifier alone would mean here.
    """
    if not isinstance(reference, dict):
        return None
    literal = reference.get("reference")
    if isinstance(literal, str):
        return _of_literal(literal, base)
    identifier = reference.get("identifier") or {}
    value = identifier.get("value")
    if not value:
        return None
    return Key("identifier", str(reference.get("type") or resource_type), str(identifier.get("system") or ""), value)


def _of_literal(literal: str, base: str) -> Key | None:
    if found := _URN.match(literal):
        return Key("id", "", "", found.group(1).lower())
    if found := _CONDITIONAL.match(literal):
        return Key("identifier", found.group(1), unquote(found.group(2)), unquote(found.group(3)))
    if found := _LITERAL.match(literal):
        return Key("id", found.group(2), found.group(1) or base, found.group(3))
    return None


def base_of(full_url: str) -> tuple[str, str]:
    """(server address, id) that a bundle gives an entry; ('', '') when its fullUrl says neither."""
    if found := _URN.match(full_url):
        return "", found.group(1).lower()
    if found := _LITERAL.match(full_url):
        return found.group(1) or "", found.group(3)
    return "", ""
