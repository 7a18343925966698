"""Items added, given another price, taken off the list."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.kernel.actors import not_found
from tram.kernel.http import actor_of, time_of
from tram.supply.api import end_item, price_on, record_items
from tram.supply.pages.common import KIND_NAMES, WRITE, answer, item_of, list_url, place_of, today
from tram.supply.pages.forms import EndForm, ItemForm


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new item of a kind."""
    code = place_of(request, WRITE)
    if not code or kind not in KIND_NAMES:
        raise not_found()
    form = ItemForm(request.POST or None, kind=kind, today=today(request))
    return answer(
        request,
        form,
        lambda data: record_items(
            by=actor_of(request), at=time_of(request), commune=code, day=data["day"], rows=[form.row()]
        ),
        title=_("Thêm vào danh mục: %(kind)s") % {"kind": _(KIND_NAMES[kind])},
        back=list_url(code, loai=kind),
        code=code,
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Another price, or what else may change of an item."""
    found = item_of(request, item_id, WRITE)
    price = price_on(item_id, date.max)
    form = ItemForm(request.POST or None, kind=found.kind, today=today(request), item=found, price=price)
    return answer(
        request,
        form,
        lambda data: record_items(
            by=actor_of(request), at=time_of(request), commune=found.commune, day=data["day"], rows=[form.row()]
        ),
        title=_("Đổi giá, sửa: %(name)s") % {"name": found.name},
        back=reverse("supply:item", args=[item_id]),
        code=found.commune,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """An item that is given no more from a day on."""
    found = item_of(request, item_id, WRITE)
    return answer(
        request,
        EndForm(request.POST or None, today=today(request)),
        lambda data: end_item(by=actor_of(request), at=time_of(request), item=item_id, day=data["day"]),
        title=_("Ngừng dùng: %(name)s") % {"name": found.name},
        back=reverse("supply:item", args=[item_id]),
        code=found.commune,
    )
