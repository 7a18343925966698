"""What the pages of the catalogue share: the commune they are about, an item in scope, how a form ends in a deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tram.kernel.actors import may, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.kernel.money import format_dong
from tram.places.api import commune
from tram.supply.api import ItemView, item

READ, WRITE = "catalogue.read", "catalogue.write"
KIND_NAMES = {
    "drug": gettext_noop("Thuốc"), "herb": gettext_noop("Vị thuốc"), "service": gettext_noop("Dịch vụ"),
    "supply": gettext_noop("Vật tư"), "exam": gettext_noop("Tiền khám"), "bed": gettext_noop("Ngày giường"),
}  # fmt: skip


def today(request: HttpRequest) -> date:
    """Vietnam's calendar day of the request."""
    return today_vn(time_of(request))


def place_of(request: HttpRequest, deed: str = READ) -> str:
    """The commune a page is about: ``?xa=``, else the actor's own; "" for somebody of no single commune.

    Refuses 404 for a commune out of scope or not in force, 403 for somebody who may not do ``deed``.
    """
    actor = actor_of(request)
    require(actor, deed)
    code = request.GET.get("xa", "") or actor.commune
    if not code and actor.communes is not None and len(actor.communes) == 1:
        code = next(iter(actor.communes))
    if code and (commune(code, today(request)) is None or not may_see(actor, code)):
        raise not_found()
    return code


def item_of(request: HttpRequest, item_id: UUID, deed: str = READ) -> ItemView:
    """An item of the actor's communes or of everybody. Refuses 404 for others, and for one of everybody to change."""
    found = item(item_id)
    if found is None or not (found.commune or deed == READ):
        raise not_found()
    require(actor_of(request), deed, commune=found.commune or None)
    return found


def list_url(code: str, **more: str) -> str:
    """The list of a commune's station."""
    query = {name: value for name, value in {"xa": code, **more}.items() if value}
    return reverse("supply:items") + ("?" + urlencode(query) if query else "")


def may_write(request: HttpRequest, code: str) -> bool:
    """Whether the actor may change a commune's list."""
    actor = actor_of(request)
    return bool(code) and may(actor, WRITE) and may_see(actor, code)


def answer(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object], *, title: str, back: str, code: str
) -> HttpResponse:
    """Shows a form, or does the deed it stands for and goes back; a refusal comes back with the form."""
    status = attempt(form, act) if request.method == "POST" else 0
    if status == 200:
        messages.success(request, _("Đã ghi: %(title)s") % {"title": title})
        return redirect(back)
    crumbs = [{"label": _("Danh mục, giá"), "url": list_url(code)}, {"label": title}]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs, "today": today(request)}
    return render(request, "supply/act.html", context, status=status or 200)


def dong(amount: Decimal) -> str:
    """A price as people read it, with what there is behind the comma: ``1.480,5 đ``."""
    whole, _dot, rest = f"{amount:.3f}".partition(".")
    rest = rest.rstrip("0")
    said = format_dong(int(whole))
    return said.replace(" ", f",{rest} ") if rest else said
