"""Where other machines call: an envelope in, an envelope or a plain refusal out. Nobody signs in here, keys speak."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tram.kernel.http import time_of
from tram.kernel.refusals import Refusal
from tram.sync.identity import load_identity
from tram.sync.talk.http import BUSY, LIMIT, TYPE
from tram.sync.talk.server import answer

WRONG_A_MINUTE = 30
MINUTE = 60
_LOG = logging.getLogger("tram.sync")


@csrf_exempt
@require_POST
def machine(request: HttpRequest) -> HttpResponse:
    """The answer to an envelope; who was refused too often lately has to wait."""
    caller = f"sync-refused-{request.META.get('REMOTE_ADDR', '')}"
    try:
        _refuse_crowd(caller)
        raw = _body(request)
        return HttpResponse(answer(load_identity(settings.HOME), raw, time_of(request)), content_type=TYPE)
    except Refusal as no:
        cache.add(caller, 0, MINUTE)
        cache.incr(caller)
        return _plain(no)
    except Exception as error:  # noqa: BLE001 - whatever a machine sends, it sees no traceback
        _LOG.exception("answering a machine failed: %s", type(error).__name__)
        return _plain(Refusal("sync.failed", "Máy bên kia gặp lỗi khi trả lời. Máy này sẽ tự thử lại.", status=500))


def _refuse_crowd(caller: str) -> None:
    if cache.get(caller, 0) >= WRONG_A_MINUTE:
        raise Refusal("sync.too_many", "Bị từ chối quá nhiều lần. Hãy chờ một phút rồi thử lại.", status=BUSY)


def _body(request: HttpRequest) -> bytes:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if not 0 < length <= LIMIT:
        raise Refusal("envelope.too_large", "Gói dữ liệu trống hoặc lớn hơn mức cho phép.", status=413)
    return request.body


def _plain(no: Refusal) -> HttpResponse:
    return JsonResponse(no.as_dict(), status=no.status, json_dumps_params={"ensure_ascii": False})
