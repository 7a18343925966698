"""Accounts: opened with a role, given a new password, more roles or fewer, closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.kernel.actors import Role, require
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.places.api import commune, village
from tram.workforce.api import (
    AccountView,
    GrantView,
    OneTimeSecret,
    account,
    close_account,
    end_role,
    grant_role,
    one_time_secret,
    open_account,
    reset_password,
    staff,
)
from tram.workforce.forms import AccountForm, EndForm, RoleForm
from tram.workforce.pages.common import (
    DONE,
    answer,
    chosen,
    crumbs,
    facility_pairs,
    form_page,
    place_of,
    reach_of,
    reach_pairs,
    today,
)


@require_GET
def page(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """An account with the roles it holds, and what may be done with it."""
    found = account(actor_of(request), account_id, today(request))
    context = {
        "account": found,
        "grants": [_grant_row(request, grant) for grant in found.grants],
        "mine": found.id == actor_of(request).id,
        "crumbs": crumbs({"label": found.username}),
    }
    return render(request, "workforce/account.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account with its first role; the password made for it is shown once, in the answer."""
    actor, at, day = actor_of(request), time_of(request), today(request)
    code = place_of(request)
    require(actor, "account.manage", commune=code)
    form = AccountForm(
        request.POST or None,
        today=day,
        reaches=reach_pairs(request, code),
        facilities=facility_pairs(code, day),
        staff=[(str(row.id), row.full_name) for row in staff(code, day)] if code else [],
        initial={"role": Role.NURSE.value},
    )
    opened: list[OneTimeSecret] = []

    def act(data: dict[str, Any]) -> None:
        secret = one_time_secret()
        with transaction.atomic():
            new = open_account(
                by=actor,
                at=at,
                username=data["username"],
                name=data["name"],
                password=secret,
                commune=code,
                staff=chosen(data["staff"]),
            )
            _grant(request, new, data)
        opened.append(OneTimeSecret(account=new.id, username=new.username, secret=secret))

    status = attempt(form, act) if request.method == "POST" else 0
    if opened:
        return _show_once(request, opened[0])
    return form_page(request, form, title=_("Mở tài khoản"), back=reverse("workforce:index"), status=status or DONE)


@require_POST
def reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new password for somebody who lost theirs, shown once in the answer."""
    return _show_once(request, reset_password(by=actor_of(request), at=time_of(request), account=account_id))


@require_POST
def close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Closes the account; its sessions end at once."""
    close_account(by=actor_of(request), at=time_of(request), account=account_id)
    return HttpResponseRedirect(reverse("workforce:index"))


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One more role."""
    day = today(request)
    found = account(actor_of(request), account_id, day)
    code = found.commune
    form = RoleForm(
        request.POST or None, today=day, reaches=reach_pairs(request, code), facilities=facility_pairs(code, day)
    )
    return answer(
        request,
        form,
        lambda data: _grant(request, found, data),
        title=_("Giao vai trò: %(name)s") % {"name": found.name},
        back=reverse("workforce:account", args=[account_id]),
    )


@require_http_methods(["GET", "POST"])
def ungrant(request: HttpRequest, account_id: UUID, grant_id: UUID) -> HttpResponse:
    """One role fewer from a day on."""
    actor, at = actor_of(request), time_of(request)
    found = account(actor, account_id, today(request))
    form = EndForm(request.POST or None, today=today(request))
    return answer(
        request,
        form,
        lambda data: end_role(by=actor, at=at, grant=grant_id, day=data["day"]),
        title=_("Thôi vai trò: %(name)s") % {"name": found.name},
        back=reverse("workforce:account", args=[account_id]),
    )


def _grant(request: HttpRequest, found: AccountView, data: dict[str, Any]) -> None:
    grant_role(
        by=actor_of(request),
        at=time_of(request),
        account=found.id,
        role=data["role"],
        day=data["day"],
        facility=chosen(data["facility"]),
        **reach_of(data["reach"]),
    )


def _show_once(request: HttpRequest, secret: OneTimeSecret) -> HttpResponse:
    title = _("Mật khẩu dùng một lần")
    context = {"secret": secret, "title": title, "crumbs": crumbs({"label": title})}
    return render(request, "workforce/secret.html", context)


def _grant_row(request: HttpRequest, row: GrantView) -> dict[str, Any]:
    return {
        "role": row.role_name,
        "scope": _scope(request, row),
        "since": row.valid_from,
        "url": reverse("workforce:role_end", args=[row.account, row.id]),
    }


def _scope(request: HttpRequest, row: GrantView) -> str:
    day = today(request)
    if row.scope == "village":
        found = village(UUID(row.scope_code), day)
        return found.full_name if found else row.scope_name
    where = commune(row.commune, day) if row.scope == "commune" else None
    return where.full_name if where else row.scope_name
