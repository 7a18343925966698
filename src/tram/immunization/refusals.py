"""How this room says No, in any of its parts."""

from __future__ import annotations

from tram.kernel.refusals import Refusal

FIELD_NAMES = {
    "lot_number": "Số lô",
    "place_name": "Nơi tiêm",
    "note": "Ghi chú",
    "change_reason": "Lý do sửa",
    "cancel_reason": "Lý do huỷ",
    "text": "Nội dung",
}


def text_too_long(field: str, most: int) -> Refusal:
    """A text that does not fit its column."""
    name = FIELD_NAMES.get(field, field)
    sentence = f"{name} dài quá {most} ký tự. Hãy rút gọn."
    return Refusal("immunization.text_too_long", sentence, {"field": field, "most": most})


def reason_missing() -> Refusal:
    """Changing a record needs a reason."""
    return Refusal("immunization.reason_missing", "Hãy ghi lý do sửa hoặc huỷ.", {"field": "change_reason"})


def not_current() -> Refusal:
    """The version that was opened is no longer the current one."""
    return Refusal(
        "immunization.not_current",
        "Bản ghi này đã được sửa hoặc huỷ. Hãy mở bản mới nhất rồi làm tiếp.",
        {},
        status=409,
    )
