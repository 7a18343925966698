"""One's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.workforce.api import change_own_password, must_change_password
from tram.workforce.forms import PasswordForm
from tram.workforce.pages.common import DONE


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Changes the password of whoever is signed in; other sessions of theirs end, this one goes on."""
    actor, at = actor_of(request), time_of(request)
    form = PasswordForm(request.POST or None)
    status = 0
    if request.method == "POST":
        status = attempt(form, lambda data: change_own_password(by=actor, at=at, old=data["old"], new=data["password"]))
    if status == DONE and request.user.is_authenticated:
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Đã đổi mật khẩu."))
        return HttpResponseRedirect("/")
    context = {"form": form, "asked": must_change_password(actor.id)}
    return render(request, "workforce/password.html", context, status=status or DONE)
