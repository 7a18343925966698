"""A delivery note: typed line by line, or read from a file whose bad rows are shown beside the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tram.immunization.api import BadRow, ReceiptLine, expiry, read_delivery, receive_vaccine
from tram.immunization.pages.stock.common import frame, number_in, store_of, token_of, typed, vaccine_choices
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day

FIELDS = (
    "vaccine", "number", "expires_on", "vials", "presentation", "manufacturer", "registration", "diluent_lot",
)  # fmt: skip
LINES, SPARE, MOST = 4, 1, 60
LARGEST = 5 * 1024 * 1024
UNFIT = 422
Typed = dict[str, str]


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """The form of a delivery; posted, its lots. A file fills the form and saves nothing yet."""
    commune = store_of(request)
    require(actor_of(request), "vaccine_stock.write", commune)
    if request.method != "POST":
        return _draw(request, commune, [])
    lines = _lines(request.POST)
    if request.FILES.get("file"):
        return _from_file(request, commune, lines)
    if request.POST.get("more"):
        return _draw(request, commune, lines, spare=LINES)
    try:
        lots = receive_vaccine(
            by=actor_of(request),
            at=time_of(request),
            commune=commune,
            day=parse_day(typed(request.POST, "day"), "day"),
            lines=[_line(told, number) for number, told in enumerate(lines, start=1)],
            document=typed(request.POST, "document"),
            partner=typed(request.POST, "partner"),
            token=as_uuid(request.POST.get("token", "")),
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, commune, lines, refusal=refusal)
    said = ngettext("Đã nhập %(n)s lô.", "Đã nhập %(n)s lô.", len(lots)) % {"n": len(lots)}
    messages.success(request, said)
    return redirect(f"{reverse('immunization:stock')}?xa={commune}")


def _from_file(request: HttpRequest, commune: str, lines: list[Typed]) -> HttpResponse:
    """The form with the good rows of a file after what was typed, the bad ones beside it."""
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    try:
        if (file.size or 0) > LARGEST:
            raise Refusal("stock.file_wrong", _("Tệp phiếu xuất lớn hơn 5 MB. Hãy chọn đúng tệp."), {"field": "file"})
        found = read_delivery(file.read(), today_vn(time_of(request)))
    except Refusal as refusal:
        return _draw(request, commune, lines, refusal=refusal)
    read = [_told(line) for line in found.lines]
    return _draw(request, commune, [*lines, *read][:MOST], bad=found.bad, read=len(read))


def _draw(
    request: HttpRequest,
    commune: str,
    lines: Sequence[Typed],
    *,
    refusal: Refusal | None = None,
    bad: Sequence[BadRow] = (),
    read: int | None = None,
    spare: int = SPARE,
) -> HttpResponse:
    empty = [dict.fromkeys(FIELDS, "") for _ in range(max(LINES - len(lines), spare))]
    wrong = int(refusal.details.get("line", 0)) if refusal else 0
    context: dict[str, Any] = frame(request, commune) | {
        "lines": [line | {"at": at, "wrong": at == wrong} for at, line in enumerate([*lines, *empty], start=1)],
        "vaccines": vaccine_choices(),
        "refusal": refusal,
        "bad": bad,
        "read": read,
        "day": typed(request.POST, "day") or f"{today_vn(time_of(request)):%d/%m/%Y}",
        "document": typed(request.POST, "document"),
        "partner": typed(request.POST, "partner"),
        "token": token_of(request),
    }
    return render(request, "immunization/stock/receive.html", context, status=UNFIT if refusal else 200)


def _lines(posted: QueryDict) -> list[Typed]:
    """What was typed, line by line; lines with nothing but a chosen vaccine are left out."""
    columns = {name: [each.replace("\0", "").strip() for each in posted.getlist(name)[:MOST]] for name in FIELDS}
    rows = range(max(len(values) for values in columns.values()))
    lines = [{name: values[at] if at < len(values) else "" for name, values in columns.items()} for at in rows]
    return [line for line in lines if any(line[name] for name in FIELDS if name not in {"vaccine", "presentation"})]


def _line(told: Typed, number: int) -> ReceiptLine:
    ends = expiry(told["expires_on"])
    if ends is None:
        said = _("Dòng %(n)s: hạn dùng phải có dạng 31/12/2027 hoặc 12/2027.") % {"n": number}
        raise Refusal("stock.line_wrong", said, {"field": "lines", "line": number})
    texts = {name: told[name] for name in ("vaccine", "number", "manufacturer", "registration", "diluent_lot")}
    try:
        vials, per_vial = number_in(told["vials"], "lines"), number_in(told["presentation"] or "1", "lines")
    except Refusal as refusal:
        said = _("Dòng %(n)s: số lọ và số liều mỗi lọ phải là số nguyên.") % {"n": number}
        raise Refusal("stock.line_wrong", said, {"field": "lines", "line": number}) from refusal
    return ReceiptLine(expires_on=ends, vials=vials, presentation=per_vial, **texts)


def _told(line: ReceiptLine) -> Typed:
    """A line as it is typed."""
    values = {name: str(value) for name, value in asdict(line).items() if name in FIELDS}
    return values | {"expires_on": f"{line.expires_on:%d/%m/%Y}"}
