"""What somebody sees after too many wrong secrets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tram.kernel.refusals import Refusal
from tram.web.errors import refusal_page


def locked_out(request: HttpRequest, *_answer: Any, **_more: Any) -> HttpResponse:
    """The lock-out page, status 429."""
    sentence = _("Sai mật khẩu quá nhiều lần. Hãy đợi 15 phút rồi thử lại, hoặc nhờ trưởng trạm đặt lại mật khẩu.")
    return refusal_page(request, Refusal("access.locked", sentence, status=429))
