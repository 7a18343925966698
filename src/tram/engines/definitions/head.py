"""The compulsory head of every definition file, read and refused here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

STATUSES = ("official", "transcribed", "assumed")
REQUIRED = ("id", "title_vi", "title_en", "version", "source", "effective_from", "status")


class DefinitionError(ValueError):
    """A definition that cannot be used: which one, what is wrong, what to do. `str()` says all three in Vietnamese."""

    def __init__(self, definition: str, sentence: str, hint: str = "") -> None:
        """Keep the parts apart so that a list of findings may show them apart."""
        super().__init__(sentence)
        self.definition = definition
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        """`directive.insured: thiếu «source» → ghi …`."""
        tail = f" → {self.hint}" if self.hint else ""
        return f"{self.definition}: {self.sentence}{tail}"


@dataclass(frozen=True, slots=True)
class Head:
    """What every definition says of itself. `effective_to` is inclusive, None while in force."""

    id: str
    title_vi: str
    title_en: str
    version: int
    source: str
    status: str
    effective_from: date
    effective_to: date | None = None

    @property
    def assumed(self) -> bool:
        """True when nobody has read this rule in a legal text: say so wherever the number is shown."""
        return self.status == "assumed"

    def in_force(self, day: date) -> bool:
        """Whether the definition holds for an event of that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def read_head(body: Mapping[str, Any], name: str = "") -> Head:
    """The head of a definition; `name` (its file) speaks for it until it has an id. Refuses with `DefinitionError`."""
    who = str(body.get("id") or name or "định nghĩa không có id")
    for key in REQUIRED:
        if body.get(key) in (None, ""):
            raise DefinitionError(who, f"thiếu «{key}»", f"thêm dòng {key} = … ở đầu tệp")
    _refuse_odd_head(who, body)
    return Head(
        id=who,
        title_vi=str(body["title_vi"]),
        title_en=str(body["title_en"]),
        version=body["version"],
        source=str(body["source"]),
        status=str(body["status"]),
        effective_from=body["effective_from"],
        effective_to=body.get("effective_to"),
    )


def _refuse_odd_head(who: str, body: Mapping[str, Any]) -> None:
    version, start, end = body["version"], body["effective_from"], body.get("effective_to")
    if body["status"] not in STATUSES:
        raise DefinitionError(who, f"status «{body['status']}» không có", "chọn " + ", ".join(STATUSES))
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DefinitionError(who, "version phải là số nguyên từ 1", "version = 1")
    if type(start) is not date or (end is not None and type(end) is not date):
        raise DefinitionError(who, "effective_from, effective_to phải là ngày", "effective_from = 2025-07-01 (không ngoặc kép)")
    if end is not None and end < start:
        raise DefinitionError(who, "effective_to trước effective_from", "sửa lại hai ngày")
