"""What befell somebody after earlier doses, where the next one is decided: ``{% person_events person.id %}``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template

from tram.immunization.api import event_form, events_of, labels
from tram.immunization.pages.stock.common import vaccine_name
from tram.kernel.actors import may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of

register = template.Library()


@register.inclusion_tag("immunization/events/of_person.html", takes_context=True)
def person_events(context: dict[str, Any], person: UUID, *, quiet: bool = False) -> dict[str, Any]:
    """A card with the person's events, serious ones first, and the way to record one; the page has logged its read.

    ``quiet``: nothing at all where there are none, for a desk where every line costs a look.
    """
    request = context["request"]
    actor, at = actor_of(request), time_of(request)
    found = events_of(person, at) if may(actor, "adverse_event.read") else ()
    names = labels(event_form(today_vn(at)), "symptoms")
    return {
        "person": person,
        "may_write": may(actor, "adverse_event.write") and not (quiet and not found),
        "rows": [
            {
                "event": one,
                "opens": actor.communes is None or one.commune in actor.communes,
                "vaccine": vaccine_name(one.vaccine) if one.vaccine else "",
                "symptoms": [names.get(code, code) for code in one.symptoms],
            }
            for one in sorted(found, key=lambda one: not one.serious)
        ],
    }
