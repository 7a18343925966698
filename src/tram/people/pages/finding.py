"""Finding people: as one types, by a scanned card, household heads for a field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.kernel.actors import may, require
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.api import (
    InsuranceCard,
    SearchResult,
    head_names,
    heads,
    keep_card,
    looks_scanned,
    scan,
    scanned_card,
    search_people,
)
from tram.people.pages.common import focus, today, village_choices
from tram.people.pages.forms import SearchForm
from tram.people.pages.registering import blank

LONGEST = 600


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The people that fit ``?q=``, as a page or, for htmx, as the list alone.

    From the search bar a single fit opens at once. A card in ``q`` is read as a scan.
    """
    actor, text = actor_of(request), request.GET.get("q", "")[:LONGEST].strip()
    require(actor, "person.read")
    if looks_scanned(text):
        return _scanned(request, text)
    village = as_uuid(request.GET.get("village", ""))
    found = search_people(actor, text, time_of(request), village=village)
    if found.hits:
        note(actor, time_of(request), "person.search", people=len(found.hits))
    typing = bool(request.headers.get("HX-Request"))
    if len(found.hits) == 1 and not typing and "village" not in request.GET:
        return redirect("web:person", found.hits[0].id)
    context = {
        "rows": _rows(request, found),
        "more": found.more,
        "q": text,
        "may_write": may(actor, "person.write"),
        "new_url": f"{reverse('people:new')}?{urlencode({'ten': text})}",
    }
    if typing:
        return render(request, "people/hits.html", context)
    form = SearchForm(initial={"q": text, "village": village}, villages=village_choices(actor, today(request)))
    if not found.hits:
        focus(form, "q")
    return render(request, "people/search.html", context | {"form": form, "focus_first": True})


@require_POST
def scanned(request: HttpRequest) -> HttpResponse:
    """A scanned card (``scan``): opens its holder, or the registration form filled in.

    What an insurance card says is recorded for its holder, or for ``person``, whose page was open, when it fits them.
    """
    require(actor_of(request), "person.read")
    return _scanned(request, request.POST.get("scan", "")[:LONGEST], as_uuid(request.POST.get("person", "")))


@require_GET
def homes(request: HttpRequest) -> HttpResponse:
    """Households by their head's name, for a type-ahead field."""
    actor, at = actor_of(request), time_of(request)
    found = search_people(actor, "hộ " + request.GET.get("q", "")[:80], at)
    first = {hit.household: hit for hit in reversed(found.hits) if hit.household}
    known = heads(first, today(request))
    if known:
        note(actor, at, "person.search", people=len(known))
    results = [
        {
            "value": str(home),
            "text": head.person.name,
            "note": ", ".join(filter(None, (head.person.birth, head.person.village_name))),
        }
        for home, head in known.items()
    ]
    return JsonResponse({"results": results}, json_dumps_params={"ensure_ascii": False})


def _scanned(request: HttpRequest, text: str, about: UUID | None = None) -> HttpResponse:
    actor, at = actor_of(request), time_of(request)
    found = scan(actor, text, at)
    if found.card is None:
        messages.warning(request, _("Không đọc được mã trên thẻ. Hãy quét lại, hoặc gõ tên để tìm."))
        return redirect("people:search")
    if found.person is not None:
        if about and about != found.person.id:
            messages.info(request, _("Thẻ này của người khác: đã mở hồ sơ của người có thẻ."))
        _keep(request, found.person.id, text)
        return redirect("web:person", found.person.id)
    if about and _keep(request, about, text):
        return redirect("web:person", about)
    if found.alike:
        note(actor, at, "person.alike", people=len(found.alike))
    insured = text if isinstance(found.card, InsuranceCard) and may(actor, "person.write") else ""
    return blank(request, found.form, alike=found.alike, card=True, scanned=insured)


def _keep(request: HttpRequest, person: UUID, text: str) -> bool:
    """Records an insurance card for a person and says what came of it; whether the card is on record now.

    Nothing is written by a look (GET): the search box sends a scan by POST.
    """
    if (
        request.method != "POST"
        or not may(actor_of(request), "person.write")
        or not isinstance(scanned_card(text, today(request)), InsuranceCard)
    ):
        return False
    try:
        kept = keep_card(by=actor_of(request), at=time_of(request), person=person, text=text)
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise
        messages.warning(request, refusal.said)
        return False
    if kept.changed:
        until = kept.valid_to.strftime("%d/%m/%Y") if kept.valid_to else ""
        messages.success(
            request, _("Đã ghi thẻ BHYT, hạn đến %(day)s.") % {"day": until} if until else _("Đã ghi thẻ BHYT.")
        )
    for found in kept.findings:
        messages.warning(request, in_words(found.sentence))
    return True


def _rows(request: HttpRequest, found: SearchResult) -> list[dict[str, Any]]:
    """Lines of the list as plain words: a search is made with every key pressed."""
    day = today(request)
    known = head_names({hit.household for hit in found.hits if hit.household}, day)
    return [
        {
            "url": reverse("web:person", args=[hit.id]),
            "name": hit.name,
            "died": hit.died_on is not None,
            "birth": hit.birth or "–",
            "age": hit.age(day),
            "sex": hit.sex_name,
            "village": hit.village_name or "–",
            "head": known.get(hit.household, "–") if hit.household else "–",
            "phone": hit.phone or "–",
        }
        for hit in found.hits
    ]
