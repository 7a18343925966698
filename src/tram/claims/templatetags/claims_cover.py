"""Somebody's insurance where care begins: ``{% person_cover person.id %}``; and words for digits and results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

from tram.claims.api import card_reminders, card_results, cover_for_visit
from tram.kernel.actors import may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.said import in_words as said
from tram.people.api import benefits

register = template.Library()


@register.inclusion_tag("claims/cover/of_person.html", takes_context=True)
def person_cover(context: dict[str, Any], person: UUID) -> dict[str, Any]:
    """A card with what a visit of today would be paid by; the page has logged its read."""
    request = context["request"]
    actor, day = actor_of(request), today_vn(time_of(request))
    if not may(actor, "claim.read"):
        return {"cover": None}
    cover = cover_for_visit(person, day, actor.facility, commune=actor.commune)
    told = [said(why.sentence) for why in card_reminders(cover.cards, day)]
    return {"cover": cover, "person": person, "reminders": told}


@register.filter
def benefit_words(digit: str) -> str:
    """What a benefit digit pays; that nobody knows yet for ""."""
    name = benefits().get(digit, "")
    return _("mức %(digit)s: %(name)s") % {"digit": digit, "name": name} if name else _("mức hưởng chưa biết")


@register.filter
def result_words(code: str) -> str:
    """What a code of the portal means; "" for one nobody has written down."""
    known = card_results().get(code)
    return said(known.name) if known else ""


@register.filter
def in_words(sentence: str) -> str:
    """A rule's sentence in the reader's language."""
    return said(sentence)
