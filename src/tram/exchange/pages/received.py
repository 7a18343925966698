"""What was received about a person, and one resource whole."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.exchange.api import received_body, received_for
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import person_card

PAGE = 200


@require_GET
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Everything received about a person; ``?loai=Immunization`` for one type, ``?tat-ca=1`` with what is used."""
    actor, at = actor_of(request), time_of(request)
    card = person_card(actor, person, at)
    kind, everything = request.GET.get("loai", "")[:60], "tat-ca" in request.GET
    every_type = received_for(actor, person, 0, everything=everything)
    found = received_for(actor, person, PAGE, resource_type=kind, everything=everything)
    note(actor, at, "received.list", person=person)
    context = {"card": card, "received": found, "types": every_type, "kind": kind, "everything": everything}
    return render(request, "exchange/received.html", context)


@require_GET
def body(request: HttpRequest, received: UUID) -> HttpResponse:
    """One resource as it came, laid out to be read."""
    found = received_body(actor_of(request), received, time_of(request))
    laid_out = json.dumps(json.loads(found.text), ensure_ascii=False, indent=2)
    return render(request, "exchange/body.html", {"found": found, "text": laid_out})
