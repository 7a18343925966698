"""How the authoring room says No."""

from __future__ import annotations

from tram.kernel.refusals import Refusal


def unknown_version(wanted: str) -> Refusal:
    """No definition of that id and version on this machine."""
    return Refusal(
        "authoring.unknown",
        f"Không có định nghĩa “{wanted[:80]}” trên máy này. Hãy chọn trong danh sách.",
        {"field": "base"},
        status=404,
    )


def stopped() -> Refusal:
    """The author stopped the preview."""
    return Refusal("preview.stopped", "Đã dừng tính thử.", {"field": "preview"})


def too_long(seconds: float) -> Refusal:
    """The preview took longer than it may."""
    return Refusal(
        "preview.long",
        f"Tính thử quá {seconds:.0f} giây nên đã dừng. Hãy thu hẹp kỳ, chọn một xã, hoặc viết điều kiện hẹp hơn "
        "(lọc theo ngày trước).",
        {"field": "preview"},
    )


def unfit(reason: str) -> Refusal:
    """The draft cannot be counted yet."""
    return Refusal("preview.unfit", f"Chưa tính được: {reason}", {"field": "preview"})


def not_for_villages() -> Refusal:
    """A draft is counted over communes; somebody bound to villages has none."""
    return Refusal(
        "preview.villages", "Tính thử đếm cả xã; tài khoản chỉ thấy một số thôn thì không tính được.", status=403
    )
