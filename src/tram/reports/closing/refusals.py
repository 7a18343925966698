"""How the closing of periods says No."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tram.kernel.periods import Period
from tram.kernel.refusals import Refusal

KINDS = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}


def unknown_report(wanted: str, known: Sequence[str]) -> Refusal:
    """No such report on that day."""
    choices = ", ".join(known) or "chưa có báo cáo nào có hiệu lực"
    return Refusal(
        "report.unknown",
        f"Không có báo cáo “{wanted[:40]}” cho kỳ này. Hãy chọn một trong: {choices}.",
        {"field": "report"},
        status=404,
    )


def not_over(period: Period) -> Refusal:
    """The period still runs."""
    assert period.end is not None
    first = period.end + timedelta(days=1)
    return Refusal(
        "report.not_over",
        f"Kỳ này đến hết ngày {period.end:%d/%m/%Y}. Chốt được từ ngày {first:%d/%m/%Y}.",
        {"field": "period"},
    )


def already_closed(number: int) -> Refusal:
    """A closing stands."""
    return Refusal(
        "report.closed",
        f"Kỳ này đã chốt (bản {number}). Muốn sửa số liệu, hãy mở lại kỳ rồi chốt bản mới.",
        {"number": number},
        status=409,
    )


def not_closed() -> Refusal:
    """No closing stands."""
    return Refusal("report.not_closed", "Kỳ này chưa chốt. Hãy chốt trước.", {"field": "period"}, status=409)


def already_sent() -> Refusal:
    """The closing that stands was sent."""
    return Refusal(
        "report.sent",
        "Bản này đã ghi là đã gửi. Muốn gửi bản khác, hãy mở lại kỳ và chốt bản mới.",
        {"field": "period"},
        status=409,
    )


def two_closings() -> Refusal:
    """Two machines closed the period differently."""
    return Refusal(
        "report.two_closings",
        "Hai máy đã chốt kỳ này với số liệu khác nhau. Hãy xem cả hai bản rồi bỏ một bản, hoặc bỏ cả hai và chốt lại.",
        {"field": "period"},
        status=409,
    )


def reopen_reason() -> Refusal:
    """A closed period is opened for a reason."""
    return Refusal("report.reason", "Hãy ghi lý do mở lại kỳ, ví dụ: ghi thêm lượt khám đến muộn.", {"field": "reason"})


def other_level(code: str) -> Refusal:
    """The report is not made for communes, or not for provinces."""
    return Refusal("report.level", f"Báo cáo {code} không lập cho cấp này. Hãy chọn nơi khác.", {"field": "place"})


def other_period(code: str, kinds: Sequence[str]) -> Refusal:
    """The report is made for other kinds of period."""
    told = ", ".join(KINDS[kind] for kind in kinds)
    return Refusal("report.period", f"Báo cáo {code} lập theo {told}. Hãy chọn kỳ như vậy.", {"field": "period"})


def unreadable() -> Refusal:
    """A closing that another version of the program made, or none of ours."""
    return Refusal(
        "report.unreadable",
        "Bản chốt này do chương trình phiên bản khác ghi, máy này chưa đọc được. Hãy cập nhật Trạm rồi mở lại.",
        status=409,
    )


def no_number(number: int) -> Refusal:
    """The period has no closing of that number."""
    return Refusal("report.number", f"Kỳ này không có bản {number}.", {"field": "number"}, status=404)


def unknown_format(wanted: str, known: Sequence[str]) -> Refusal:
    """A report cannot be written that way."""
    choices = ", ".join(known)
    return Refusal("report.format", f"Không xuất được dạng “{wanted[:20]}”. Có: {choices}.", {"field": "format"})
