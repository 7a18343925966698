"""How deeds about cards say No."""

from __future__ import annotations

from tram.kernel.refusals import Refusal


def no_card() -> Refusal:
    """Nothing to ask about."""
    return Refusal(
        "cover.none",
        "Người này chưa ghi thẻ bảo hiểm y tế còn hạn ngày đó. Hãy quét hoặc gõ số thẻ rồi tra cứu.",
        {"field": "number"},
    )


def outcome_unknown() -> Refusal:
    """An answer by hand that is neither yes nor no."""
    return Refusal("cover.outcome", "Hãy chọn thẻ đúng hoặc thẻ sai.", {"field": "outcome"})


def no_desk() -> Refusal:
    """This machine does not talk to the portal."""
    return Refusal(
        "cover.no_portal",
        "Máy này chưa khai tài khoản cổng BHXH của trạm. Hãy xem thẻ trên trang của BHXH rồi ghi kết quả bằng tay.",
    )


def code_unknown(code: str) -> Refusal:
    """An answer of the portal nobody has written down yet."""
    return Refusal(
        "cover.code_unknown",
        f"Cổng BHXH trả mã {code} chưa có trong danh mục: hãy xem trên trang của BHXH rồi ghi kết quả.",
    )


def in_future() -> Refusal:
    """A day of care that has not come."""
    return Refusal("cover.in_future", "Ngày khám ở tương lai. Hãy kiểm tra ngày.", {"field": "day"})
