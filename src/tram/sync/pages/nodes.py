"""/dong-bo/cac-may/: the machines below this one: invited, certified anew, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal
from tram.sync.api import Invited, invite_node, load_identity, nodes_below, open_invitations, renew_node, revoke_node

DAYS = 730
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
either = require_http_methods(["GET", "POST"])


class InviteForm(forms.Form):
    """A machine that is to come under this one."""

    name = forms.CharField(
        label=lazy("Tên máy"), max_length=120, help_text=lazy("Ví dụ: Trạm Y tế xã Bản Bo"),
        widget=forms.TextInput(attrs=PLAIN),
    )  # fmt: skip
    places = forms.CharField(
        label=lazy("Địa bàn"), max_length=400, required=False,
        help_text=lazy("Mã xã (5 chữ số) hoặc mã tỉnh (2 chữ số), cách nhau một dấu cách."),
        widget=forms.TextInput(attrs=PLAIN),
    )  # fmt: skip
    days = forms.IntegerField(label=lazy("Chứng nhận có hạn (ngày)"), initial=DAYS, min_value=1, max_value=3650)


@either
def index(request: HttpRequest) -> HttpResponse:
    """The machines below; a posted form invites one more, and its code is shown this once."""
    actor, at, identity = actor_of(request), time_of(request), load_identity(settings.HOME)
    form = InviteForm(request.POST or None)
    invited = _invite(request, form) if request.method == "POST" else None
    context: dict[str, Any] = {
        "nodes": nodes_below(actor, identity, at),
        "invitations": open_invitations(actor, at),
        "form": InviteForm() if invited else form,
        "invited": invited,
        "invited_name": form.cleaned_data["name"] if invited else "",
        "address": f"{request.scheme}://{request.get_host()}",
        "days": DAYS,
    }
    return render(request, "sync/nodes.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, node: UUID) -> HttpResponse:
    """Takes the trust from a machine."""
    reason = request.POST.get("reason", "").strip()
    revoke_node(
        by=actor_of(request), at=time_of(request), identity=load_identity(settings.HOME), node=node, reason=reason
    )
    messages.success(request, _("Đã thu hồi. Từ nay máy đó không gửi và nhận được gì nữa."))
    return redirect("sync:nodes")


@require_POST
def renew(request: HttpRequest, node: UUID) -> HttpResponse:
    """Certifies a machine for two more years."""
    identity = load_identity(settings.HOME)
    renew_node(by=actor_of(request), at=time_of(request), identity=identity, node=node, days=DAYS)
    messages.success(request, _("Đã gia hạn chứng nhận."))
    return redirect("sync:nodes")


def _invite(request: HttpRequest, form: InviteForm) -> Invited | None:
    if not form.is_valid():
        return None
    try:
        return invite_node(
            by=actor_of(request), at=time_of(request), identity=load_identity(settings.HOME), **form.cleaned_data
        )
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise
        field = str(refusal.details.get("field", ""))
        form.add_error(field if field in form.fields else None, refusal.said)
        return None
