"""The chosen number divided: by one split as rows, by two as a cross table or, for age and sex, a pyramid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tram.reports import api
from tram.reports.pages.filters import Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.addresses import people_url
from tram.reports.pages.shapes.gauges import bullet

STEPS = 5
SEX = "sex"
AGES, COHORT = "age_five", "cohort"
SIDES = ("male", "female")
PREFERRED = ("icd_chapter", "notifiable", "injury", "purpose", "age_group", "sex", "ethnicity", "commune")


def choices(found: api.Indicator, board: Board) -> dict[str, Any]:
    """The ways this indicator can be divided, and the ways its cells can be divided once more."""
    names = _names(found, board)
    names = [] if [split for split, _name in names] == [board.finest] else names  # the ranking shows it
    return {
        "splits": [{"value": split, "label": name, "chosen": split == board.split} for split, name in names],
        "seconds": [
            {"value": split, "label": name, "chosen": split == board.second}
            for split, name in names
            if board.split and split != board.split
        ],
        "split_fields": board.fields("theo", "va"),
    }


def rows(value: api.Value, board: Board) -> list[dict[str, Any]]:
    """The cells of a divided number, each with the addresses of its people."""
    most = words.largest(value.slices)
    return [_row(value, one, board, most) for one in value.slices]


def _row(value: api.Value, one: api.Slice, board: Board, most: Decimal | None) -> dict[str, Any]:
    found, cell = value.indicator, {board.split: one.key}
    share = words.is_share(found)
    return {
        "label": one.label,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "to_do": words.to_do(found, one),
        "figure": words.figure(found, one),
        "bullet": bullet(
            words.part_of(one, most),
            value.goal if share else None,
            found.definition.target if share else None,
            found.definition.direction,
        ),
        "in_url": people_url(found.id, board, "in", cell),
        "all_url": people_url(found.id, board, "all", cell),
        "open_url": people_url(found.id, board, words.open_side(found), cell),
    }


def division(found: api.Indicator, board: Board) -> tuple[str, str]:
    """How an indicator is divided: as the address says where it can be, else in the way that tells most."""
    names = [split for split, _name in _names(found, board)]
    known = set(names)
    if board.split in known:
        return board.split, board.second if board.second in known - {board.split} else ""
    if not words.is_share(found) and {AGES, SEX} <= known:
        return AGES, SEX
    return next((one for one in (*PREFERRED, *names) if one in known), ""), ""


def cross(found: api.Indicator, readings: Sequence[api.Reading], board: Board) -> dict[str, Any]:
    """Two splits at once: rows by the first, columns by the second; rates by five shades, counts by their share."""
    across = _ordered(found, board.second, readings)
    down = _ordered(found, board.split, readings)
    cells = {(one.keys[board.split], one.keys[board.second]): one for one in readings}
    most = words.largest(readings)
    return {
        "columns": [label for _key, label in across],
        "rows": [
            {"label": label, "cells": [_cell(found, cells.get((key, other)), board, most) for other, _ in across]}
            for key, label in down
        ],
    }


def is_pyramid(found: api.Indicator, board: Board) -> bool:
    """Whether these two splits of a count are drawn as ages at the left and right of a middle line."""
    part = found.definition.split(board.split)
    return found.definition.kind == "count" and board.second == SEX and bool(part and part.band_names())


def pyramid(found: api.Indicator, readings: Sequence[api.Reading], board: Board) -> dict[str, Any]:
    """Men at the left, women at the right, the oldest on top; each bar opens to its people."""
    cells = {(one.keys[board.split], one.keys[SEX]): one for one in readings}
    most = max((one.numerator for (_age, sex), one in cells.items() if sex in SIDES), default=0) or 1
    bands = [
        {"label": label, "bars": [_bar(found, cells.get((key, sex)), board, (key, sex), most) for sex in SIDES]}
        for key, label in reversed(_ordered(found, board.split, readings))
        if key
    ]
    told = {sex: sum(one.numerator for (_age, side), one in cells.items() if side == sex) for sex in SIDES}
    whole = sum(one.numerator for one in cells.values())
    return {
        "bands": bands,
        "male": words.grouped(told["male"]),
        "female": words.grouped(told["female"]),
        "others": words.grouped(whole - sum(told.values())) if whole > sum(told.values()) else "",
        "most": words.grouped(most),
    }


def _bar(
    found: api.Indicator, one: api.Reading | None, board: Board, cell: tuple[str, str], most: int
) -> dict[str, Any]:
    age, sex = cell
    count = one.numerator if one else 0
    length = Decimal(count * 100) / most
    return {
        "sex": sex,
        "count": words.grouped(count),
        "length": f"{length:.1f}",
        "start": f"{100 - length:.1f}",
        "url": people_url(found.id, board, "in", {board.split: age, SEX: sex}) if count else "",
    }


def _cell(found: api.Indicator, one: api.Reading | None, board: Board, most: Decimal | None) -> dict[str, Any]:
    return shade(found, one, board, most, one.keys if one else {})


def shade(
    found: api.Indicator, one: api.Reading | None, board: Board, most: Decimal | None, cell: Mapping[str, str]
) -> dict[str, Any]:
    """One cell of a table of shades: its figure, what it is made of, its shade of five (0: none) and its people."""
    if one is None:
        return {"text": "", "step": 0, "url": "", "note": ""}
    whole = "" if one.denominator is None else f"/{words.grouped(one.denominator)}"
    return {
        "text": words.figure(found, one),
        "step": step(words.part_of(one, most)),
        "note": f"{words.grouped(one.numerator)}{whole}" if whole else "",
        "url": people_url(found.id, board, words.open_side(found), cell),
    }


def step(rate: Decimal | None) -> int:
    """Which of five shades a rate of 0 to 100 gets; 0 for none."""
    return 0 if rate is None else min(STEPS, int(rate * STEPS / 100) + 1)


def _names(found: api.Indicator, board: Board) -> list[tuple[str, str]]:
    """Splits with their names; places that are all one are no way to divide."""
    one_place = {"commune"} if board.place.commune else set()
    one_place |= {"village"} if board.place.village else set()
    return [
        (one.id, one.title_en if words.english() else one.title_vi)
        for one in found.definition.splits
        if one.id not in one_place
    ]


def _ordered(found: api.Indicator, split: str, readings: Sequence[api.Reading]) -> list[tuple[str, str]]:
    """The keys that occur with their words: bands by age, the rest by size, what is not known last."""
    words_of = {one.keys[split]: one.labels[split] for one in readings}
    part = found.definition.split(split)
    bands = list(part.band_names()) if part else []
    sizes: dict[str, int] = {}
    for one in readings:
        sizes[one.keys[split]] = sizes.get(one.keys[split], 0) + (one.denominator or one.numerator)

    def place(key: str) -> tuple[bool, int, int, str]:
        if key.isdecimal() and split == COHORT:
            return (False, int(key), 0, "")
        return (not key, bands.index(key) if key in bands else len(bands), -sizes[key], words_of[key])

    return [(key, words_of[key]) for key in sorted(words_of, key=place)]
