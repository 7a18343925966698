"""Addresses of the dashboard's marks: each leads to the counts, people or visits behind it."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from tram.reports.pages.filters import Board

CELL = "o."


def board_url(board: Board, **changes: str) -> str:
    """The dashboard with some filters changed."""
    return f"{reverse('reports:indicators')}?{board.query(**changes)}"


def detail_url(board: Board, **changes: str) -> str:
    """The chosen indicator's card of the dashboard with some filters changed."""
    return f"{board_url(board, **changes)}#chi-tiet"


def people_url(indicator: str, board: Board, side: str, cell: Mapping[str, str] | None = None, **changes: str) -> str:
    """The list (or, for those who see no names, the counts) behind a number; ``cell`` narrows it to a cell."""
    where = reverse("reports:people", args=[indicator])
    return f"{where}?{board.query(**list_filters(side, cell), **changes)}"


def worklist_url(indicator: str, board: Board, side: str, cell: Mapping[str, str] | None = None, **changes: str) -> str:
    """Whom to visit because of this number."""
    where = reverse("reports:worklist", args=[indicator])
    return f"{where}?{board.query(**list_filters(side, cell), **changes)}"


def list_filters(side: str, cell: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a list's address says beside the board's filters. A missing key is written as ``-``, so that it is said."""
    keys = {f"{CELL}{split}": key or "-" for split, key in (cell or {}).items()}
    return {"chi_tieu": "", "theo": "", "va": "", "xep": "", "phia": side, **keys}
