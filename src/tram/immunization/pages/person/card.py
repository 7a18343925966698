"""A card typed on one screen: a line a dose, all of it saved in one fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tram.immunization.api import (
    CardDose,
    CardLine,
    DoseInput,
    TypedCard,
    card_keys,
    paper,
    record_doses,
    typed_card,
    vaccine_label,
    vaccines,
)
from tram.immunization.pages.person.common import WRITE, Opened, opened
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words

LINES, MOST, LONGEST, LONGEST_SCAN = 10, 60, 200, 700
ELSEWHERE = "elsewhere"


@dataclass(slots=True)
class Sheet:
    """What the screen shows: the lines as typed, the place for all, a token for each line, and what came of it."""

    lines: list[CardLine] = field(default_factory=list)
    tokens: list[UUID] = field(default_factory=list)
    place: str = ""
    card: TypedCard | None = None
    refusal: str = ""
    told: str = ""


def card(request: HttpRequest, person: UUID) -> HttpResponse:
    """The empty screen, what a scanned paper says, or the person once the doses are saved."""
    found = opened(request, person, "card", WRITE)
    if request.method != "POST":
        return _draw(request, found, Sheet())
    sheet = _sheet(request)
    scan = request.POST.get("scan", "")[:LONGEST_SCAN].strip()
    if scan:
        return _draw(request, found, _scanned(found, sheet, scan))
    sheet.card = typed_card(sheet.lines, found.record.doses, found.today, found.person.born, sheet.place)
    if sheet.card.faults or not sheet.card.doses:
        sheet.refusal = "" if sheet.card.faults else _("Chưa gõ mũi nào.")
        return _draw(request, found, sheet, status=422)
    return _save(request, found, sheet, sheet.card.doses)


def _save(request: HttpRequest, found: Opened, sheet: Sheet, doses: Sequence[CardDose]) -> HttpResponse:
    said = [
        DoseInput(
            vaccine=dose.vaccine,
            day=dose.day,
            said_number=dose.number,
            place_name=dose.place,
            source=ELSEWHERE,
            token=sheet.tokens[dose.line],
        )
        for dose in doses
    ]
    try:
        saved = record_doses(by=found.actor, at=found.at, person=found.person.id, doses=said)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        sheet.refusal = refusal.said
        return _draw(request, found, sheet, status=refusal.status)
    told = ngettext("Đã ghi %(n)s mũi tiêm nơi khác.", "Đã ghi %(n)s mũi tiêm nơi khác.", len(saved))
    messages.success(request, told % {"n": len(saved)})
    return redirect("immunization:person", person=found.person.id)


def _sheet(request: HttpRequest) -> Sheet:
    """What was posted, as it was; a NUL, which no database keeps as text, is left out."""
    columns = [
        [_clean(text) for text in request.POST.getlist(name)[:MOST]] for name in ("day", "vaccine", "number", "place")
    ]
    lines = [CardLine(*fields) for fields in zip_longest(*columns, fillvalue="")]
    tokens = [as_uuid(text) or uuid7() for text in request.POST.getlist("token")[:MOST]]
    tokens += [uuid7() for _line in lines[len(tokens) :]]
    return Sheet(lines, tokens, _clean(request.POST.get("place_all", "")))


def _clean(text: str) -> str:
    return text.replace("\0", "")[:LONGEST]


def _scanned(found: Opened, sheet: Sheet, scan: str) -> Sheet:
    """The lines of a scanned paper that the record lacks, to be looked at and saved."""
    read = paper(scan)
    if read is None:
        sheet.refusal = _("Không đọc được mã trên phiếu. Hãy quét lại mã ở góc phiếu tiêm chủng cá nhân.")
        return sheet
    if found.person.born and read.birth != found.person.born:
        sheet.refusal = _(
            "Phiếu này của người sinh ngày %(paper)s, hồ sơ này sinh %(record)s. Hãy xem lại có đúng người."
        ) % {
            "paper": f"{read.birth:%d/%m/%Y}",
            "record": found.person.birth,
        }
        return sheet
    had = {(dose.day, dose.vaccine) for dose in found.record.doses}
    keys = {code: key for key, code in card_keys().items()}
    new = [dose for dose in read.doses if dose.vaccine and (dose.day, dose.vaccine) not in had]
    lost = sum(not dose.vaccine for dose in read.doses)
    lines = [CardLine(f"{one.day:%d/%m/%Y}", keys.get(one.vaccine, one.vaccine), str(one.number or "")) for one in new]
    return Sheet(lines, [uuid7() for _line in lines], sheet.place or read.place, told=_told(len(new), lost))


def _told(new: int, lost: int) -> str:
    if not new and not lost:
        return _("Hồ sơ đã có đủ các mũi trên phiếu.")
    told = _("Đọc được %(n)s mũi chưa có trong hồ sơ. Hãy đối chiếu với phiếu rồi lưu.") % {"n": new}
    return f"{told} {_('%(n)s mũi không có mã vắc xin chung, phải gõ tay.') % {'n': lost}}" if lost else told


def _draw(request: HttpRequest, found: Opened, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = found.head() | {
        "rows": _rows(sheet),
        "place_all": sheet.place,
        "refusal": sheet.refusal,
        "told": sheet.told,
        "keys": {key: vaccine_label(code) for key, code in card_keys().items()},
        "legend": _legend(),
        "known": [{"day": dose.day, "name": vaccine_label(dose.vaccine)} for dose in found.record.doses],
        "faults": len(sheet.card.faults) if sheet.card else 0,
    }
    return render(request, "immunization/person/card.html", context, status=status)


def _rows(sheet: Sheet) -> Iterable[dict[str, Any]]:
    """Every line with what is wrong with it, and blank ones to go on in."""
    wrong: dict[int, list[Any]] = {}
    for fault in sheet.card.faults if sheet.card else ():
        wrong.setdefault(fault.line, []).append(fault)
    blank = max(LINES - len(sheet.lines), 1)
    tokens = [*sheet.tokens, *(uuid7() for _line in range(blank))]
    lines = [*sheet.lines, *(CardLine() for _line in range(blank))]
    return [
        {
            "line": line,
            "token": token,
            "fields": {fault.field for fault in wrong.get(position, ())},
            "faults": [in_words(fault.sentence) for fault in wrong.get(position, ())],
        }
        for position, (line, token) in enumerate(zip(lines, tokens, strict=True))
    ]


def _legend() -> list[dict[str, Any]]:
    """The two letters of every vaccine, those of the programme first."""
    known = vaccines()
    named = [
        {"key": key, "name": vaccine_label(code), "programme": known[code].programme}
        for key, code in card_keys().items()
    ]
    return sorted(named, key=lambda one: not one["programme"])
