"""/soan-chi-tieu/tep/: a definition as the text of its file: seen, edited, checked, taken away, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.authoring import api
from tram.authoring.pages.form import today
from tram.kernel.actors import require
from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal
from tram.sync.api import has_one_above

MOST = 512 * 1024


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """A file of a definition. Its buttons check, give the file, publish it; nothing is kept before that."""
    actor = actor_of(request)
    require(actor, "indicator.author")
    if request.method == "GET":
        return _opened(request)
    body = request.POST.get("body", "").replace("\r\n", "\n")[:MOST]
    do = request.POST.get("do", "")
    if do == "file":
        return _given(body)
    if do == "publish":
        return _published(request, body)
    return review(request, body)


def _opened(request: HttpRequest) -> HttpResponse:
    found, text = api.text_of(actor_of(request), request.GET.get("tu", "")[:80])
    if request.GET.get("moi"):
        return review(request, api.next_text(text, api.next_version(found.id), today(request)), asked=False)
    return _shown(request, text, readonly=True, version=found)


def review(request: HttpRequest, body: str, *, asked: bool = True) -> HttpResponse:
    """The text that would be published, with what stands against it."""
    reason = api.check_text(actor_of(request), body) if asked else ""
    return _shown(request, body, reason=reason, sound=asked and not reason, status=422 if reason else 200)


def _published(request: HttpRequest, body: str) -> HttpResponse:
    try:
        done = api.publish_text(by=actor_of(request), at=time_of(request), body=body)
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise
        return _shown(request, body, reason=refusal.said, status=refusal.status)
    words = _("Đã phát hành %(title)s, bản %(version)d, dùng từ %(day)s.")
    said = {"title": done.title, "version": done.version, "day": f"{done.effective_from:%d/%m/%Y}"}
    messages.success(request, words % said)
    return redirect("authoring:index")


def _given(body: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{api.file_name(body)}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/toml; charset=utf-8", headers=headers)


def _shown(
    request: HttpRequest,
    body: str,
    *,
    reason: str = "",
    sound: bool = False,
    readonly: bool = False,
    version: api.Version | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "body": body,
        "reason": reason,
        "sound": sound,
        "readonly": readonly,
        "version": version,
        "kind": api.kind_of_text(body),
        "rows": min(40, max(14, body.count("\n") + 1)),
        "below": has_one_above(),
    }
    return render(request, "authoring/text.html", context, status=status)
