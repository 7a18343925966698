"""The forms of adverse events, and what the law wants done about a serious one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from tram.engines.deadlines import Deadline, deadline
from tram.engines.definitions.head import Head, read_head
from tram.engines.definitions.toml import read_toml
from tram.engines.forms import Form, load_form
from tram.kernel.definitions import in_force

ROOM = "immunization"


@dataclass(frozen=True, slots=True)
class Compensation:
    """What a family may be owed in a case; for information."""

    case: str
    amount: str


@dataclass(frozen=True, slots=True)
class Law:
    """How soon whom to tell, how soon the council's file, and what compensation there is."""

    head: Head
    notice: Deadline
    notice_to: str
    notice_source: str
    council: Deadline
    council_title: str
    council_source: str
    compensation: tuple[Compensation, ...]
    compensation_source: str
    compensation_note: str


def event_form(day: date) -> Form:
    """The form of an adverse event in force on a day (``aefi.toml``)."""
    return _form(in_force(ROOM, "aefi", day))


def investigation_form(day: date) -> Form:
    """The form of an investigation in force on a day (``aefi_investigation.toml``)."""
    return _form(in_force(ROOM, "aefi_investigation", day))


def law(day: date) -> Law:
    """What must be done about a serious event known on a day (``aefi_law.toml``), in the reader's language."""
    return _law(in_force(ROOM, "aefi_law", day), "en" if get_language() == "en" else "vi")


def labels(form: Form, field: str) -> dict[str, str]:
    """The words of a field's codes in the reader's language."""
    found = form.field(field)
    english = get_language() == "en"
    options = found.options if found else ()
    return {one.code: one.label_en if english else one.label_vi for one in options}


@cache
def _form(path: Path) -> Form:
    return load_form(path)


@cache
def _law(path: Path, language: str) -> Law:
    body, _name = read_toml(path)
    notice, council, told = body["notice"], body["council"], body["compensation_note"]

    def said(part: Mapping[str, Any], name: str) -> str:
        return str(part[f"{name}_{language}"])

    return Law(
        head=read_head(body),
        notice=deadline(notice["deadline"]),
        notice_to=said(notice, "to"),
        notice_source=notice["source"],
        council=deadline(council["deadline"]),
        council_title=said(council, "title"),
        council_source=council["source"],
        compensation=tuple(Compensation(said(each, "case"), said(each, "amount")) for each in body["compensation"]),
        compensation_source=told["source"],
        compensation_note=said(told, "note"),
    )
