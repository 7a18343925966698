"""/nhap/so-lieu/: aggregate numbers of other systems: send a file, see what was received."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tram.exchange.api import PAGE_SIZE, Taken, ValueView, import_values, received_values
from tram.kernel.actors import may
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import name_of
from tram.kernel.said import in_words
from tram.places.api import place_label

SHOWN = 100


class ValuesForm(forms.Form):
    """A file, and which system wrote it."""

    upload = forms.FileField(
        label=gettext_lazy("Tệp số liệu"),
        help_text=gettext_lazy("ADX (.xml), hoặc dataValueSet của DHIS2: .json, .xml, .csv."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.xml,.csv"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        help_text=gettext_lazy(
            "Hệ thống đã xuất tệp, ví dụ DHIS2 của tỉnh. Cùng nguồn thì giá trị mới thay giá trị cũ."
        ),
        max_length=120,
    )


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form for those who may bring files, what became of the one just sent, and the numbers received."""
    actor, at = actor_of(request), time_of(request)
    taken, status, form = list[Taken](), 200, ValuesForm()
    if request.method == "POST":
        form = ValuesForm(request.POST, request.FILES)

        def act(told: dict[str, Any]) -> None:
            file = told["upload"]
            taken.append(import_values(by=actor, at=at, data=file.read(), source=told["source"], name=file.name))

        status = attempt(form, act)
    text = request.GET.get("page", "")
    page = int(text) if text.isdecimal() and len(text) <= 6 else 1
    found = received_values(actor, place=request.GET.get("noi", "")[:5], page=page)
    context = {
        "form": form if may(actor, "exchange.import") else None,
        "taken": taken[0] if taken else None,
        "faults": [(fault, in_words(fault.reason)) for fault in taken[0].faults[:SHOWN]] if taken else [],
        "columns": [{"label": one} for one in (_("Nơi"), _("Kỳ"), _("Phần tử"), _("Nhóm"), _("Nguồn"), _("Giá trị"))],
        "rows": [_row(one) for one in found.rows],
        "page": Paginator(range(found.total), PAGE_SIZE).get_page(found.page),
    }
    return render(request, "exchange/values.html", context, status=status)


def _row(one: ValueView) -> dict[str, Any]:
    place = place_label(one.place, one.period.start)[0]
    part = _("mẫu số") if one.part == "denominator" else _("tử số")
    group = ", ".join(f"{split}: {key or _('chưa rõ')}" for split, key in one.keys.items())
    return {"cells": [place, name_of(one.period), f"{one.element} ({part})", group, one.source, one.value]}
