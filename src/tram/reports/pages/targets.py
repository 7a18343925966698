"""The plan of a place: what each indicator is to reach this year and at the end of the directive."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.kernel.actors import may, require
from tram.kernel.refusals import Refusal
from tram.reports import api, refusals
from tram.reports.pages.filters import Board, read_board
from tram.reports.pages.picker import way
from tram.reports.pages.shapes import words

FINAL_YEAR = 2030
YEARS = range(2000, 2101)
UNFIT = 422
KINDS = {"giua": "interim", "cuoi": "final"}


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """The plan of a commune or province for a year; those who may set it get fields, one for each indicator.

    Refuses (422) a year that cannot be read, whether the plan is looked at or set.
    """
    board = read_board(request)
    require(board.actor, "indicator.read")
    year = _year(request.GET.get("nam", ""), board)
    errors: dict[str, str] = {}
    typed = request.POST if request.method == "POST" else None
    if typed is not None:
        errors = _set(board, year, typed)
        if not errors:
            messages.success(request, _("Đã ghi kế hoạch năm %(year)s.") % {"year": year})
            return HttpResponseRedirect(f"{reverse('reports:targets')}?{board.query()}&nam={year}")
    board.note(f"targets.{year}")
    context = {
        "board": board,
        "year": year,
        "final_year": FINAL_YEAR,
        "years": range(board.today.year - 1, FINAL_YEAR + 1),
        "rows": _rows(board, year, typed, errors),
        "may_set": may(board.actor, "target.set") and bool(board.plan_place or board.actor.communes is None),
        "several": not board.plan_place and board.actor.communes is not None,
        "way": way(board),
        "board_url": f"{reverse('reports:indicators')}?{board.query()}",
        "source": typed.get("nguon", "") if typed else "",
    }
    return render(request, "reports/targets.html", context, status=UNFIT if errors else 200)


def _rows(board: Board, year: int, typed: QueryDict | None, errors: dict[str, str]) -> list[dict[str, Any]]:
    """An indicator a line: what the definition wants, what the places above plan, what this place plans."""
    held = {(one.indicator, one.kind): one for one in _held(board, year)}
    return [
        {
            "id": one.id,
            "title": words.title(one),
            "target": words.percent(one.definition.target),
            "fields": [
                _field(board, one, name, held.get((one.id, kind)), typed, errors) for name, kind in KINDS.items()
            ],
        }
        for one in api.indicators(board.day)
        if words.is_share(one)
    ]


def _field(  # noqa: PLR0917 - one argument a question
    board: Board,
    one: api.Indicator,
    name: str,
    held: api.PlanTarget | None,
    typed: QueryDict | None,
    errors: dict[str, str],
) -> dict[str, Any]:
    field, place = f"{name}-{one.id}", board.plan_place
    own = held is not None and held.place == place
    said = localize(held.value.normalize() + 0) if held and own and held.value is not None else ""
    return {
        "name": field,
        "value": typed.get(field, "") if typed is not None else said,
        "above": "" if held is None or own else _above(held),
        "error": errors.get(field, ""),
        "label": _("%(title)s, năm %(year)s")
        % {"title": words.short(one), "year": FINAL_YEAR if name == "cuoi" else board.day.year},
    }


def _above(held: api.PlanTarget) -> str:
    """``tỉnh: 88 %``: whose plan holds where this place has none."""
    whose = _("tỉnh") if held.place else _("cả nước")
    return f"{whose}: {words.percent(held.value)}"


def _held(board: Board, year: int) -> tuple[api.PlanTarget, ...]:
    """What holds this year, and at the end of the directive."""
    place = board.plan_place
    if not place and board.actor.communes is not None:
        return ()
    this = [one for one in api.targets(board.actor, place, year) if one.kind == "interim"]
    last = [one for one in api.targets(board.actor, place, FINAL_YEAR) if one.kind == "final"]
    return (*this, *last)


def _set(board: Board, year: int, typed: QueryDict) -> dict[str, str]:
    """Sets what was typed, all or nothing; sentences by field where something cannot be."""
    require(board.actor, "target.set")
    held = {(one.indicator, one.kind) for one in _held(board, year) if one.place == board.plan_place}
    errors: dict[str, str] = {}
    with transaction.atomic():
        for one in (each for each in api.indicators(board.day) if words.is_share(each)):
            for name, kind in KINDS.items():
                field = f"{name}-{one.id}"
                text = typed.get(field, "").strip()
                if not text and (one.id, kind) not in held:
                    continue
                if error := _set_one(board, one.id, kind, year if kind == "interim" else FINAL_YEAR, text, typed):
                    errors[field] = error
        if errors:
            transaction.set_rollback(True)
    return errors


def _set_one(  # noqa: PLR0917 - one argument a question
    board: Board, indicator: str, kind: str, year: int, text: str, typed: QueryDict
) -> str:
    """The sentence of the refusal, "" when it was set."""
    try:
        api.set_target(
            by=board.actor,
            at=board.at,
            indicator_id=indicator,
            place=board.plan_place,
            year=year,
            value=_number(text),
            kind=kind,
            source=typed.get("nguon", ""),
        )
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        return refusal.said
    return ""


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        raise Refusal("target.unreadable", "Hãy gõ một số từ 0 đến 100, ví dụ 87,5.", {"field": "value"}) from None


def _year(text: str, board: Board) -> int:
    """The year of the address, this one when it names none. Refuses what is no year of a plan: never another's."""
    if not text:
        return board.day.year
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise refusals.wrong_year(text)
    return int(text)
