"""Pages that say No clearly."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tram.exchange.api import fhir_outcome
from tram.kernel.refusals import Refusal

FHIR = "application/fhir+json; charset=utf-8"
AS_IT_IS = {"ensure_ascii": False}


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, or as JSON where the address asks for it."""
    if request.path.startswith("/api/fhir/"):
        return JsonResponse(fhir_outcome(refusal), status=refusal.status, content_type=FHIR, json_dumps_params=AS_IT_IS)
    if request.path.startswith("/api/"):
        return JsonResponse(refusal.as_dict(), status=refusal.status, json_dumps_params=AS_IT_IS)
    return render(request, "refusal.html", {"refusal": refusal}, status=refusal.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The answer to a form without a valid token: usually an old tab."""
    sentence = _("Trang đã mở quá lâu. Hãy tải lại trang rồi làm lại; dữ liệu đã lưu không mất.")
    return refusal_page(request, Refusal("access.csrf", sentence, status=403))
