"""A price list from Excel or CSV: what was taken, what comes back and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tram.kernel.actors import not_found
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.kernel.said import in_words
from tram.people.api import LARGEST_FILE
from tram.places.api import commune
from tram.supply.api import ImportedPrices, import_prices, keep_refused, refused_file
from tram.supply.pages.common import WRITE, list_url, place_of, today
from tram.supply.pages.forms import ImportForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the counts and every reason."""
    at, code = time_of(request), place_of(request, WRITE)
    place = commune(code, today(request)) if code else None
    if place is None:
        raise not_found()
    form, status, read = ImportForm(today=today(request)), 200, list[ImportedPrices]()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, today=today(request))
        status = attempt(form, lambda told: read.append(_import(request, code, told)))
    context = {
        "form": form, "code": code, "place": place.full_name, "today": today(request),
        "crumbs": [{"label": _("Danh mục, giá"), "url": list_url(code)}, {"label": _("Nhập bảng giá")}],
    }  # fmt: skip
    if read:
        context |= _told(read[0]) | {"kept": keep_refused(read[0], code, at)}
    return render(request, "supply/import.html", context, status=status)


@require_GET
def refused(request: HttpRequest, key: UUID) -> FileResponse:
    """The rows that were not taken, with their reasons."""
    path = refused_file(actor_of(request), place_of(request, WRITE), key)
    return FileResponse(path.open("rb"), as_attachment=True, filename="gia-chua-nhap-duoc.xlsx", content_type=XLSX)


def _import(request: HttpRequest, code: str, told: dict[str, Any]) -> ImportedPrices:
    data = bytes(told["file"].read(LARGEST_FILE + 1))
    return import_prices(
        by=actor_of(request), at=time_of(request), commune=code, day=told["day"], data=data, kind=told["kind"]
    )


def _told(read: ImportedPrices) -> dict[str, Any]:
    faults = [(one.row, in_words(one.field), in_words(one.reason)) for one in read.faults[:SHOWN]]
    return {"read": read, "faults": faults, "more": len(read.faults) - len(faults)}
