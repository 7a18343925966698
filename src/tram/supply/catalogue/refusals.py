"""What the catalogue refuses, each in a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tram.kernel.refusals import Refusal


def kind_unknown(kind: str) -> Refusal:
    """A kind nobody knows."""
    return Refusal(
        "item.kind", _("Không có loại «{kind}». Chọn thuốc, vị thuốc, dịch vụ, vật tư, khám hoặc giường.").format(
            kind=kind[:30]
        ), {"field": "kind"},
    )  # fmt: skip


def text_missing(field: str) -> Refusal:
    """A code, name or unit that is not there."""
    words = {"code": _("Hãy ghi mã."), "name": _("Hãy ghi tên."), "unit": _("Hãy ghi đơn vị tính.")}
    return Refusal(f"item.{field}", words[field], {"field": field})


def text_long(field: str, most: int) -> Refusal:
    """Something longer than there is room for."""
    return Refusal(
        f"item.{field}", _("Ô này dài quá {most} ký tự, hãy viết ngắn lại.").format(most=most), {"field": field}
    )


def price_wrong(field: str) -> Refusal:
    """A price below nothing, or of no use."""
    return Refusal(f"item.{field}", _("Giá phải là số từ 0 đến 999.999.999.999."), {"field": field})


def rate_wrong() -> Refusal:
    """A percentage that is none."""
    return Refusal("item.fund_rate", _("Tỷ lệ quỹ thanh toán phải từ 0 đến 100."), {"field": "fund_rate"})


def twice(name: str) -> Refusal:
    """The same item two times in one list."""
    return Refusal("item.twice", _("«{name}» có hai lần trong danh sách, hãy bỏ bớt một.").format(name=name[:80]), {})


def day_before(day: str) -> Refusal:
    """A price that would hold before one that is known already."""
    return Refusal(
        "item.day", _("Đã có giá áp dụng từ {day}. Giá mới phải bắt đầu sau ngày đó.").format(day=day), {"field": "day"}
    )


def item_unknown() -> Refusal:
    """No such item, or one of a place the actor does not write."""
    return Refusal("item.unknown", _("Không có mục này trong danh mục của trạm."), {}, status=404)
