"""Bundles: a collection that stands alone, the answer to a search; and a refusal as FHIR says it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tram.exchange.export.collect import URN
from tram.exchange.export.doses import instant
from tram.exchange.export.patients import Resource
from tram.kernel.refusals import Refusal

_ISSUES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
}


def collection(found: Iterable[Resource], at: datetime) -> Resource:
    """A bundle that needs no server: entries know each other by ``urn:uuid:``."""
    entries = [{"fullUrl": f"{URN}{one['id']}", "resource": one} for one in found]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": instant(at), "entry": entries}


def searchset(found: Iterable[Resource], base: str, link: str) -> Resource:
    """The answer to a search: entries under the server's addresses, and the search as it was understood."""
    entries = [
        {"fullUrl": f"{base}{one['resourceType']}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in found
    ]
    answer: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    answer["link"] = [{"relation": "self", "url": link}]
    return answer | ({"entry": entries} if entries else {})


def outcome(refusal: Refusal) -> Resource:
    """A refusal as an OperationOutcome: our code and sentence beside FHIR's kind of issue."""
    issue = {
        "severity": "error",
        "code": _ISSUES.get(refusal.status, "processing"),
        "details": {"coding": [{"system": "urn:tram:refusal", "code": refusal.code}], "text": refusal.said},
    }
    return {"resourceType": "OperationOutcome", "issue": [issue]}
