"""/api/fhir/: vaccinations as FHIR R4, read only, under the caller's own session and places."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from tram.exchange.api import fhir_capability, fhir_read, fhir_search, person_bundle
from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
PREFIX = "/api/fhir/"
Page = Callable[..., HttpResponse]


def get_only(page: Page) -> Page:
    """The page, refusing (405) everything but GET in FHIR's words: nothing is written here."""

    @wraps(page)
    def asked(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            raise Refusal("fhir.read_only", "Địa chỉ này chỉ để đọc. Gửi dữ liệu vào bằng trang Nhập FHIR.", status=405)
        return page(request, *args, **named)

    return asked


@get_only
def metadata(request: HttpRequest) -> HttpResponse:
    """What can be asked here."""
    return _answer(request, fhir_capability(_server(request), time_of(request)))


@get_only
def read(request: HttpRequest, resource: str, row: str) -> HttpResponse:
    """One Patient or Immunization."""
    return _answer(request, fhir_read(actor_of(request), resource, row, time_of(request)))


@get_only
def search(request: HttpRequest, resource: str) -> HttpResponse:
    """``?patient=<id>``: Immunization, ImmunizationEvaluation or ImmunizationRecommendation of a person."""
    asked = {name: str(request.GET[name]) for name in request.GET}
    return _answer(request, fhir_search(actor_of(request), resource, asked, time_of(request), _server(request)))


@get_only
def immunizations(request: HttpRequest, person: UUID) -> HttpResponse:
    """Everything about a person's vaccinations in one collection that stands alone."""
    return _answer(request, person_bundle(actor_of(request), person, time_of(request)))


@get_only
def unknown(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - Django passes them
    """Every other address. Refuses (404)."""
    raise Refusal("fhir.address_unknown", "Không có địa chỉ này. Xem những gì hỏi được: metadata.", status=404)


def _server(request: HttpRequest) -> str:
    return request.build_absolute_uri(PREFIX)


def _answer(request: HttpRequest, resource: object) -> HttpResponse:
    """JSON. Refuses (406) a caller who takes nothing but XML or Turtle."""
    wanted = request.GET.get("_format") or request.headers.get("Accept", "")
    if ("xml" in wanted or "turtle" in wanted) and "json" not in wanted and "*/*" not in wanted:
        raise Refusal("fhir.format", "Chỉ trả lời bằng JSON: Accept: application/fhir+json.", status=406)
    return HttpResponse(msgspec.json.encode(resource), content_type=CONTENT_TYPE)
