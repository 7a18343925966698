"""The endpoint behind the diagnosis boxes."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.encounters.api import IcdCode, may_be_main, search_icd
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of

LONGEST = 100


def search(request: HttpRequest) -> JsonResponse:
    """``?q=`` → ``{"results": [{"value", "code", "text", "note"}]}``, best first; ``gioi`` puts the other sex last."""
    actor = actor_of(request)
    require(actor, "visit.read")
    text, sex = request.GET.get("q", "")[:LONGEST], request.GET.get("gioi", "")
    found = search_icd(text, actor.commune, today_vn(time_of(request)), sex=sex)
    results = [_result(code, request.GET.get("vai", "")) for code in found]
    return JsonResponse({"results": results}, json_dumps_params={"ensure_ascii": False})


def name_of(code: IcdCode) -> str:
    """The code's name in the language of the page."""
    return code.name_en if get_language() == "en" else code.name_vi


def _result(code: IcdCode, role: str) -> dict[str, str]:
    note = _("không làm bệnh chính") if role == "main" and not may_be_main(code) else ""
    return {"value": code.code, "code": code.code, "text": name_of(code), "note": note}
