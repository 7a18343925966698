"""Signing in and out, and choosing a language. Wrong secrets are counted and locked out by django-axes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tram.workforce.api import must_change_password


class SignInForm(AuthenticationForm):
    """A name and a secret, with one answer for every failure."""

    error_messages = {  # noqa: RUF012 - Django's own shape
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại; sau 5 lần sai phải đợi 15 phút."),
        "inactive": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại; sau 5 lần sai phải đợi 15 phút."),
    }


class SignIn(LoginView):
    """The sign-in page; starts a fresh session and, where the secret was given by somebody else, asks for a new one."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Signs in; remembers when the password must be changed before anything else (see the middleware)."""
        response = super().form_valid(form)
        if must_change_password(form.get_user().pk):
            self.request.session["must_change"] = True
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again with its error, status 401."""
        response = super().form_invalid(form)
        response.status_code = 401
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session everywhere it is kept."""
    logout(request)
    response = HttpResponseRedirect(reverse("web:sign_in"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language on this browser and returns to the page it was chosen on."""
    language = "en" if request.POST.get("language") == "en" else "vi"
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(there if safe else "/")
    response.set_cookie(
        "tram_language", language, max_age=365 * 86_400, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response
